import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { hashOf } from '../support/oracle.js';
import { type Ended, run, start } from './command.js';

const GRIND_MAIN = fileURLToPath(new URL('../../dist/cli/grind-main.cjs', import.meta.url));

/** Both names of the command. */
const commands: Record<string, (...words: string[]) => Promise<Ended>> = {
  'mine-wasm grind': (...words) => run(['grind', ...words]),
  'mine-wasm-grind': (...words) => run(words, { main: GRIND_MAIN }),
};

/** What Bitcoin Core's functional tests and contrib/signet/miner grind: bits of regtest, of signet's easiest block, and of a calibration. */
const FIELDS = {
  regtest: `00000020${'11'.repeat(64)}dae5494dffff7f20`,
  'signet, easiest': `00000020${'44'.repeat(64)}00105b5fae77031e`,
  calibration: `00000020${'55'.repeat(64)}2a00006a5fa73e1e`,
};

function expectSolved({ code, stdout, stderr }: Ended, fields: string): void {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^[0-9a-f]{160}\n$/);
  expect(stdout.slice(0, 152)).toBe(fields);
  const header = Buffer.from(stdout.trim(), 'hex');
  const bits = header.readUInt32LE(72);
  const target = BigInt(bits & 0xffffff) << BigInt(8 * ((bits >>> 24) - 3));
  expect(hashOf(header, header.readUInt32LE(76)) <= target).toBe(true);
}

describe.each(Object.entries(commands))('%s', (_, grind) => {
  test.for(Object.entries(FIELDS))('solves %s by its nonce alone', async ([, fields]) => {
    expectSolved(await grind(`${fields}00000000`), fields);
  });

  test('ignores the nonce that it is given, and what follows the header, as Core does', async () => {
    expectSolved(await grind(`${FIELDS.regtest}deadbeef`), FIELDS.regtest);
    expectSolved(await grind(`${FIELDS.regtest.toUpperCase()}DEADBEEF0011`), FIELDS.regtest);
  });

  const zero = `${FIELDS.regtest.slice(0, 144)}0000000000000000`;
  test.for<[string, string[], string]>([
    ['no header', [], 'Must specify block header to grind'],
    ['two headers', [zero, zero], 'Must specify block header to grind'],
    ['an empty word', [''], 'Could not decode block header'],
    ['76 bytes', [FIELDS.regtest], 'Could not decode block header'],
    ['half a byte more', [`${zero}0`], 'Could not decode block header'],
    ['no hex', ['x'.repeat(160)], 'Could not decode block header'],
    ['no hex at the end', [`${zero}zz`], 'Could not decode block header'],
    ['a prefix', [`0x${zero}`], 'Could not decode block header'],
    ['a flag', ['--threads'], 'Could not decode block header'],
    ['bits of zero', [zero], 'Could not satisfy difficulty target'],
    ['negative bits', [zero.replace(/0{16}$/, '0000802000000000')], 'Could not satisfy difficulty target'],
    [
      'bits that overflow',
      [zero.replace(/0{16}$/, 'ffff00ff00000000')],
      'Could not satisfy difficulty target',
    ],
  ])("fails in Core's own words: %s", async ([, words, message]) => {
    expect(await grind(...words)).toEqual({ code: 1, signal: null, stdout: '', stderr: `${message}\n` });
  });

  test('shows a help', async () => {
    const { code, stdout, stderr } = await grind('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: mine-wasm grind /);
  });
});

test('flags before it are refused, rather than passed over', async () => {
  const { code, stdout, stderr } = await run(['--quiet', 'grind', `${FIELDS.regtest}00000000`]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^mine-wasm: --quiet: expected no such flag for grind, got one\n$/);
});

test('stdout closed before the result: 141, quietly', async () => {
  const running = start(['grind', `${FIELDS.calibration}00000000`]);
  running.child.stdout!.destroy();
  expect(await running.ended).toMatchObject({ code: 141, signal: null, stderr: '' });
});
