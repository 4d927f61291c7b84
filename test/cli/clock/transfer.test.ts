import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DeviceKey } from '../../../dist/clockchain/device/device-key.js';
import type { ReadingProof } from '../../../dist/clockchain/readings/proof.js';
import { leafOf, signReading } from '../../../dist/clockchain/readings/reading.js';
import { readTransfer } from '../../../dist/clockchain/readings/transfer.js';
import { sha256d, ZEROS } from '../../clockchain/support/oracle.js';
import { EASY_BITS, solve } from '../../clockchain/support/test-device.js';
import { ENVIRONMENT, jsonLines, MAIN, run, temporaryFolder } from '../command.js';

const dir = temporaryFolder();
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const anna = join(dir, 'anna');
const logger = join(dir, 'logger');
let annaKey: DeviceKey;
let bert: string;
beforeAll(async () => {
  annaKey = await DeviceKey.open(join(anna, 'device.pem'));
  bert = DeviceKey.generate().id;
});

const promise = (...words: string[]) => run(['clock', 'transfer', ...words, '--dir', anna]);
/** What a shell does with the line. */
const pipe = (...words: string[]) =>
  execFileSync(
    'sh',
    [
      '-c',
      '"$0" "$1" clock transfer $2 --dir "$3" | "$0" "$1" clock seal --dir "$4" --difficulty 1 --threads 1',
      ...[process.execPath, MAIN, words.join(' '), anna, logger],
    ],
    { env: ENVIRONMENT, encoding: 'utf8', stdio: 'pipe' },
  );

describe('clock transfer', () => {
  test('is a signed line, and says that there is no ledger', async () => {
    const { code, stdout, stderr } = await promise('5', '--to', bert, '--fee', '1');
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(readTransfer(JSON.parse(stdout))).toEqual({ amount: 5, fee: 1, to: bert, from: annaKey.id });
    expect(stderr).toBe(
      `Signed by ${annaKey.id}; no balance is checked, and nothing prevents that it is promised twice\n`,
    );
    expect((await promise('5', '--to', bert, '--fee', '1', '--quiet')).stderr).toBe('');
  });

  test('makes a key where there is none, and takes that of --key', async () => {
    const file = join(dir, 'new', 'key.pem');
    const { code, stdout } = await run(['clock', 'transfer', '1', '--to', bert, '--key', file]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).from).toBe((await DeviceKey.open(file)).id);
  });

  test('is sealed, proven and verified: so much, from whom, to whom', async () => {
    expect(pipe('5', '--to', bert)).toMatch(/^acknowledged {2}1 \(line 1\)\nsealed {8}1 by tick 1 /);
    const proof = join(dir, 'proof.json');
    await run(['clock', 'prove', '1', '--dir', logger, '-o', proof]);
    const { code, stdout } = await run(['clock', 'check', proof]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      [
        '\ntransfer 5, fee 0: verified that it was promised; no balance is checked',
        `from     ${annaKey.id}`,
        `to       ${bert}\n`,
      ].join('\n'),
    );
    const [line] = jsonLines((await run(['clock', 'check', proof, '--json'])).stdout);
    expect(line!.transfer).toEqual({ amount: 5, fee: 0, to: bert, from: annaKey.id });
  });

  test('one whose amount was changed is not sealed', async () => {
    const { stdout } = await promise('5', '--to', bert);
    const running = execFileSync(
      'sh',
      [
        '-c',
        '"$0" "$1" clock seal --dir "$2" --difficulty 1 2>&1 || echo "exit $?"',
        process.execPath,
        MAIN,
        dir,
      ],
      { input: stdout.replace('"amount":5', '"amount":6'), env: ENVIRONMENT, encoding: 'utf8' },
    );
    expect(running).toContain(
      `line 1: expected the reading to be a transfer signed by ${annaKey.id}, got another signature\n`,
    );
    expect(running).toMatch(/exit 1\n$/);
  });

  test('one that a device has sealed nevertheless does not hold', async () => {
    const { stdout } = await promise('5', '--to', bert);
    const proof = join(dir, 'forged.json');
    const check = async (text: string) => {
      writeFileSync(proof, JSON.stringify(sealedAlone(annaKey, text)));
      return run(['clock', 'check', proof]);
    };
    expect(await check(stdout.trimEnd())).toMatchObject({ code: 0, stderr: '' });
    const wrong = await check(stdout.trimEnd().replace('"amount":5', '"amount":6'));
    expect(wrong).toMatchObject({ code: 1, stderr: '' });
    expect(wrong.stdout).toMatch(
      /^valid {4}no \(transfer\): expected the proof to have a transfer that holds/,
    );
  });

  test.each([
    ['<amount>', ['0', '--to', 'ab'.repeat(32)]],
    ['<amount>', ['1.5', '--to', 'ab'.repeat(32)]],
    ['<amount>', [String(2 ** 53), '--to', 'ab'.repeat(32)]],
    ['<amount>', ['--to', 'ab'.repeat(32)]],
    ['--to', ['1']],
    ['--to', ['1', '--to', 'AB'.repeat(32)]],
    ['--to', ['1', '--to', 'bert']],
    ['--fee', ['1', '--to', 'ab'.repeat(32), '--fee', '-1']],
    ['--key', ['1', '--to', 'ab'.repeat(32), '--key', '']],
  ])('refuses a wrong %s: %j', async (flag, words) => {
    const { code, stdout, stderr } = await promise(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^mine-wasm: ${flag}: expected .*\n$`));
  });

  test('names a key that can not be used', async () => {
    const file = join(dir, 'no.pem');
    writeFileSync(file, readFileSync(join(anna, 'device.pem')), { mode: 0o644 });
    const { code, stderr } = await promise('1', '--to', bert, '--key', file);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^mine-wasm: --key: expected \S+ to be closed to all but its owner/);
  });
});

/** The proof of a line that its device has signed, in the only tick of its chain, whatever it says. */
function sealedAlone(key: DeviceKey, text: string): ReadingProof {
  const session = 'readings';
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const reading = signReading(key, session, { number: 1, time: 1, bytes: Buffer.from(text) });
  const payload = leafOf(reading);
  const [device, rest] = [sha256d(key.publicKey), sha256d(ZEROS, ZEROS)];
  const root = sha256d(sha256d(device, payload), rest);
  const header = solve(sha256d(Buffer.from(session)), root, EASY_BITS);
  return {
    type: 'mine-wasm-reading-proof',
    version: 1,
    session,
    device: key.id,
    reading: { number: 1, time: 1, text, signature: hex(reading.signature) },
    batch: { index: 0, siblings: [] },
    payload: hex(payload),
    tick: { tau: 1, siblings: [hex(device), hex(rest)] },
    headers: [header.toHex()],
    signature: hex(key.sign(header.hashBytes())),
  };
}
