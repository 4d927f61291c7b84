import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonLines, run, start, temporaryFolder } from '../command.js';
import { hasScript, startOnTerminal } from '../terminal.js';

const clock = (...words: string[]) => ['clock', 'run', '--session', 'garden', ...words];
const chainsOf = (dir: string) => {
  const folder = join(dir, 'garden', 'chains');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.chain'))
    .map((name) => join(folder, name));
};
const logOf = (dir: string) => jsonLines(readFileSync(join(dir, 'garden', 'log.jsonl'), 'utf8'));

/** That the copies hold, and the devices' own chains. @returns the ticks of each copy */
async function verify(dir: string, mode: string): Promise<number[]> {
  const own = readdirSync(join(dir, 'devices')).flatMap((name) => {
    const folder = join(dir, 'devices', name);
    return readdirSync(folder)
      .filter((file) => /^garden-[\da-f]{8}\.chain$/.test(file))
      .map((file) => join(folder, file));
  });
  const all = [];
  for (const files of [chainsOf(dir), own]) {
    const { code, stdout } = await run(['clock', 'verify', '--json', '--mode', mode, ...files]);
    expect({ code, faults: jsonLines(stdout).map(({ fault }) => fault) }).toEqual({
      code: 0,
      faults: files.map(() => undefined),
    });
    all.push(jsonLines(stdout).map(({ ticks }) => ticks as number));
  }
  expect(all[0]!.toSorted()).toEqual(all[1]!.toSorted());
  return all[0]!;
}

test('serial: three zeros, then two', async () => {
  const dir = temporaryFolder();
  const { code, stdout, stderr } = await run(clock('--mode', 'serial', '--difficulty', '3,2', '--dir', dir));
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toMatch(/^device +τ +L +round/);
  const ticks = [...stderr.matchAll(/^(device \d): τ (\d+), L (\d+), (\w+)…, .* tries in /gm)];
  expect(ticks.map(([, ...fields]) => fields)).toEqual([
    ['device 1', '1', '1', expect.stringMatching(/^000/)],
    ['device 2', '1', '2', expect.stringMatching(/^00/)],
  ]);
  expect(await verify(dir, 'serial')).toEqual([1, 1]);
});

test('free --json: a result on stdout, what happens on stderr and in the log', async () => {
  const dir = temporaryFolder();
  const args = ['--mode', 'free', '--difficulty', '2,1', '--ticks', '30', '--json', '--dir', dir];
  const { code, stdout, stderr } = await run(clock(...args));
  expect(code).toBe(0);
  const [result] = jsonLines(stdout);
  expect(result).toMatchObject({
    type: 'session',
    session: 'garden',
    mode: 'free',
    devices: [
      { name: 'device 1', tau: 30, ticks: 30, isPresent: true, refused: {} },
      { name: 'device 2', tau: 30, ticks: 30, drift: { isDetected: expect.any(Boolean) } },
    ],
  });
  expect(result!.chains.toSorted()).toEqual(chainsOf(dir));
  const told = jsonLines(stderr);
  expect(logOf(dir).map(({ time: _, ...event }) => event)).toEqual(told);
  expect(told.filter(({ type }) => type === 'finished')).toHaveLength(2);
  expect(await verify(dir, 'free')).toEqual([30, 30]);
});

describe('rounds', () => {
  test('a session goes on where it was', async () => {
    const dir = temporaryFolder();
    const args = clock('--mode', 'rounds', '--difficulty', '1', '--rounds', '4', '--json', '--dir', dir);
    for (const rounds of [4, 8]) {
      const { code, stdout } = await run(args);
      expect(code).toBe(0);
      expect(jsonLines(stdout)[0]!.devices).toMatchObject([{ round: rounds }, { round: rounds }]);
    }
    expect(logOf(dir).flatMap(({ type, round }) => (type === 'round' ? [round] : []))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expect(await verify(dir, 'rounds')).toEqual([8, 8]);
    const { code, stderr } = await run(clock('--mode', 'serial', '--dir', dir));
    expect(code).toBe(2);
    expect(stderr).toMatch(/--session: expected one of the mode serial, got garden, which is of rounds/);
  });

  test('a device that is killed comes back; Ctrl-C ends it all, and the chains hold', async () => {
    const dir = temporaryFolder();
    const running = start(clock('--difficulty', '1', '--json', '--dir', dir));
    await running.shows('stderr', /"type":"round","round":3/);
    const child = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .find((name) => {
        try {
          return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`\0${join(dir, 'devices', '2')}\0`);
        } catch {
          return false;
        }
      });
    process.kill(Number(child), 'SIGKILL');
    await running.shows('stderr', /"type":"absent".*"reason":"it was killed by SIGKILL"/);
    await running.shows('stderr', /"type":"back","name":"device 2"/);
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    const [back] = jsonLines(stderr).filter(({ type }) => type === 'back');
    const missed = jsonLines(stderr).flatMap(({ type, round, absent }) =>
      type === 'round' && absent.length > 0 ? [round] : [],
    );
    expect([missed[0], missed.at(-1)]).toEqual(back!.missed);
    const ticks = await verify(dir, 'rounds');
    const { devices } = jsonLines(stdout)[0]!;
    expect(devices.map(({ tau }: { tau: number }) => tau).toSorted()).toEqual(ticks.toSorted());
  });

  test('--for ends it after its time', async () => {
    const dir = temporaryFolder();
    const { code, stdout } = await run(clock('--difficulty', '1', '--for', '1s', '--json', '--dir', dir));
    expect(code).toBe(0);
    expect(jsonLines(stdout)[0]!.devices[0].ticks).toBeGreaterThan(0);
    await verify(dir, 'rounds');
  });
});

test('a device whose key is open to others is named, and the other goes on', async () => {
  const dir = temporaryFolder();
  const first = await run(clock('--mode', 'serial', '--difficulty', '1', '--dir', dir));
  expect(first.code).toBe(0);
  const key = join(dir, 'devices', '2', 'device.pem');
  chmodSync(key, 0o644);
  const { code, stderr } = await run(clock('--mode', 'serial', '--difficulty', '1', '--dir', dir));
  expect(code).toBe(1);
  expect(stderr).toMatch(/^device 2: it refuses \(ERR_DEVICE_KEY\): Expected .*chmod 600/m);
  expect(stderr).toMatch(/^device 2: no tick in turn 1 \(absent\)$/m);
  expect(stderr).toMatch(/^device 1: τ 2, /m);
});

describe.skipIf(!hasScript)('on a terminal', () => {
  test('a line for each device; Ctrl-C ends it', async () => {
    const dir = temporaryFolder();
    const running = startOnTerminal(clock('--difficulty', '1', '--dir', dir), { columns: 120 });
    await running.shows('stdout', /device 1 +τ \d+ +L \d+ +round [1-9]\d* +.*H\/s/);
    await running.shows('stdout', /device 2 +τ \d+ +L \d+ +round [1-9]\d* +.*H\/s +drift .* ± /);
    running.child.stdin!.write('\u0003');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/device +τ +L +round +ticks now/);
    expect(stdout.lastIndexOf('\u001b[?25h')).toBeGreaterThan(stdout.lastIndexOf('\u001b[?25l'));
    await verify(dir, 'rounds');
  });

  test('serial: each tick, in full on a narrow one too', async () => {
    const dir = temporaryFolder();
    const running = startOnTerminal(clock('--mode', 'serial', '--difficulty', '2,1', '--dir', dir), {
      columns: 40,
    });
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/device 1: τ 1, L 1, 00[\da-f]{14}…, [\d,]+ tries in [\d.]+ m?s/);
    expect(stdout).toMatch(/device 2: τ 1, L 2, 0[\da-f]{15}…, [\d,]+ tries in [\d.]+ m?s/);
    // DECAWM: without it the terminal writes what is too long into its last column, over and over.
    expect(stdout).not.toContain('\u001b[?7l');
  });
});

test.each([
  [['--mode', 'sync'], '--mode', /expected serial, free or rounds, got "sync"/],
  [
    ['--difficulty', '3,x'],
    '--difficulty',
    /expected numbers of leading hex zeros from 0 to 63, as 5,3, got "3,x"/,
  ],
  [['--difficulty', '64'], '--difficulty', /got "64"/],
  [
    ['--difficulty', '3,2,1', '--devices', '2'],
    '--difficulty',
    /expected one for each of 2 devices, or for all, got 3/,
  ],
  [['--devices', '0'], '--devices', /expected an integer from 1 to 256/],
  [['--ticks', '3'], '--ticks', /expected --rounds, got --ticks/],
  [['--mode', 'free', '--rounds', '3'], '--rounds', /expected --ticks in the mode free, got --rounds/],
  [['--for', '0s'], '--for', /expected a time/],
  [['--wait', 'long'], '--wait', /expected a time/],
  [['--session', 'a/b'], '--session', /expected a name/],
  [['--fsync', 'often'], '--fsync', /expected tick, round or none, got "often"/],
  [
    ['--dir', '/proc/nowhere'],
    '--dir',
    /expected a folder that can be written to, got "\/proc\/nowhere\/garden"/,
  ],
  [['pi@host:0'], '[host...]', /expected \[user@\]host\[:port\]/],
  [['pi@192.0.2.1', '--node', '$x'], '--node', /expected a path without quotes/],
] as const)('run %s is refused', async (args, flag, message) => {
  const { code, stdout, stderr } = await run(clock(...args));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`mine-wasm: ${flag}: `);
  expect(stderr).toMatch(message);
});

test('verify holds each file to its difficulty', async () => {
  const dir = temporaryFolder();
  await run(clock('--mode', 'serial', '--difficulty', '2,1', '--ticks', '2', '--quiet', '--dir', dir));
  const verifyAt = async (difficulty: string, ...files: string[]) => {
    const { code, stdout } = await run(['clock', 'verify', '--json', '--difficulty', difficulty, ...files]);
    return { code, verdicts: jsonLines(stdout) };
  };
  const { verdicts } = await verifyAt('1', ...chainsOf(dir));
  const [hard, easy] = verdicts.toSorted((a, b) => b.expectedTries - a.expectedTries);
  expect(hard!.easiest).toMatch(/^00f{4}0+$/);
  expect([hard, easy].map((verdict) => Math.round(verdict!.expectedTries))).toEqual([512, 32]);
  const files = [hard!.path, easy!.path];
  expect(await verifyAt('2,1', ...files)).toMatchObject({ code: 0 });
  // In the order of the files.
  expect(await verifyAt('1,2', ...files)).toMatchObject({
    code: 1,
    verdicts: [{ fault: { name: 'unknown-citation' } }, { fault: { name: 'bits' } }],
  });
  expect(await verifyAt('3', ...files)).toMatchObject({
    code: 1,
    verdicts: [{ ticks: 0, fault: { name: 'bits', record: 1 } }, {}],
  });
  const missing = join(dir, 'none.chain');
  expect((await verifyAt('2,1', hard!.path, missing)).verdicts[1]).toMatchObject({ fault: { name: 'disk' } });
  const three = await run(['clock', 'verify', '--difficulty', '1,1,1', ...files]);
  expect(three).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^mine-wasm: --difficulty: expected one for each of 2 files/),
  });
});

test('verify names what is wrong, and where', async () => {
  const dir = temporaryFolder();
  await run(clock('--difficulty', '1', '--rounds', '3', '--quiet', '--dir', dir));
  const [one, two] = chainsOf(dir);
  const plain = await run(['clock', 'verify', one!, two!]);
  expect(plain.code).toBe(0);
  expect(
    plain.stdout.match(
      /: valid: session "garden", device \w{16}…, 3 ticks of some 48 tries \(the easiest 16\), L 3, tip 0\w{63}$/gm,
    ),
  ).toHaveLength(2);
  const bytes = readFileSync(one!);
  // In its second tick, which the other device cites.
  bytes[500]! ^= 1;
  writeFileSync(one!, bytes);
  const damaged = await run(['clock', 'verify', one!, two!]);
  expect(damaged.code).toBe(1);
  expect(damaged.stdout).toMatch(
    /^.*: NOT VALID \(checksum in record \d at byte \d+\) after .*\n.*: NOT VALID \(unknown-citation /,
  );
  const missing = await run(['clock', 'verify', '--json', join(dir, 'none.chain')]);
  expect(missing.code).toBe(2);
  expect(jsonLines(missing.stdout)).toMatchObject([{ type: 'chain', fault: { name: 'disk' } }]);
});

test('a session whose copies do not hold, or are in use, is refused', async () => {
  const dir = temporaryFolder();
  const held = clock('--difficulty', '1', '--rounds', '2', '--quiet', '--dir', dir);
  await run(held);
  const [one] = chainsOf(dir);
  const whole = readFileSync(one!);
  const flipped = Buffer.from(whole);
  flipped[200]! ^= 1;
  const lock = `${one!}.lock-${process.pid}-0-0-000000000000`;
  const refusals: [Buffer, string | undefined, RegExp][] = [
    [flipped, undefined, /^mine-wasm: --dir: expected \S+ to have a whole record as record 1 /],
    [whole.subarray(0, -1), lock, /^mine-wasm: --dir: expected \S+ to be written by one process alone, /],
  ];
  for (const [bytes, file, message] of refusals) {
    writeFileSync(one!, bytes);
    if (file !== undefined) writeFileSync(file, '');
    const { code, stderr } = await run(held);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    if (file !== undefined) expect(stderr).toContain(`if that is another program, remove ${file}`);
  }
});

test.each([
  [
    ['clock', 'run', '--session', 'devices'],
    /^mine-wasm: --session: expected .*, and not devices, got "devices"/,
  ],
  [['clock', 'run', '--session', 'Devices'], /^mine-wasm: --session: expected .*, and not devices/],
  [['clock', 'device'], /^mine-wasm: --stdio: expected it, got none\n$/],
  [['clock', 'device', '--stdio', '--folder', ''], /^mine-wasm: --folder: expected the path of a folder/],
  [['clock', 'verify'], /^mine-wasm: <file>: expected a value, got none\n$/],
  [['clock', 'verify', 'x', '--mode', 'y'], /^mine-wasm: --mode: expected serial, free or rounds/],
])('%s is refused', async (args, message) => {
  const { code, stderr } = await run(args);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

test('device: told nonsense it goes on, and ends with its stdin', async () => {
  const folder = temporaryFolder();
  const running = start(['clock', 'device', '--stdio', '--folder', folder]);
  await running.shows('stdout', /"type":"hello"/);
  running.child.stdin!.write('what?\n');
  await running.shows('stdout', /"type":"refused","fault":"malformed"/);
  running.child.stdin!.write('{"type":"stop"}\n');
  await running.shows('stdout', /"type":"refused","fault":"unexpected"/);
  running.child.stdin!.end();
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
});
