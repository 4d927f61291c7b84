import { expect, test } from 'vitest';
import { type Ended, jsonLines, run, start } from './command.js';
import { BLOCK, interval, OTHER_HEADER, scan, windowAround } from './samples.js';

const AROUND = ['--header', BLOCK.header, ...interval(windowAround(BLOCK.nonce, 50_000))];
const NOTHING = ['--header', BLOCK.header, '--nonce-start', '0', '--nonce-end', '20000'];
/** A target that every 256th hash meets. */
const EASY = `00${'ff'.repeat(31)}`;
const FEW = ['--header', OTHER_HEADER, '--target', EASY, '--nonce-end', '2999'];
/** What no machine finishes while a test waits: all nonces, and a target that none meets. */
const ENDLESS = ['--header', OTHER_HEADER, '--target', '1'.padStart(64, '0')];

const HEX_76 = /^[\da-f]{152}$/;
const HEX_80 = /^[\da-f]{160}$/;
const HEX_32 = /^[\da-f]{64}$/;

function expectNoTrace({ stderr }: Ended): void {
  expect(stderr).not.toMatch(/^ {4}at /m);
}

function expectReport(line: object, type: string): void {
  expect(line).toEqual({
    type,
    hashes: expect.any(Number),
    seconds: expect.any(Number),
    hashRate: expect.any(Number),
    state: {
      format: 1,
      header: expect.stringMatching(HEX_76),
      target: expect.stringMatching(HEX_32),
      order: expect.stringMatching(/^(first|lowest|all)$/),
      versionMask: '00000000',
      versionRange: [0, 0],
      nonceRange: [expect.any(Number), expect.any(Number)],
      interval: [expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+$/)],
      left: expect.any(Array),
      solutions: expect.any(Array),
      hashes: expect.any(Number),
      seconds: expect.any(Number),
    },
  });
}

test('found: 0, and exactly three aligned lines', async () => {
  const ended = await run(AROUND);
  expect(ended.code).toBe(0);
  expect(ended.stdout).toBe(`nonce   ${BLOCK.nonce}\nhash    ${BLOCK.hash}\nheader  ${BLOCK.header}\n`);
  expect(ended.stderr).toMatch(
    /^Searching nonces 924554252–924604251 .*\ntarget {2}[\da-f]{64}\nDifficulty .*\nFound and verified after/,
  );
});

test('found: 0, and one JSON object with the documented keys', async () => {
  // The lowest: all that comes before it is searched by then, also where a thread waits for a core.
  const ended = await run([
    ...[...AROUND, '--json', '--order', 'lowest'],
    ...['--threads', '3', '--kernel', 'scalar'],
  ]);
  expect(ended.code).toBe(0);
  const lines = jsonLines(ended.stdout);
  expect(lines).toEqual([
    {
      type: 'solution',
      header: BLOCK.header,
      nonce: BLOCK.nonce,
      version: 2,
      hash: BLOCK.hash,
      target: BLOCK.target,
      difficulty: expect.closeTo(2506113302.783, 3),
      hashes: expect.any(Number),
      seconds: expect.any(Number),
      hashRate: expect.any(Number),
      kernel: 'scalar',
      threads: 3,
    },
  ]);
  expect(lines[0]!.hashes).toBeGreaterThan(37_000);
  expect(lines[0]!.hashes).toBeLessThanOrEqual(50_000);
  expect(lines[0]!.hashRate).toBeCloseTo(lines[0]!.hashes / lines[0]!.seconds, 0);
});

test('every line of stderr is JSON with --json', async () => {
  const { stderr } = await run([
    ...AROUND,
    '--json',
    '--target',
    'ffff0000000000000000000000000000000000000000000000000000',
  ]);
  const lines = jsonLines(stderr);
  expect(lines.length).toBeGreaterThanOrEqual(3);
  for (const line of lines) expect(line).toEqual({ type: 'note', message: expect.any(String) });
});

test('the lowest nonce of the interval, whatever the threads', async () => {
  const [lowest] = scan(OTHER_HEADER, EASY, 0, 2999);
  for (const threads of ['1', '4']) {
    const { code, stdout } = await run([...FEW, '--order', 'lowest', '--json', '--threads', threads]);
    expect(code).toBe(0);
    expect(jsonLines(stdout).map(({ nonce }) => nonce)).toEqual([lowest]);
  }
});

test('--all: 0, every solution, and that the interval is done', async () => {
  const nonces = scan(OTHER_HEADER, EASY, 0, 2999);
  expect(nonces.length).toBeGreaterThan(1);
  const [plain, json] = [await run([...FEW, '--all']), await run([...FEW, '--all', '--json'])];

  expect(plain.code).toBe(0);
  const printed = [
    ...plain.stdout.matchAll(/nonce {3}(\d+)\nhash {4}([\da-f]{64})\nheader {2}([\da-f]{160})\n/g),
  ];
  expect(printed.map(([text]) => text).join('')).toBe(plain.stdout);
  expect(printed.map(([, nonce]) => Number(nonce)).sort((a, b) => a - b)).toEqual(nonces);
  expect(plain.stderr).toContain(`${nonces.length} solutions in the whole interval`);

  expect(json.code).toBe(0);
  const lines = jsonLines(json.stdout);
  const last = lines.pop()!;
  expect(lines.map(({ nonce }) => nonce).sort((a, b) => a - b)).toEqual(nonces);
  for (const line of lines) {
    expect(line).toMatchObject({ type: 'solution', header: expect.stringMatching(HEX_80), target: EASY });
  }
  expectReport(last, 'exhausted');
  expect(last).toMatchObject({ hashes: 3000, state: { order: 'all', left: [], hashes: 3000 } });
});

test('--all without any solution: 1', async () => {
  const [plain, json] = [await run([...NOTHING, '--all']), await run([...NOTHING, '--all', '--json'])];
  expect(plain).toMatchObject({ code: 1, stdout: '' });
  expect(plain.stderr).toContain('No solution in the whole interval');
  expect(json.code).toBe(1);
  expect(jsonLines(json.stdout)).toHaveLength(1);
  expectReport(jsonLines(json.stdout)[0]!, 'exhausted');
});

test('exhausted: 1', async () => {
  for (const order of ['first', 'lowest']) {
    const args = [...NOTHING, '--order', order];
    const [plain, json] = [await run(args), await run([...args, '--json'])];
    expect(plain).toMatchObject({ code: 1, stdout: '' });
    expect(plain.stderr).toContain('No solution in the whole interval');
    expect(json.code).toBe(1);
    const lines = jsonLines(json.stdout);
    expect(lines).toHaveLength(1);
    expectReport(lines[0]!, 'exhausted');
    expect(lines[0]).toMatchObject({ hashes: 20_001, state: { order, interval: ['0', '20000'], left: [] } });
  }
});

test('an interval of one nonce', async () => {
  const at = (nonce: number) =>
    run(['--header', BLOCK.header, '--quiet', ...interval({ start: nonce, end: nonce })]);
  expect((await at(BLOCK.nonce)).code).toBe(0);
  expect((await at(BLOCK.nonce - 1)).code).toBe(1);
  expect((await at(0xffffffff)).code).toBe(1);
});

test('the interval in hexadecimal', async () => {
  const { code, stdout } = await run([
    '--header',
    BLOCK.header,
    '--nonce-start',
    '0x371c2000',
    '--nonce-end',
    '0x371C2FFF',
  ]);
  expect(code).toBe(0);
  expect(stdout).toContain(`nonce   ${BLOCK.nonce}\n`);
});

test('--timeout: 124, after saying what is left', async () => {
  const args = [...ENDLESS, '--timeout', '1.5'];
  const [plain, json] = [await run(args), await run([...args, '--json'])];
  expect(plain).toMatchObject({ code: 124, stdout: '' });
  expect(plain.stderr).toMatch(/^Time is up after .+\nLeft: \d+–.+\nGo on with --nonce-start \d+/m);
  expect(json.code).toBe(124);
  const lines = jsonLines(json.stdout);
  expect(lines).toHaveLength(1);
  expectReport(lines[0]!, 'timeout');
  expect(lines[0]!.hashes).toBeGreaterThan(0);
  expect(lines[0]!.state.left.at(-1)[1]).toBe('4294967295');
});

test.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s: %i, after saying what is left', async ([signal, code]) => {
  const plain = start(ENDLESS);
  await plain.shows('stderr', /^target /m);
  plain.child.kill(signal);
  const ended = await plain.ended;
  expect(ended).toMatchObject({ code, signal: null, stdout: '' });
  expect(ended.stderr).toMatch(
    /^Interrupted after .+\nLeft: \d+–.*4294967295 \((100\.0|99\.9) %\)\nGo on with --nonce-start \d+/m,
  );
  expectNoTrace(ended);

  const json = start([...ENDLESS, '--json', '--all']);
  await json.shows('stderr', /Searching/);
  json.child.kill(signal);
  const told = await json.ended;
  expect(told.code).toBe(code);
  const lines = jsonLines(told.stdout);
  expect(lines).toHaveLength(1);
  expectReport(lines[0]!, 'interrupted');
});

test('a signal before the search has begun', async () => {
  // The note on the short target comes first.
  const running = start(['--header', OTHER_HEADER, '--target', '1', '--json']);
  await running.shows('stderr', /padded/);
  running.child.kill('SIGINT');
  const ended = await running.ended;
  expect(ended.code).toBe(130);
  expectReport(jsonLines(ended.stdout)[0]!, 'interrupted');
});

test('a second signal ends at once', async () => {
  // Nobody reads stdout, so that the first signal leaves the command waiting to hand its solutions over.
  const running = start(['--header', OTHER_HEADER, '--target', 'ff'.repeat(32), '--all', '--json']);
  running.child.stdout!.pause();
  await running.shows('stderr', /Searching/);
  // Every nonce solves: from the first line on there is more to print than the pipe takes.
  await new Promise((resolve) => running.child.stdout!.once('readable', resolve));
  running.child.kill('SIGINT');
  running.child.kill('SIGTERM');
  const exited = new Promise((resolve) => running.child.once('exit', resolve));
  // Two signals at the same moment come in any order; the second one's code counts.
  expect([130, 143]).toContain(await exited);
  running.child.stdout!.destroy();
  expect((await running.ended).stderr).not.toContain('Interrupted');
});

test('stdout closed: 141, quietly', async () => {
  for (const json of [[], ['--json']]) {
    const running = start(['--header', OTHER_HEADER, '--target', EASY, '--all', ...json]);
    await running.shows('stdout', /\n/);
    running.child.stdout!.destroy();
    const ended = await running.ended;
    expect(ended).toMatchObject({ code: 141, signal: null });
    expectNoTrace(ended);
    expect(ended.stderr).not.toMatch(/EPIPE|error|closed|Interrupted/i);
  }
});

test('stdout closed before the only result: 141', async () => {
  const running = start([...AROUND]);
  running.child.stdout!.destroy();
  const ended = await running.ended;
  expect(ended.code).toBe(141);
  expect(ended.stderr).not.toMatch(/EPIPE|error|closed/i);
});

test('verify: 0 when valid, 1 when not', async () => {
  const tampered = `${BLOCK.header.slice(0, -1)}0`;
  const [valid, invalid] = [await run(['verify', BLOCK.header]), await run(['verify', tampered])];
  expect(valid).toMatchObject({ code: 0, stderr: '' });
  expect(valid.stdout).toMatch(
    new RegExp(
      `^valid {7}yes.*\nhash {8}${BLOCK.hash}\ntarget {6}${BLOCK.target}\ndifficulty {2}2506113302\\.78.*\n$`,
    ),
  );
  expect(invalid).toMatchObject({ code: 1, stderr: '' });
  expect(invalid.stdout).toMatch(/^valid {7}no/);
  const json = await run(['verify', tampered, '--json']);
  expect(json).toMatchObject({ code: 1, stderr: '' });
  expect(jsonLines(json.stdout)).toEqual([
    {
      type: 'verification',
      valid: false,
      hash: expect.stringMatching(HEX_32),
      target: BLOCK.target,
      difficulty: expect.any(Number),
    },
  ]);
});

test('--quiet leaves stderr empty', async () => {
  const commands = [
    AROUND,
    NOTHING,
    [...FEW, '--all'],
    [...ENDLESS, '--timeout', '0.2'],
    ['verify', BLOCK.header, '--target', 'ff'],
    ['decode', '12345678'],
  ];
  for (const args of commands) {
    for (const json of [[], ['--json']]) {
      const { stderr } = await run([...args, '--quiet', ...json]);
      expect(stderr).toBe('');
    }
  }
});

test('a throttled search says so by its rate, and finds the same', async () => {
  const { code, stdout } = await run([...AROUND, '--throttle', '50', '--json']);
  expect(code).toBe(0);
  expect(jsonLines(stdout)[0]).toMatchObject({ nonce: BLOCK.nonce });
});
