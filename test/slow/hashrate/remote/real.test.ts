import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readDeviceCard } from '../../../../src/hashrate/card/read-device-card.js';
import { jsonLines, run, start, temporaryFolder } from '../../../cli/command.js';
import { installNodes } from '../../package/consumer.js';
import { SshWorld } from './support/ssh-world.js';

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

test('Ctrl-C: what was measured by then is kept', async () => {
  const folder = temporaryFolder();
  const args = ['bench', 'remote', '--ssh-config', world.configFile, '--json', '-o', folder];
  const running = start([...args, '--sustain', '1h', one.label]);
  await running.shows('stderr', /"type":"progress"/);
  running.child.kill('SIGINT');
  const { code } = await running.ended;
  expect(code).toBe(130);
  const [file] = readdirSync(folder);
  expect(readDeviceCard(readFileSync(join(folder, file!), 'utf8')).isComplete).toBe(false);
});
