import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { DeviceCard } from '../../../../src/hashrate/card/device-card.js';
import { readDeviceCard } from '../../../../src/hashrate/card/read-device-card.js';
import { jsonLines, type Running, run, start, temporaryFolder } from '../../../cli/command.js';
import { SshWorld } from '../../../support/ssh/ssh-world.js';
import { installNodes } from '../../package/consumer.js';

const world = new SshWorld();
afterAll(() => world.close());
const one = await world.host();
const two = await world.host();
const node24 = installNodes()['Node 24']!;

test('two devices measure themselves by the portable file', async () => {
  const folder = temporaryFolder();
  const args = [
    'bench',
    'remote',
    '--ssh-config',
    world.configFile,
    '--json',
    '-o',
    folder,
    '--quick',
    '--in-turn',
  ];
  const { code, stdout, stderr } = await run([...args, one.label, two.label]);
  expect({ code, faults: jsonLines(stderr).filter(({ type }) => type === 'error') }).toEqual({
    code: 0,
    faults: [],
  });
  const told = jsonLines(stdout);
  expect(told.map(({ host }) => host)).toEqual([one.label, two.label]);
  for (const { file, isComplete } of told) {
    const text = readFileSync(file, 'utf8');
    const card = readDeviceCard(text);
    expect(isComplete).toBe(true);
    expect(card).toMatchObject({ isComplete: true, settings: { isQuick: true } });
    expect(card.software.node).toBe(process.versions.node);
    expect(card.goldenResults.length).toBeGreaterThan(0);
    expect(card.threads.length).toBeGreaterThan(0);
    // Whose device it is is nobody's business.
    for (const name of ['127.0.0.1', world.folder]) {
      expect(text).not.toContain(name);
    }
  }
  // The progress of a host never falls.
  for (const { label } of [one, two]) {
    const done = jsonLines(stderr).flatMap((event) =>
      event.host === label && 'done' in event ? [event.done] : [],
    );
    expect(done.length).toBeGreaterThan(10);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    const of = label === one.label ? one : two;
    expect(readdirSync(of.cache).filter((name) => !/^mine-wasm-[\da-f]{64}\.cjs$/.test(name))).toEqual([]);
  }
});

test('another Node is used where one is named', async () => {
  const folder = temporaryFolder();
  const args = [
    'bench',
    'remote',
    '--ssh-config',
    world.configFile,
    '-o',
    folder,
    '--quick',
    '--node',
    node24,
  ];
  const { code, stdout } = await run([...args, one.label]);
  expect(code).toBe(0);
  const card = readDeviceCard(readFileSync(stdout.trim(), 'utf8'));
  expect(card.software.node).toMatch(/^24\./);
  // V8 packs vectors there.
  if (process.arch === 'x64')
    expect(card.kernels.find(({ kernel }) => kernel === 'wide')?.rate).toBeDefined();
});

describe('ended in its long run', () => {
  /** The command in its long run of 40 s, 25 s of which are over, and the folder for its card. */
  async function longRun(): Promise<{ running: Running; folder: string }> {
    const folder = temporaryFolder();
    const args = ['bench', 'remote', '--ssh-config', world.configFile, '--json', '-o', folder];
    const running = start([...args, '--quick', '--sustain', '40s', one.label]);
    await running.shows('stderr', (text) => secondsOfLongRun(text) >= 25);
    return { running, folder };
  }

  /** It tells its progress once a second. */
  function secondsOfLongRun(stderr: string): number {
    return stderr.match(/"type":"progress"[^\n]*"step":"sustained"/g)?.length ?? 0;
  }

  function cardIn(folder: string): DeviceCard {
    const [file] = readdirSync(folder);
    return readDeviceCard(readFileSync(join(folder, file!), 'utf8'));
  }

  function expectMeasured({ isComplete, goldenResults, kernels, threads }: DeviceCard): void {
    expect(isComplete).toBe(false);
    expect(goldenResults.length).toBeGreaterThan(0);
    expect(kernels.filter(({ rate }) => rate !== undefined).length).toBeGreaterThan(1);
    expect(threads.length).toBeGreaterThan(0);
  }

  test('by Ctrl-C: the card has all that was measured by then', async () => {
    const { running, folder } = await longRun();
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    const card = cardIn(folder);
    expectMeasured(card);
    expect(card.sustained?.readings.length).toBeGreaterThanOrEqual(25);
  });

  test('by a cut link: the card has what the host had told by then', async () => {
    const { running, folder } = await longRun();
    one.server.cut();
    const { code, stderr } = await running.ended;
    expect(code).toBe(1);
    expect(jsonLines(stderr).filter(({ type }) => type === 'error')).toMatchObject([
      { host: one.label, code: 'ERR_REMOTE_CUT' },
    ]);
    const card = cardIn(folder);
    expectMeasured(card);
    // It tells what it has every 10 s.
    expect(card.sustained?.readings.length).toBeGreaterThanOrEqual(10);
  });
});
