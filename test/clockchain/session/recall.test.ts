import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Recall } from '../../../src/clockchain/session/recall.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Milliseconds until each of so many calls that all fail. */
function pausesOf(recall: Recall, calls: number): number[] {
  return Array.from({ length: calls }, () => {
    const began = Date.now();
    let isCalled = false;
    recall.schedule(() => {
      isCalled = true;
    });
    vi.advanceTimersToNextTimer();
    expect(isCalled).toBe(true);
    return Date.now() - began;
  });
}

test('each pause is twice as long, up to 30 s, and the first again after a reset', () => {
  const recall = new Recall();
  expect(pausesOf(recall, 7)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  recall.reset();
  expect(pausesOf(recall, 2)).toEqual([1000, 2000]);
});

test('a first pause of its own', () => {
  expect(pausesOf(new Recall(10), 3)).toEqual([10, 20, 40]);
});

test('nobody is called after it was cancelled', () => {
  const recall = new Recall();
  const call = vi.fn();
  recall.schedule(call);
  recall.cancel();
  vi.runAllTimers();
  expect(call).not.toHaveBeenCalled();
});
