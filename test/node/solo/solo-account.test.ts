import { expect, test } from 'vitest';
import { BlockTemplate } from '../../../src/node/block/block-template.js';
import { submitOutcome } from '../../../src/node/rpc/reject-reasons.js';
import { SoloAccount } from '../../../src/node/solo/solo-account.js';
import { coreAnswer } from '../block/templates.js';

/** An account on a clock of its own. */
function open() {
  let seconds = 1000;
  const account = new SoloAccount(() => 1000 * seconds);
  const count = account.hashes.open();
  let hashes = 0;
  return {
    account,
    /** So many seconds at so many H/s, with a reading each second. */
    pass(length: number, rate: number): void {
      for (let second = 0; second < length; second++) {
        seconds++;
        hashes += rate;
        count(hashes);
        account.sample();
      }
    },
  };
}

const rates = ({ status }: { status: () => ReturnType<SoloAccount['status']> }) => {
  const { hashRate10, hashRate60, hashRate900 } = status();
  return [hashRate10, hashRate60, hashRate900];
};

test('a rate is there once its window is full', () => {
  const { account, pass } = open();
  account.begin();
  const status = () => account.status();
  expect(rates({ status })).toEqual([undefined, undefined, undefined]);
  pass(9, 100);
  expect(rates({ status })).toEqual([undefined, undefined, undefined]);
  pass(1, 100);
  expect(rates({ status })).toEqual([100, undefined, undefined]);
  pass(49, 100);
  expect(rates({ status })).toEqual([100, undefined, undefined]);
  pass(1, 100);
  expect(rates({ status })).toEqual([100, 100, undefined]);
  pass(839, 100);
  expect(rates({ status })).toEqual([100, 100, undefined]);
  pass(1, 100);
  expect(rates({ status })).toEqual([100, 100, 100]);
});

test('each rate is that of its window', () => {
  const { account, pass } = open();
  account.begin();
  pass(840, 100);
  pass(50, 200);
  pass(10, 300);
  const { hashRate10, hashRate60, hashRate900, hashes, seconds } = account.status();
  expect(hashRate10).toBeCloseTo(300, 9);
  expect(hashRate60).toBeCloseTo((50 * 200 + 10 * 300) / 60, 9);
  expect(hashRate900).toBeCloseTo((840 * 100 + 50 * 200 + 10 * 300) / 900, 9);
  expect({ hashes, seconds }).toEqual({ hashes: 97_000, seconds: 900 });
});

test('looking at it changes nothing, however often', () => {
  const { account, pass } = open();
  account.begin();
  pass(60, 100);
  const first = account.status();
  for (let look = 0; look < 1000; look++) expect(account.status()).toEqual(first);
});

test('counts nothing before it begins, and stands still after its end', () => {
  const { account, pass } = open();
  pass(100, 0);
  expect(account.status()).toMatchObject({ hashes: 0, seconds: 0 });
  account.begin();
  pass(70, 50);
  account.end();
  const last = account.status();
  expect(last).toMatchObject({ seconds: 70, hashRate10: 50, hashRate60: 50 });
  pass(70, 0);
  expect(account.status()).toEqual(last);
});

test.for([
  [null, 'accepted'],
  ['duplicate', 'accepted'],
  ['inconclusive', 'stale'],
  ['prev-blk-not-found', 'stale'],
  ['stale-prevblk', 'stale'],
  ['high-hash', 'rejected'],
  ['duplicate-invalid', 'rejected'],
] as const)('books %s as %s', ([reason, name]) => {
  const { account } = open();
  account.addFound();
  account.addAnswer(submitOutcome(reason));
  const none = { accepted: 0, stale: 0, rejected: 0 };
  expect(account.status()).toMatchObject({ ...none, found: 1, [name]: 1 });
});

test('knows what is mined', () => {
  const { account } = open();
  expect(account.status()).toMatchObject({ height: undefined, difficulty: undefined });
  account.setTemplate(BlockTemplate.from(coreAnswer({ height: 7, bits: '1d00ffff', target: undefined })));
  expect(account.status()).toMatchObject({ height: 7, difficulty: 1 });
  account.setTemplate(undefined);
  expect(account.status()).toMatchObject({ height: undefined, difficulty: undefined });
});
