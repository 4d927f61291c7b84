import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CHAIN_FORMAT, HEAD_KIND, TICK_KIND } from '../../../src/clockchain/chain/chain-format.js';
import { encodeRecord } from '../../../src/clockchain/records/record.js';
import { RecordParser } from '../../../src/clockchain/records/record-parser.js';
import { decodeTick, encodeTick } from '../../../src/clockchain/tick/tick-codec.js';
import {
  ENVIRONMENT,
  type Ended,
  type JsonLine,
  jsonLines,
  MAIN,
  type Running,
  run,
  start,
  temporaryFolder,
} from '../command.js';

const SCRIPT = fileURLToPath(new URL('../../../docs/check-proof.mjs', import.meta.url));
/** Of ticks that take no time. */
const EASY = ['--difficulty', '2', '--threads', '1'];

function folder(): string {
  const path = temporaryFolder();
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** `clock seal`, which is given what `tell` writes. */
function startSeal(dir: string, ...flags: string[]): Running {
  return start(['clock', 'seal', '--dir', dir, ...EASY, ...flags]);
}

async function seal(dir: string, input: string, ...flags: string[]): Promise<Ended> {
  const running = startSeal(dir, ...flags);
  running.child.stdin!.on('error', () => {});
  running.child.stdin!.end(input);
  return running.ended;
}

const prove = (dir: string, number: number, ...flags: string[]) =>
  run(['clock', 'prove', String(number), '--dir', dir, ...flags]);
const check = (path: string, ...flags: string[]) => run(['clock', 'check', path, ...flags]);

/** A device's folder with a chain of two ticks, each with the other's signature. */
async function withSwappedSignatures(): Promise<string> {
  const dir = folder();
  await seal(dir, '{"t":1}\n{"t":2}\n', '--count', '1');
  const path = join(dir, readdirSync(dir).find((name) => name.endsWith('.chain'))!);
  const { magic } = CHAIN_FORMAT;
  const parser = new RecordParser(path, CHAIN_FORMAT);
  const [head, ...ticks] = parser.push(readFileSync(path));
  const [one, two] = ticks.map(({ body }) => decodeTick(body));
  const swapped = [
    { ...one!, signature: two!.signature },
    { ...two!, signature: one!.signature },
  ].map((tick) => encodeRecord(CHAIN_FORMAT, TICK_KIND, encodeTick(tick)));
  writeFileSync(path, Buffer.concat([magic, encodeRecord(CHAIN_FORMAT, HEAD_KIND, head!.body), ...swapped]));
  return dir;
}

const ofType = (text: string, type: string): JsonLine[] =>
  jsonLines(text).filter((line) => line.type === type);

describe('clock seal', () => {
  test('acknowledges and seals, in words', async () => {
    const dir = join(folder(), 'new', 'clock');
    const { code, stdout, stderr } = await seal(dir, '{"t":1}\n\n{"t":2}\n{"t":3}', '--count', '2');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('acknowledged'))).toEqual([
      'acknowledged  1 (line 1)',
      'acknowledged  2 (line 3)',
      'acknowledged  3 (line 4)',
    ]);
    const sealed = lines.filter((line) => line.startsWith('sealed'));
    expect(sealed.map((line) => line.replace(/00[\da-f]{62}$/, 'HASH'))).toEqual([
      'sealed        1–2 by tick 1 HASH',
      'sealed        3 by tick 2 HASH',
    ]);
    expect(stderr).toMatch(/^Device [\da-f]{64}: 0 readings, 0 ticks\n/);
    expect(stderr).toMatch(/\n3 readings acknowledged; 3 readings sealed by 2 ticks\n$/);
    expect(readdirSync(dir).sort()).toEqual([
      'device.pem',
      'readings-75f1df3c.chain',
      'readings-75f1df3c.journal',
    ]);
    expect(statSync(join(dir, 'device.pem')).mode & 0o777).toBe(0o600);
  });

  test('--json: one object for each, and goes on where it was', async () => {
    const dir = folder();
    const first = await seal(dir, '{"t":1}\n', '--json', '--session', 'garden');
    const again = await seal(dir, '{"t":2}\n', '--json', '--session', 'garden');
    expect([first.code, again.code]).toEqual([0, 0]);
    expect(jsonLines(again.stdout)).toEqual([
      { type: 'acknowledged', number: 2, line: 1, time: expect.any(Number) },
      {
        type: 'sealed',
        first: 2,
        last: 2,
        tick: 2,
        hash: expect.stringMatching(/^00[\da-f]{62}$/),
        bits: '2000ffff',
        tries: expect.any(Number),
        seconds: expect.any(Number),
      },
    ]);
    const [begun, end] = jsonLines(again.stderr);
    expect(begun).toMatchObject({ type: 'start', readings: 1, unsealed: 0, ticks: 1 });
    expect(end).toEqual({ type: 'end', readings: 1, refused: 0, batches: 1, sealed: 1 });
    expect(begun!.device).toBe(jsonLines(first.stderr)[0]!.device);
    // Another session has a chain of its own, and the same key.
    const other = await seal(dir, '{"t":3}\n', '--json');
    expect(jsonLines(other.stdout)[0]).toMatchObject({ number: 1 });
    expect(jsonLines(other.stderr)[0]!.device).toBe(begun!.device);
  });

  test('names the lines that are no readings, and takes the others', async () => {
    const input = `oops\n{"t":1}\n{"t":"${'x'.repeat(20_000)}"}\n[]\n`;
    const { code, stdout, stderr } = await seal(folder(), input, '--quiet');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^acknowledged {2}1 \(line 2\)\nsealed {8}1 by tick 1 /);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'mine-wasm: line 1: expected the reading to be a JSON object, got "oops"',
      'mine-wasm: line 3: expected the reading to have at most 16384 bytes, got more',
      'mine-wasm: line 4: expected the reading to be a JSON object, got an array of 0',
    ]);
  });

  test('seals a reading that is of age, while stdin says nothing', async () => {
    const running = startSeal(folder(), '--age', '1s');
    running.child.stdin!.write('{"t":1}\n');
    await running.shows('stdout', /^sealed {8}1 by tick 1 /m);
    running.child.stdin!.end();
    expect((await running.ended).code).toBe(0);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('on %s seals what it has taken', async (signal, code) => {
    const dir = folder();
    const running = startSeal(dir, '--json', '--count', '3');
    running.child.stdin!.write('{"t":1}\n{"t":2}\n{"t":3}\n{"t":4}\n');
    await running.shows('stdout', (text) => text.split('"acknowledged"').length === 5);
    running.child.kill(signal);
    const ended = await running.ended;
    expect(ended.code).toBe(code);
    expect(ofType(ended.stderr, 'note').map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^Sealing \d readings?; Ctrl-C again leaves them to the next run$/),
    );
    const ranges = ofType(ended.stdout, 'sealed').map(({ first, last }) => [first, last]);
    expect(ranges).toEqual([
      [1, 3],
      [4, 4],
    ]);
  });

  test('seals what it has taken when nobody reads its stdout any more', async () => {
    const dir = folder();
    const running = startSeal(dir, '--json');
    running.child.stdin!.on('error', () => {});
    running.child.stdin!.write('{"t":1}\n');
    await running.shows('stdout', /acknowledged/);
    running.child.stdout!.destroy();
    running.child.stdin!.write('{"t":2}\n');
    expect((await running.ended).code).toBe(141);
    const next = await seal(dir, '', '--json');
    const [begun] = jsonLines(next.stderr);
    expect(begun!.unsealed).toBe(0);
    expect(begun!.readings).toBeGreaterThanOrEqual(1);
  });

  test('after kill -9 the next run seals what was left', async () => {
    const dir = folder();
    const running = startSeal(dir, '--json', '--fsync', 'batch');
    running.child.stdin!.write('{"t":1}\n{"t":2}\n');
    await running.shows('stdout', (text) => text.split('"acknowledged"').length === 3);
    running.child.kill('SIGKILL');
    await running.ended;
    const { code, stdout, stderr } = await seal(dir, '', '--json');
    expect(code).toBe(0);
    expect(jsonLines(stderr)[0]).toMatchObject({ readings: 2, unsealed: 2, ticks: 0 });
    expect(jsonLines(stdout)).toMatchObject([{ type: 'sealed', first: 1, last: 2, tick: 1 }]);
  });

  test('refuses a chain whose journal was lost, unless told to go on', async () => {
    const dir = folder();
    await seal(dir, '{"t":1}\n');
    rmSync(join(dir, readdirSync(dir).find((name) => name.endsWith('.journal'))!));
    const { code, stdout, stderr } = await seal(dir, '{"t":2}\n');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^mine-wasm: --dir: expected .*, got 0 readings without them: .* \(--journal-lost goes on without them\)\n$/,
    );
    const told = await seal(dir, '{"t":2}\n', '--journal-lost', '--json');
    expect(told.code).toBe(0);
    expect(jsonLines(told.stdout).at(-1)).toMatchObject({ type: 'sealed', first: 1, last: 1, tick: 2 });
    expect((await seal(dir, '{"t":3}\n')).code).toBe(0);
  });

  test('is one process for a chain', async () => {
    const dir = folder();
    const running = startSeal(dir);
    await running.shows('stderr', /Device/);
    const { code, stderr } = await seal(dir, '{"t":1}\n');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      new RegExp(
        `^mine-wasm: --dir: expected \\S+ to be written by one process alone, got process ${running.child.pid}`,
      ),
    );
  });

  describe('refuses', () => {
    test.each([
      ['--difficulty', '64', 'expected an integer from 0 to 63, decimal or 0x…, got "64"'],
      ['--count', '0', 'expected an integer from 1 to 4096, decimal or 0x…, got "0"'],
      ['--age', 'soon', 'expected a time from 1s to 1d, as 90s, 5m or 1h, got "soon"'],
      ['--fsync', 'never', 'expected reading or batch, got "never"'],
      [
        '--session',
        '../x',
        "expected a name of letters, digits, '.', '_' and '-', 200 at most, and not devices, got \"../x\"",
      ],
      ['--threads', '0', 'expected an integer from 1 to 256, decimal or 0x…, got "0"'],
      ['--dir', '', 'expected the path of a folder, got ""'],
      ['--key', '', 'expected the path of a file, got ""'],
    ])('%s %j', async (flag, value, message) => {
      const { code, stdout, stderr } = await run(['clock', 'seal', flag, value]);
      expect({ code, stdout, stderr }).toEqual({
        code: 2,
        stdout: '',
        stderr: `mine-wasm: ${flag}: ${message}\n`,
      });
    });

    test('a key that others can read', async () => {
      const dir = folder();
      await seal(dir, '');
      chmodSync(join(dir, 'device.pem'), 0o644);
      const { code, stderr } = await seal(dir, '');
      expect(code).toBe(2);
      expect(stderr).toMatch(/^mine-wasm: --key: expected \S+ to be closed to all but its owner/);
    });

    test('a folder that can not be made, and files that are damaged', async () => {
      const dir = folder();
      writeFileSync(join(dir, 'file'), '');
      const below = await seal(join(dir, 'file', 'clock'), '');
      expect([below.code, below.stderr.slice(0, 39)]).toEqual([2, 'mine-wasm: --dir: expected a folder, go']);
      await seal(dir, '{"t":1}\n');
      const path = join(dir, readdirSync(dir).find((name) => name.endsWith('.journal'))!);
      const bytes = readFileSync(path);
      bytes[100]! ^= 1;
      writeFileSync(path, bytes);
      const { code, stderr } = await seal(dir, '', '--json');
      expect(code).toBe(2);
      expect(jsonLines(stderr)).toMatchObject([{ type: 'error', code: 'ERR_CHAIN_FILE', option: '--dir' }]);
      expect(readFileSync(path)).toEqual(bytes);
    });
  });
});

describe('clock prove and clock check', () => {
  const dir = temporaryFolder();
  const path = join(dir, 'proof.json');
  let device: string;
  beforeAll(() => {
    const command = (words: readonly string[], input = '') =>
      execFileSync(process.execPath, [MAIN, 'clock', ...words, '--dir', dir], {
        input,
        env: ENVIRONMENT,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    command(['seal', ...EASY, '--count', '2'], '{"t":1}\n{"t":2}\n{ "t" : 3 }\n');
    command(['prove', '3', '-o', path]);
    device = JSON.parse(readFileSync(path, 'utf8')).device;
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test('a proof is written, and holds', async () => {
    const { code, stdout, stderr } = await prove(dir, 3, '-o', path);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(`mine-wasm clock check ${path}`);
    const checked = await check(path);
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(checked.stdout.split('\n').map((line) => line.slice(0, 9).trimEnd())).toEqual([
      'valid',
      'reading',
      'number',
      'time',
      'device',
      'session',
      'tick',
      'work',
      '',
    ]);
    expect(checked.stdout).toContain('reading  { "t" : 3 }\n');
    const { stdout: said } = await promisify(execFile)(process.execPath, [SCRIPT, path]);
    expect(said).toContain(`number 3 of ${device}, tick 2, 256 tries`);
  });

  test('--json', async () => {
    const checked = await check(
      path,
      '--json',
      '--device',
      device,
      '--session',
      'readings',
      '--difficulty',
      '2',
    );
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(jsonLines(checked.stdout)).toMatchObject([
      {
        type: 'check',
        valid: true,
        device,
        session: 'readings',
        number: 3,
        text: '{ "t" : 3 }',
        tau: 2,
        later: 0,
      },
    ]);
  });

  test('a proof goes to stdout too, with as many later ticks as asked for', async () => {
    const { code, stdout, stderr } = await prove(dir, 1);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'mine-wasm-reading-proof',
      version: 1,
      reading: { text: '{"t":1}' },
    });
    expect(JSON.parse(stdout).headers).toHaveLength(2);
    expect(JSON.parse((await prove(dir, 1, '--later', '0')).stdout).headers).toHaveLength(1);
  });

  test('a chain that does not hold: exit 2', async () => {
    const { code, stdout, stderr } = await prove(await withSwappedSignatures(), 1, '--later', '0');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^mine-wasm: --dir: expected the proof to have a last tick signed by /);
  });

  test('a reading that is not sealed: exit 1', async () => {
    const { code, stdout, stderr } = await prove(dir, 4);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^mine-wasm: <reading>: expected a sealed reading with number 4, got a journal of 3 /,
    );
  });

  test.each([
    [['clock', 'prove', 'x'], '<reading>'],
    [['clock', 'prove', '0'], '<reading>'],
    [['clock', 'prove'], '<reading>'],
    [['clock', 'prove', '1', '--later', '-1'], '--later'],
    [['clock', 'prove', '1', '-o', ''], '--output'],
    [['clock', 'prove', '1', '--dir', '/nowhere'], '--dir'],
    [['clock', 'check'], '<proof>'],
    [['clock', 'check', '/nowhere'], '<proof>'],
    [['clock', 'check', '/'], '<proof>'],
    [['clock', 'check', '/dev/null'], '<proof>'],
    [['clock', 'check', '/nowhere', '--device', 'ab'], '--device'],
    [['clock', 'check', '/nowhere', '--difficulty', '64'], '--difficulty'],
  ])('%j: exit 2', async (args, flag) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^mine-wasm: ${flag}: expected .*\n$`));
  });

  test('what does not hold: exit 1, and why', async () => {
    const forged = join(dir, 'forged.json');
    writeFileSync(forged, readFileSync(path, 'utf8').replace(' : 3', ' : 4'));
    const plain = await check(forged);
    expect(plain).toMatchObject({ code: 1, stderr: '' });
    expect(plain.stdout).toMatch(/^valid {4}no \(reading-signature\): expected the proof /);
    const [line] = jsonLines((await check(forged, '--json')).stdout);
    expect(line).toMatchObject({ type: 'check', valid: false, fault: 'reading-signature' });
    expect((await check(path, '--device', 'ab'.repeat(32))).stdout).toContain('no (other-device)');
    expect((await check(path, '--difficulty', '40')).stdout).toContain('no (easy)');
  });

  test('what is no proof: exit 2', async () => {
    const cut = join(dir, 'cut.json');
    writeFileSync(cut, readFileSync(path, 'utf8').slice(0, 100));
    expect(await check(cut, '--json')).toMatchObject({ code: 2, stdout: '' });
    writeFileSync(cut, readFileSync(path, 'utf8').replace('"version":1', '"version":2'));
    const { code, stderr } = await check(cut);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'mine-wasm: <proof>: expected the proof to be of version 1, got one of version 2\n',
    });
  });

  test('a proof that can not be written', async () => {
    mkdirSync(join(dir, 'folder'), { recursive: true });
    const { code, stderr } = await prove(dir, 1, '-o', join(dir, 'folder'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^mine-wasm: --output: expected a file that can be written, got /);
    expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
