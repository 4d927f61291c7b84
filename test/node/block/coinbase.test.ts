import { script, Transaction } from 'bitcoinjs-lib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../../src/bitcoin/bytes.js';
import { transactionIds } from '../../../src/bitcoin/transaction.js';
import { BlockTemplate } from '../../../src/node/block/block-template.js';
import { Coinbase, MAX_EXTRANONCE } from '../../../src/node/block/coinbase.js';
import { pushHeight } from '../../../src/node/block/coinbase-script.js';
import { expectInputError } from '../../bitcoin/input-error.js';
import { type Answer, coreAnswer, oldCoreAnswer, transaction } from './templates.js';

const PAYOUT = `0014${'ab'.repeat(20)}`;
const witnessed = [transaction(1, true)];

function coinbase(changes: Answer = {}, tag?: string): Coinbase {
  return new Coinbase(BlockTemplate.from(coreAnswer(changes)), PAYOUT, tag);
}

function oldCoinbase(changes: Answer = {}, tag?: string): Coinbase {
  return new Coinbase(BlockTemplate.from(oldCoreAnswer(changes)), PAYOUT, tag);
}

const scriptOf = (made: Coinbase, extranonce = 0n) =>
  bytesToHex(Transaction.fromHex(made.toHex(extranonce)).ins[0]!.script);

/** The height that a script says, as BIP 34 is checked: by reading its first push as a number. */
function heightIn(made: Coinbase): number {
  const [first] = script.decompile(Transaction.fromHex(made.toHex(0n)).ins[0]!.script)!;
  return typeof first === 'number' ? first - 0x50 : script.number.decode(first!, 5, true);
}

describe('pushHeight', () => {
  it.each([
    [1, '51'],
    [16, '60'],
    [17, '0111'],
    [127, '017f'],
    [128, '028000'],
    [255, '02ff00'],
    [256, '020001'],
    [32767, '02ff7f'],
    [32768, '03008000'],
    [65535, '03ffff00'],
    [65536, '03000001'],
    [8388607, '03ffff7f'],
    [8388608, '0400008000'],
    [16777216, '0400000001'],
    // Real ones: blocks 227,931, the first that had to, and 542,213.
    [227931, '035b7a03'],
    [542213, '03054608'],
    [500_000_000, '040065cd1d'],
  ])('of %i is %s', (height, hex) => {
    expect(bytesToHex(pushHeight(height))).toBe(hex);
  });

  it('is the shortest script for the number, as bitcoinjs-lib compiles it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500_000_000 }),
        fc.integer({ min: 0, max: 28 }),
        (large, shift) => {
          const height = Math.max(1, large >> shift);
          expect(pushHeight(height)).toEqual(script.compile([script.number.encode(height)]));
        },
      ),
    );
  });
});

describe('Coinbase', () => {
  it('is the transaction that bitcoinjs-lib makes of the same parts', () => {
    const template = BlockTemplate.from(coreAnswer({}, witnessed));
    const made = new Coinbase(template, PAYOUT, '/mine/');
    const expected = new Transaction();
    expected.version = 2;
    expected.locktime = 100;
    const text = Buffer.from('/mine/');
    const extranonce = hexToBytes('0807060504030201');
    expected.addInput(
      new Uint8Array(32),
      0xffffffff,
      0xfffffffe,
      script.compile([script.number.encode(101), extranonce, text]),
    );
    expected.addOutput(hexToBytes(PAYOUT), 5_000_000_000n);
    expected.addOutput(hexToBytes(template.witnessCommitment!), 0n);
    expect(made.txid(0x0102030405060708n)).toBe(expected.getId());
    expect(bytesToHex(made.stripped(0x0102030405060708n))).toBe(expected.toHex());
    expected.setWitness(0, [new Uint8Array(32)]);
    expect(made.toHex(0x0102030405060708n)).toBe(expected.toHex());
    expect({ size: made.size, weight: made.weight }).toEqual({
      size: expected.byteLength(),
      weight: expected.weight(),
    });
  });

  it('has neither witness nor commitment before segwit', () => {
    const made = oldCoinbase();
    const parsed = Transaction.fromHex(made.toHex(7n));
    expect(parsed.hasWitnesses()).toBe(false);
    expect(parsed.outs).toHaveLength(1);
    expect(made.toHex(7n)).toBe(bytesToHex(made.stripped(7n)));
    expect(made.txid(7n)).toBe(parsed.getId());
    expect({ size: made.size, weight: made.weight }).toEqual({
      size: parsed.byteLength(),
      weight: parsed.weight(),
    });
  });

  it.each([1, 16, 17, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 8388607, 8388608, 499_999_999])(
    'begins with height %i, and its lock time is one less',
    (height) => {
      const made = coinbase({ height });
      const parsed = Transaction.fromHex(made.toHex(0n));
      expect(heightIn(made)).toBe(height);
      expect(parsed.locktime).toBe(height - 1);
      expect(parsed.ins[0]!.sequence).toBe(0xfffffffe);
      expect(parsed.isCoinbase()).toBe(true);
      expect(parsed.ins[0]!.script.length).toBeGreaterThanOrEqual(2);
    },
  );

  it('pushes whatever the node wants in it: its bytes must not count as signature operations', () => {
    expect(scriptOf(oldCoinbase())).toBe('01650 7062f503253482f 08 0000000000000000'.replaceAll(' ', ''));
    const several = oldCoinbase({ coinbaseaux: { a: 'ac', empty: '', b: 'aeAE' } });
    expect(scriptOf(several)).toBe('0165 01ac 02aeae 08 0000000000000000'.replaceAll(' ', ''));
    const long = oldCoinbase({ coinbaseaux: { flags: 'ae'.repeat(80) } });
    expect(scriptOf(long)).toBe(`0165 4c50 ${'ae'.repeat(80)} 08 0000000000000000`.replaceAll(' ', ''));
  });

  it('is another transaction with each extranonce, and nothing but its eight bytes differ', () => {
    const made = coinbase();
    const bytes = [0n, 1n, 0xacn, 2n ** 63n, MAX_EXTRANONCE].map((extranonce) => made.toHex(extranonce));
    expect(new Set(bytes).size).toBe(bytes.length);
    expect(new Set(bytes.map((hex) => hex.length)).size).toBe(1);
    expect(scriptOf(made, 2n ** 63n)).toBe('0165080000000000000080');
    expect(scriptOf(made, MAX_EXTRANONCE)).toBe('016508ffffffffffffffff');
    for (const script of bytes.map((hex) => transactionIds(hexToBytes(hex))))
      expect(script.hasWitness).toBe(true);
  });

  it('has the tag last, as UTF-8', () => {
    expect(scriptOf(coinbase({}, '⛏ me'))).toBe(
      `0165080000000000000000 06 ${'e29b8f206d65'}`.replaceAll(' ', ''),
    );
    expect(scriptOf(coinbase({}, ''))).toBe('0165080000000000000000');
  });

  it.each([
    // With a height of one byte (OP_16), of two, of four; and where a push of 75 bytes is the longest that fits.
    [{ height: 16 }, 88],
    [{ height: 101 }, 87],
    [{ height: 500_000 }, 85],
    [{ height: 16, coinbaseaux: { flags: 'ab'.repeat(11) } }, 76],
    [{ height: 16, coinbaseaux: { flags: 'ab'.repeat(12) } }, 75],
    [{ height: 16, coinbaseaux: { flags: 'ab'.repeat(13) } }, 75],
    [{ height: 16, coinbaseaux: { flags: 'ab'.repeat(14) } }, 74],
    [{ height: 16, coinbaseaux: { flags: 'ab'.repeat(75) } }, 13],
  ])('of %j has room for a tag of %i bytes', (changes, room) => {
    const full = scriptOf(coinbase(changes, 'x'.repeat(room)));
    expect(full.length / 2).toBeLessThanOrEqual(100);
    expectInputError(
      () => coinbase(changes, 'x'.repeat(room + 1)),
      'ERR_INVALID_OPTION',
      'tag',
      `at most ${room} bytes of UTF-8 here (it has ${room + 1}), got ${
        room + 1 > 80 ? `"${'x'.repeat(32)}…" (${room + 1} characters)` : `"${'x'.repeat(room + 1)}"`
      }`,
    );
  });

  it('refuses a coinbaseaux that does not fit, tag or no tag', () => {
    const aux = (length: number) => ({ coinbaseaux: { flags: 'ab'.repeat(length) } });
    expect(scriptOf(coinbase(aux(87))).length).toBe(200);
    const expected = 'short enough for a coinbase of 100 bytes (it takes 101), got 88 bytes';
    expectInputError(() => coinbase(aux(88)), 'ERR_INVALID_TEMPLATE', 'template.coinbaseaux', expected);
    expect(() => coinbase(aux(300))).toThrow('short enough');
    expectInputError(
      () => coinbase(aux(87), 'x'),
      'ERR_INVALID_OPTION',
      'tag',
      'at most 0 bytes of UTF-8 here (it has 1), got "x"',
    );
  });

  it('refuses a tag, a payout or an extranonce that is none', () => {
    expectInputError(() => coinbase({}, 7 as never), 'ERR_INVALID_OPTION', 'tag', 'a string, got 7');
    const template = BlockTemplate.from(coreAnswer());
    expect(() => new Coinbase(template, 'bcrt1')).toThrow('an output script, as bytes or hex');
    for (const wrong of [-1n, MAX_EXTRANONCE + 1n, 0]) {
      const got = typeof wrong === 'bigint' ? `${wrong}n` : '0';
      const expected = `a bigint from 0 to 2^64 - 1, got ${got}`;
      expectInputError(() => coinbase().txid(wrong as bigint), 'ERR_INVALID_OPTION', 'extranonce', expected);
    }
  });
});
