import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Watchdog } from '../../src/engine/watchdog.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watchdog() {
  const beats = [0, 0];
  const silent: number[] = [];
  const dog = new Watchdog({
    silenceSeconds: 2,
    beat: (lane) => beats[lane]!,
    onSilent(lane) {
      silent.push(lane);
      dog.unwatch(lane);
    },
  });
  return { beats, silent, dog };
}

describe('a watchdog', () => {
  it('tells of a lane without a sign of life, and of no other', () => {
    const { beats, silent, dog } = watchdog();
    dog.watch(0);
    dog.watch(1);
    for (let second = 0; second < 10; second++) {
      vi.advanceTimersByTime(1000);
      beats[1]!++;
    }
    expect(silent).toEqual([0]);
  });

  it('waits as often as it is told to, and anew after a sign of life', () => {
    const { beats, silent, dog } = watchdog();
    dog.watch(0, 5);
    vi.advanceTimersByTime(9900);
    beats[0]!++;
    vi.advanceTimersByTime(9900);
    expect(silent).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(silent).toEqual([0]);
  });

  it('takes nobody for dead after a time in which it could not look itself', () => {
    const { silent, dog } = watchdog();
    dog.watch(0);
    vi.advanceTimersToNextTimer();
    // A page's thread that was blocked for an hour runs its timer once.
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersToNextTimer();
    expect(silent).toEqual([]);
  });

  it('has no timer when it watches nothing', () => {
    const { dog } = watchdog();
    expect(vi.getTimerCount()).toBe(0);
    dog.watch(0);
    dog.watch(1);
    expect(vi.getTimerCount()).toBe(1);
    dog.unwatch(0);
    dog.unwatch(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
