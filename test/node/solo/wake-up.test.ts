import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { WakeUp } from '../../../src/node/solo/wake-up.js';

test('wakes all who wait, once', async () => {
  const news = new WakeUp();
  const { signal } = new AbortController();
  const woken: string[] = [];
  const first = news.next(signal).then(() => woken.push('first'));
  const second = news.next(signal, 1e6).then(() => woken.push('second'));
  news.fire();
  const later = news.next(signal).then(() => woken.push('later'));
  await Promise.all([first, second]);
  expect(woken).toEqual(['first', 'second']);
  news.fire();
  await later;
  expect(woken).toEqual(['first', 'second', 'later']);
});

test('wakes by time, without anything happening', async () => {
  await new WakeUp().next(new AbortController().signal, 1);
});

test.for(['fire', 'abort', 'time'])('leaves nothing behind: %s', async (how) => {
  const news = new WakeUp();
  const stop = new AbortController();
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const woken = news.next(stop.signal, how === 'time' ? 1 : 1e6);
  expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1);
  if (how === 'fire') news.fire();
  if (how === 'abort') stop.abort();
  await woken;
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  expect(timers()).toBeLessThanOrEqual(before);
});

test('does not wait when aborted already', async () => {
  await new WakeUp().next(AbortSignal.abort());
});
