import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Backoff } from '../../../src/node/rpc/backoff.js';
import { deferred } from '../support/deferred.js';

const seconds = fc.double({ min: 0.001, max: 1e6, noNaN: true });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('each wait is between half of its limit and all of it, and the limit doubles up to the longest', () => {
  fc.assert(
    fc.property(
      seconds,
      seconds,
      fc.array(random, { minLength: 1, maxLength: 40 }),
      (first, longest, drawn) => {
        const numbers = drawn.values();
        const backoff = new Backoff({ first, longest, random: () => numbers.next().value! });
        for (const [failures] of drawn.entries()) {
          const most = Math.min(longest, first * 2 ** failures);
          const wait = backoff.next();
          expect(wait).toBeGreaterThanOrEqual(most / 2);
          expect(wait).toBeLessThanOrEqual(most);
        }
        expect(backoff.failures).toBe(drawn.length);
      },
    ),
  );
});

test('waits stay at the longest however often it fails', () => {
  const backoff = new Backoff({ random: () => 0 });
  for (let failures = 0; failures < 5000; failures += 1) expect(backoff.next()).toBeLessThanOrEqual(30);
  expect(backoff.next()).toBe(30);
});

test('begins anew after a success', () => {
  const backoff = new Backoff({ first: 2, random: () => 0 });
  expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([1, 2, 4]);
  backoff.reset();
  expect(backoff.failures).toBe(0);
  expect(backoff.next()).toBe(1);
});

test('two miners do not return at the same time', () => {
  const [one, other] = [new Backoff(), new Backoff()];
  const waits = Array.from({ length: 20 }, () => [one.next(), other.next()]);
  expect(waits.some(([a, b]) => a !== b)).toBe(true);
});

test('waits as long as it says', async () => {
  const slept: number[] = [];
  const told: number[] = [];
  const backoff = new Backoff({ random: () => 0, sleep: async (milliseconds) => slept.push(milliseconds) });
  await backoff.wait(undefined, (wait) => told.push(wait));
  await backoff.wait(undefined, (wait) => told.push(wait));
  expect(told).toEqual([0.5, 1]);
  expect(slept).toEqual([500, 1000]);
});

test('a wait ends with the reason of an abort', async () => {
  const controller = new AbortController();
  const begun = deferred<void>();
  const wait = new Backoff({ first: 3600 }).wait(controller.signal, () => begun.resolve());
  const reason = new Error('Ctrl-C');
  await begun.promise;
  controller.abort(reason);
  await expect(wait).rejects.toBe(reason);
});

test('does not begin to wait when it is aborted already', async () => {
  const backoff = new Backoff({ sleep: () => expect.fail('slept') });
  await expect(backoff.wait(AbortSignal.abort('done'))).rejects.toBe('done');
  expect(backoff.failures).toBe(0);
});
