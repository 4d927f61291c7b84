import { describe, expect, it } from 'vitest';
import { Stopwatch } from '../../src/engine/stopwatch.js';

describe('Stopwatch', () => {
  it('counts from where it was set, while it runs and not while it stands', () => {
    let now = 5000;
    const stopwatch = new Stopwatch(60, () => now);
    now += 7000;
    expect(stopwatch.seconds).toBe(60);
    stopwatch.start();
    now += 1500;
    expect(stopwatch.seconds).toBe(61.5);
    stopwatch.stop();
    now += 9000;
    expect(stopwatch.seconds).toBe(61.5);
    stopwatch.start();
    expect(stopwatch.seconds).toBe(61.5);
    now += 500;
    expect(stopwatch.seconds).toBe(62);
  });

  it('started twice runs once, stopped twice stands', () => {
    let now = 0;
    const stopwatch = new Stopwatch(0, () => now);
    stopwatch.start();
    now = 1000;
    stopwatch.start();
    now = 2000;
    stopwatch.stop();
    now = 3000;
    stopwatch.stop();
    now = 4000;
    expect(stopwatch.seconds).toBe(2);
  });
});
