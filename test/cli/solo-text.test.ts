import { expect, test } from 'vitest';
import { describeEnd, describeEvent, describeStatus } from '../../src/cli/solo-text.js';
import type { SoloEvent, SoloStatus } from '../../src/node/solo/solo-events.js';

const hash = 'ab'.repeat(32);

test.for<[event: SoloEvent, line: string | undefined]>([
  [
    { type: 'start', chain: 'main', height: 800_000, threads: 2 },
    'Mining on main, whose tip is at height 800000, with 2 threads',
  ],
  [
    {
      type: 'template',
      ...{
        height: 7,
        previousBlockHash: hash,
        transactions: 1,
        reward: '312500007',
        difficulty: 1,
        isNewTip: true,
      },
    },
    'Height 7: difficulty 1.00000, 1 transaction, reward 3.12500007',
  ],
  [
    {
      type: 'template',
      ...{ height: 7, previousBlockHash: hash, transactions: 1, reward: '0', difficulty: 1, isNewTip: false },
    },
    undefined,
  ],
  [{ type: 'found', height: 7, hash }, `Found a block for height 7: ${hash}`],
  [
    {
      ...{ type: 'answer', height: 7, hash, isLeftOver: false },
      ...{ kind: 'accepted', reason: null, words: 'accepted' },
    },
    'Height 7: accepted',
  ],
  [
    {
      ...{ type: 'answer', height: 7, hash, isLeftOver: true },
      ...{ kind: 'rejected', reason: 'high-hash', words: 'its hash is above the target' },
    },
    'Height 7 (left behind by an earlier run): rejected: its hash is above the target [high-hash]',
  ],
  [
    { type: 'trouble', code: 'ERR_NODE_BUSY', message: 'Expected this, got that', retrySeconds: 4 },
    'Expected this, got that; trying again in 4.0 s',
  ],
  [
    { type: 'trouble', code: 'ERR_JOURNAL', message: 'Expected this, got that', retrySeconds: undefined },
    'Expected this, got that',
  ],
])('an event as a line: %s', ([event, line]) => {
  expect(describeEvent(event)).toBe(line);
});

const STATUS: SoloStatus = {
  ...{
    hashes: 16_200_000,
    seconds: 10,
    hashRate10: 1_620_000,
    hashRate60: 1_610_000,
    hashRate900: undefined,
  },
  ...{ found: 6, accepted: 3, stale: 2, rejected: 1, height: 7, difficulty: 1 },
};

test('the account as a line', () => {
  expect(describeStatus(STATUS)).toBe(
    '10 s 1.62 MH/s, 60 s 1.61 MH/s, 15 min n/a; 6 found, 3 accepted, 2 stale, 1 rejected',
  );
});

test('the end as a line, with what the node has not answered', () => {
  expect(describeEnd(STATUS)).toBe('3 blocks accepted of 6 found, 16.2 MH in 10 s, 1.62 MH/s');
  expect(describeEnd({ ...STATUS, accepted: 1, found: 6 })).toBe(
    '1 block accepted of 6 found, 16.2 MH in 10 s, 1.62 MH/s; 2 blocks without an answer, kept on disk and handed in at the next start',
  );
  expect(describeEnd({ ...STATUS, hashes: 0, seconds: 0 })).toMatch(/, 0 H in 0 ms, 0\.00 H\/s$/);
});
