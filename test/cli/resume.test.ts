import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type JsonLine, jsonLines, run, start, temporaryFolder } from './command.js';
import { expectExactCoverage } from './interruptions.js';
import { BLOCK, interval, OTHER_HEADER, windowAround } from './samples.js';

/** One solution in 2^16 nonces. */
const EASY = `0000${'f'.repeat(60)}`;

test('every solution once, whatever interrupts the search', async () => {
  const met = await expectExactCoverage(10_000_000, [
    { signal: 'SIGINT', news: 1, milliseconds: 0 },
    { signal: 'SIGKILL', news: 1, milliseconds: 30 },
    { signal: 'SIGKILL', news: 0, milliseconds: 120 },
    { signal: 'SIGTERM', news: 3, milliseconds: 0 },
    { signal: 'SIGKILL', news: 2, milliseconds: 0 },
  ]);
  expect(met).toBeGreaterThanOrEqual(3);
});

describe.for(['first', 'lowest'])('--order %s', (order) => {
  test('is interrupted, goes on, finds, and says so again', async () => {
    const path = join(temporaryFolder(), 'search.json');
    const window = windowAround(BLOCK.nonce, 8_000_000);
    const command = [
      '--header',
      BLOCK.header,
      ...interval(window),
      '--order',
      order,
      '--json',
      '--resume',
      path,
    ];
    const running = start([...command, '--threads', '1', '--throttle', '5']);
    // Without any solution the file is written every two seconds.
    await expect
      .poll(() => existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).hashes, { timeout: 50_000 })
      .toBeGreaterThan(0);
    running.child.kill('SIGINT');
    const interrupted = await running.ended;
    expect(interrupted.code).toBe(130);
    const [stop] = jsonLines(interrupted.stdout);
    expect(stop).toMatchObject({ type: 'interrupted', state: { order } });
    expect(stop!.hashes).toBeGreaterThan(0);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(stop!.state);

    const found = await run(command);
    expect(found.code).toBe(0);
    expect(found.stderr).toContain('Going on after');
    const [solution] = jsonLines(found.stdout);
    expect(solution).toMatchObject({ type: 'solution', nonce: BLOCK.nonce, header: BLOCK.header });
    // Both runs together: below the nonce nothing is left out, and nothing counts twice.
    expect(solution!.hashes).toBeGreaterThan(stop!.hashes);
    expect(solution!.hashes).toBeLessThanOrEqual(8_000_000);
    if (order === 'lowest') expect(solution!.hashes).toBeGreaterThanOrEqual(BLOCK.nonce - window.start + 1);
    expect(solution!.seconds).toBeGreaterThan(stop!.seconds);

    const again = await run(command);
    expect(again.code).toBe(0);
    const { seconds, hashRate, ...same } = jsonLines(again.stdout)[0]!;
    expect(solution).toMatchObject(same);
  });
});

test('the state of --timeout goes on too, and an exhausted one stays exhausted', async () => {
  const path = join(temporaryFolder(), 'search.json');
  const command = ['--header', OTHER_HEADER, '--target', '1'.padStart(64, '0'), '--nonce-end', '1499999'];
  const resumed = [...command, '--resume', path, '--json'];
  const timeout = await run([...resumed, '--timeout', '0.2', '--throttle', '20']);
  expect(timeout.code).toBe(124);
  expect(timeout.stderr).toContain('The same command goes on');
  for (const _ of ['the rest', 'once more']) {
    const { code, stdout } = await run(resumed);
    expect(code).toBe(1);
    expect(jsonLines(stdout)).toMatchObject([{ type: 'exhausted', hashes: 1_500_000, state: { left: [] } }]);
  }
});

test('a search can go on from what `interrupted` said on stdout', async () => {
  const command = [
    ...['--header', OTHER_HEADER, '--target', EASY],
    '--nonce-end',
    '7999999',
    '--all',
    '--json',
  ];
  const running = start([...command, '--threads', '2', '--throttle', '20']);
  await running.shows('stdout', /\n/);
  running.child.kill('SIGTERM');
  const lines = jsonLines((await running.ended).stdout);
  const { type, state } = lines.pop()!;
  expect(type).toBe('interrupted');
  const path = join(temporaryFolder(), 'state.json');
  writeFileSync(path, JSON.stringify(state));
  const [rest, whole] = [await run([...command, '--resume', path]), await run(command)];
  expect([rest.code, whole.code]).toEqual([0, 0]);
  const nonces = (some: JsonLine[]) =>
    some.flatMap(({ type, nonce }) => (type === 'solution' ? [nonce] : [])).sort((a, b) => a - b);
  expect(nonces([...lines, ...jsonLines(rest.stdout)])).toEqual(nonces(jsonLines(whole.stdout)));
});

test('a short interval with --resume', async () => {
  const path = join(temporaryFolder(), 'search.json');
  const command = ['--header', BLOCK.header, ...interval(windowAround(BLOCK.nonce, 100)), '--resume', path];
  const [one, two] = [await run(command), await run(command)];
  expect(one).toMatchObject({
    code: 0,
    stdout: `nonce   ${BLOCK.nonce}\nhash    ${BLOCK.hash}\nheader  ${BLOCK.header}\n`,
  });
  expect(two).toMatchObject({ code: 0, stdout: one.stdout });
});
