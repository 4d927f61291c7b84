/**
 * The table of what to expect, by ticks that are really mined: from seeded headers, so that each run sees the same tries, and by
 * tries instead of time, so that a busy machine changes nothing. All within three standard errors.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HeaderTemplate } from '../../../dist/bitcoin/header-template.js';
import { DeviceKey } from '../../../dist/clockchain/device/device-key.js';
import { TickMiner } from '../../../dist/clockchain/device/tick-miner.js';
import { driftOf } from '../../../dist/clockchain/drift.js';
import {
  chancesToFinishFirst,
  expectedTries,
  roundFactor,
  variationOf,
} from '../../../dist/clockchain/expectations.js';
import { targetOfZeros } from '../../../dist/clockchain/tick/difficulty.js';
import { hashOf } from '../../../dist/clockchain/tick/tick.js';
import { SearchSpace } from '../../../dist/engine/search-space.js';
import { createMiner, type Miner } from '../../../dist/index.js';
import { sha256d } from '../../clockchain/support/oracle.js';
import { openSeeded } from '../../clockchain/support/seeded-key.js';

/** Ticks that are mined, by leading hex zeros. With 3 there are 20 runs of 257 for the race against 5. */
const TICKS = new Map([
  [2, 2_000],
  [3, 20 * 257],
  [4, 2_000],
  [5, 300],
  [6, 20],
]);
const now = () => 1_800_000_000_000;

let miner: Miner;
let key: DeviceKey;
beforeAll(async () => {
  miner = await createMiner();
  key = await openSeeded(DeviceKey.open, '5e'.repeat(32));
});
afterAll(() => miner.close());

const mined = new Map<number, Promise<number[]>>();

/** The tries of one chain's ticks, which are mined when they are first asked for. */
function triesOf(zeros: number): Promise<number[]> {
  const tries = mined.get(zeros) ?? mineChain(zeros, TICKS.get(zeros)!);
  mined.set(zeros, tries);
  return tries;
}

async function mineChain(zeros: number, ticks: number): Promise<number[]> {
  const device = new TickMiner(miner, key, now);
  const tries: number[] = [];
  let prev = sha256d(Buffer.from(`statistics of ${zeros}`));
  while (tries.length < ticks) {
    const tick = await device.mine(prev, { target: targetOfZeros(zeros), citations: [] });
    tries.push(tick!.tries);
    prev = hashOf(tick!.tick);
  }
  return tries;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const sum = (values: readonly number[]) => mean(values) * values.length;
const deviation = (values: readonly number[]) =>
  Math.sqrt(sum(values.map((value) => (value - mean(values)) ** 2)) / (values.length - 1));
const groups = (values: readonly number[], size: number) =>
  Array.from({ length: Math.floor(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));

function expectWithin(value: number, expected: number, standardError: number): void {
  expect(Math.abs(value - expected) / standardError).toBeLessThan(3);
}

it.each([...TICKS.keys()])(
  'a tick of %i leading hex zeros takes 16^d tries, give or take as many',
  async (zeros) => {
    const tries = await triesOf(zeros);
    const expected = expectedTries(zeros);
    expectWithin(mean(tries), expected, expected / Math.sqrt(tries.length));
    // Of exponential times, the coefficient of variation is measured with a standard error of 1/√n.
    expectWithin(deviation(tries) / mean(tries), variationOf(1), 1 / Math.sqrt(tries.length));
  },
);

it('100 ticks vary by a tenth', async () => {
  const sums: number[] = [];
  for (const zeros of [2, 3, 4, 5]) {
    for (const hundred of groups(await triesOf(zeros), 100)) sums.push(sum(hundred) / expectedTries(zeros));
  }
  const variation = deviation(sums) / mean(sums);
  // Their sum is nearly normal, where it is measured with 1/√(2n) of itself.
  expectWithin(variation, variationOf(100), variationOf(100) / Math.sqrt(2 * sums.length));
});

it('3 and then 2 take 4,352 tries', async () => {
  const [threes, twos] = await Promise.all([triesOf(3), triesOf(2)]);
  const runs = twos.map((tries, i) => tries + threes[i]!);
  const standardError = Math.hypot(expectedTries(3), expectedTries(2)) / Math.sqrt(runs.length);
  expectWithin(mean(runs), 4_352, standardError);
});

it('the thread with 5 zeros finishes before that with 3 in 1 run of 257', async () => {
  const threes = await triesOf(3);
  let first = 0;
  for (const [run, limit] of threes.entries()) if (await solvesWithin(5, limit - 1, run)) first++;
  const [chance] = chancesToFinishFirst(
    [5, 3].map((zeros) => ({ rate: 1, expectedTries: expectedTries(zeros) })),
  );
  expect(chance).toBe(1 / 257);
  expectWithin(first, threes.length * chance!, Math.sqrt(threes.length * chance! * (1 - chance!)));
});

/** Whether a header of this run is solved in so many tries. */
async function solvesWithin(zeros: number, tries: number, run: number): Promise<boolean> {
  if (tries === 0) return false;
  const fields = {
    version: 0x20000000,
    time: 0,
    bits: targetOfZeros(zeros).bits,
    merkleRoot: '00'.repeat(32),
  };
  const previousBlockHash = run.toString(16).padStart(64, '0');
  // The first tries of the whole space: rows of sixteen versions, by nonce.
  const template = HeaderTemplate.from(
    { ...fields, previousBlockHash },
    {
      versionMask: 0x1fffe000,
      versionRange: { start: 0, end: 15 },
      nonceRange: { start: 0, end: Math.ceil(tries / 16) - 1 },
    },
  );
  const result = await miner.search({ header: template, order: 'lowest' });
  if (result.status !== 'found') return false;
  return new SearchSpace(template, template.target(), 'lowest').indexOf(result.solution)! < tries;
}

it.each([2, 3, 4])('a round of %i equal devices lasts as long as the slowest', async (devices) => {
  const lasted: number[] = [];
  for (const zeros of [2, 3, 4]) {
    const expected = expectedTries(zeros);
    for (const round of groups(await triesOf(zeros), devices)) lasted.push(Math.max(...round) / expected);
  }
  const variance = sum(Array.from({ length: devices }, (_, i) => 1 / (i + 1) ** 2));
  expectWithin(mean(lasted), roundFactor(devices), Math.sqrt(variance / lasted.length));
});

it('two devices without a drift are within the band 95 times of 100, and a drift of 1.5 is detected', async () => {
  const tries = await triesOf(3);
  const half = tries.length / 2;
  const window = 100 * expectedTries(3);
  const [one, other] = [tries.slice(0, half), tries.slice(half)].map((each) => ticksByWindow(each, window));
  const windows = Math.min(one!.length, other!.length);
  let isWithin = 0;
  for (let i = 0; i < windows; i++) {
    const drift = driftOf({ ticks: one![i]!, rate: 1 }, { ticks: other![i]!, rate: 1 })!;
    if (!drift.isDetected) isWithin++;
  }
  expectWithin(isWithin, 0.95 * windows, Math.sqrt(windows * 0.95 * 0.05));
  // All windows as one, where the first device ticks 1.5 times as often as the rate that it claims.
  const whole = driftOf({ ticks: half, rate: 1 / 1.5 }, { ticks: half, rate: 1 })!;
  expect(whole.drift).toBeCloseTo(0.5, 12);
  expect(whole.isDetected).toBe(true);
});

/** How many ticks fall into each whole window of so many tries. */
function ticksByWindow(tries: readonly number[], window: number): number[] {
  const counts: number[] = Array.from({ length: Math.floor(sum(tries) / window) }, () => 0);
  let at = 0;
  for (const each of tries) {
    at += each;
    const place = Math.floor(at / window);
    if (place < counts.length) counts[place]!++;
  }
  return counts;
}
