import { Block, Transaction } from 'bitcoinjs-lib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bitcoin/bytes.js';
import { compactSize } from '../../src/bitcoin/compact-size.js';
import { transactionIds } from '../../src/bitcoin/transaction.js';
import { transactions } from '../support/transactions.js';
import { expectInputError } from './input-error.js';
import { realBlocks } from './vectors.js';

/** One input without script, one output of nothing to nobody: the smallest there can be. */
const SMALLEST = `01000000 01 ${'11'.repeat(36)} 00 ffffffff 01 0000000000000000 00 00000000`.replaceAll(
  ' ',
  '',
);
const WITNESSED = SMALLEST.replace(/^01000000/, '010000000001').replace(/00000000$/, '0101aa00000000');

const idsOf = (hex: string) => transactionIds(hexToBytes(hex));
const display = (hash: Uint8Array) => Buffer.from(hash).reverse().toString('hex');

function expectRefusal(hex: string, message: string): void {
  const got = `${hex.length / 2} bytes`;
  const expected = `a serialised transaction, ${message}, got ${got}`;
  expectInputError(() => idsOf(hex), 'ERR_INVALID_OPTION', 'transaction', expected);
}

describe('transactionIds', () => {
  it('equals bitcoinjs-lib, for random transactions with and without witnesses', () => {
    fc.assert(
      fc.property(transactions, (transaction) => {
        expect(idsOf(transaction.toHex())).toEqual({
          txid: transaction.getId(),
          wtxid: display(transaction.getHash(true)),
          hasWitness: transaction.hasWitnesses(),
          weight: transaction.weight(),
        });
      }),
    );
  });

  it.each(realBlocks)('equals bitcoinjs-lib on every transaction of block $height of $chain', ({ block }) => {
    for (const [index, transaction] of Block.fromHex(block).transactions!.entries()) {
      const ids = idsOf(transaction.toHex());
      expect(ids.txid).toBe(transaction.getId());
      expect(ids.weight).toBe(transaction.weight());
      // bitcoinjs-lib gives a coinbase the wtxid that it has in the commitment: zeros.
      if (index > 0) expect(ids.wtxid).toBe(display(transaction.getHash(true)));
    }
  });

  it('reads lengths of every size', () => {
    for (const length of [0, 1, 0xfc, 0xfd, 0xffff, 0x10000, 0x12345]) {
      const transaction = new Transaction();
      transaction.addInput(new Uint8Array(32), 0);
      transaction.addOutput(new Uint8Array(length), 0n);
      expect(idsOf(transaction.toHex()).txid).toBe(transaction.getId());
    }
  });

  it('reads bytes in the middle of a larger buffer', () => {
    const padded = hexToBytes(`ffff${SMALLEST}ffff`);
    expect(transactionIds(padded.subarray(2, -2))).toEqual(idsOf(SMALLEST));
  });

  it('refuses a transaction that is cut off anywhere', () => {
    for (const whole of [SMALLEST, WITNESSED]) {
      idsOf(whole);
      for (let length = 0; length < whole.length; length += 2) {
        expect(() => idsOf(whole.slice(0, length))).toThrow('bytes short');
      }
    }
    expectRefusal(SMALLEST.slice(0, -2), 'whole (its end is 1 bytes short)');
  });

  it('refuses what follows a transaction', () => {
    expectRefusal(`${SMALLEST}abcd`, 'and nothing else (2 bytes follow)');
    expectRefusal(SMALLEST + SMALLEST, `and nothing else (${SMALLEST.length / 2} bytes follow)`);
  });

  it('refuses lengths that are longer than they need to be, or out of reason', () => {
    const withLength = (length: string) => SMALLEST.replace(/00ffffffff/, `${length}ffffffff`);
    expectRefusal(withLength('fd0000'), 'written with the shortest lengths (0 takes fewer bytes)');
    expectRefusal(withLength('fdfc00'), 'written with the shortest lengths (252 takes fewer bytes)');
    expectRefusal(withLength('feffff0000'), 'written with the shortest lengths (65535 takes fewer bytes)');
    expectRefusal(
      withLength('ffffffffff00000000'),
      'written with the shortest lengths (4294967295 takes fewer bytes)',
    );
    expectRefusal(withLength('fe01000002'), 'written with lengths up to 33554432 (one is 33554433)');
    expectRefusal(
      withLength(`ff${'ff'.repeat(8)}`),
      'written with lengths up to 33554432 (one is 18446744073709552000)',
    );
  });

  it('refuses a transaction without inputs, with another flag, or with the form but no witness', () => {
    expectRefusal(
      '01000000 00 00 00000000'.replaceAll(' ', ''),
      'with inputs, or with the marker and flag 00 01',
    );
    expectRefusal(
      '01000000 00 02 00 00000000'.replaceAll(' ', ''),
      'with inputs, or with the marker and flag 00 01',
    );
    expectRefusal('01000000 00 01 00 00 00000000'.replaceAll(' ', ''), 'with inputs');
    expectRefusal(WITNESSED.replace(/0101aa00000000$/, '0000000000'), 'with witnesses, since it says so');
  });

  it('gives its errors the name and code it is told', () => {
    const expected = 'a serialised transaction, whole (its end is 4 bytes short), got 0 bytes';
    const run = () => transactionIds(new Uint8Array(), 'transactions[7]', 'ERR_INVALID_HEADER');
    expectInputError(run, 'ERR_INVALID_HEADER', 'transactions[7]', expected);
  });
});

describe('compactSize', () => {
  it('takes 1, 3 or 5 bytes', () => {
    for (const [value, hex] of [
      [0, '00'],
      [0xfc, 'fc'],
      [0xfd, 'fdfd00'],
      [0xffff, 'fdffff'],
      [0x10000, 'fe00000100'],
      [0xffffffff, 'feffffffff'],
    ] as const) {
      expect(bytesToHex(compactSize(value))).toBe(hex);
    }
    expectInputError(
      () => compactSize(2 ** 32),
      'ERR_INVALID_OPTION',
      'value',
      'an integer from 0 to 4294967295, got 4294967296',
    );
  });
});
