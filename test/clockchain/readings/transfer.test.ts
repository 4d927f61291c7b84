import { beforeAll, describe, expect, it } from 'vitest';
import { DeviceKey } from '../../../src/clockchain/device/device-key.js';
import { parseReading } from '../../../src/clockchain/readings/reading.js';
import { isTransfer, readTransfer, signTransfer } from '../../../src/clockchain/readings/transfer.js';
import { sha256d } from '../support/oracle.js';
import { openSeeded } from '../support/seeded-key.js';

let anna: DeviceKey;
let bert: DeviceKey;
beforeAll(async () => {
  anna = await openSeeded(DeviceKey.open, '01'.repeat(32));
  bert = await openSeeded(DeviceKey.open, '02'.repeat(32));
});

const parse = (line: string) => parseReading(Buffer.from(line));

it('says who promises how much to whom', () => {
  const line = parse(signTransfer(anna, { amount: 5, fee: 1, to: bert.id }));
  expect(isTransfer(line)).toBe(true);
  expect(readTransfer(line)).toEqual({ amount: 5, fee: 1, to: bert.id, from: anna.id });
});

it('is signed over amount, fee and receiver', () => {
  const line = parse(signTransfer(anna, { amount: 0x0102, fee: 3, to: bert.id }));
  const numbers = Buffer.from('02010000000000000300000000000000', 'hex');
  const digest = sha256d(Buffer.from('mine-wasm/transfer/1\0'), numbers, bert.publicKey);
  expect(line.signature).toBe(Buffer.from(anna.sign(digest)).toString('hex'));
});

it('can be to oneself, and needs no fee', () => {
  const line = parse(signTransfer(anna, { amount: Number.MAX_SAFE_INTEGER, to: anna.id }));
  expect(readTransfer(line)).toEqual({ amount: 2 ** 53 - 1, fee: 0, to: anna.id, from: anna.id });
});

it('is not what any other reading is', () => {
  expect(isTransfer({ t: 21.5 })).toBe(false);
  expect(isTransfer({ type: 'transfer' })).toBe(false);
});

describe('refuses', () => {
  const bad: [what: string, change: () => object, message: RegExp][] = [
    ['another amount', () => ({ amount: 6 }), /signed by/],
    ['another fee', () => ({ fee: 0 }), /signed by/],
    ['another receiver', () => ({ to: anna.id }), /signed by/],
    ['another sender', () => ({ from: bert.id }), /signed by/],
    ['no signature', () => ({ signature: undefined }), /`signature`/],
    ['a short signature', () => ({ signature: 'ab' }), /`signature`/],
    ['an amount of nothing', () => ({ amount: 0 }), /`amount`/],
    ['a negative amount', () => ({ amount: -5 }), /`amount`/],
    ['a fraction', () => ({ amount: 0.5 }), /`amount`/],
    ['an amount that is not exact', () => ({ amount: 2 ** 53 }), /`amount`/],
    ['an amount in words', () => ({ amount: '5' }), /`amount`/],
    ['a negative fee', () => ({ fee: -1 }), /`fee`/],
    ['a key that is none', () => ({ to: 'bert' }), /`to`/],
    ['anything more', () => ({ note: 'rent' }), /`note`/],
  ];
  it.each(bad)('%s', (_, change, message) => {
    const line = { ...parse(signTransfer(anna, { amount: 5, fee: 1, to: bert.id })), ...change() };
    expect(() => readTransfer(line)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_READING', message: expect.stringMatching(message) }),
    );
  });

  it.each([
    ['amount', { amount: 0, to: 'ab'.repeat(32) }],
    ['fee', { amount: 1, fee: 1.5, to: 'ab'.repeat(32) }],
    ['to', { amount: 1, to: 'AB'.repeat(32) }],
  ])('to sign a wrong %s', (option, terms) => {
    expect(() => signTransfer(anna, terms)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option }),
    );
  });
});
