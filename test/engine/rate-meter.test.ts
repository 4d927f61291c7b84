import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateMeter } from '../../src/engine/rate-meter.js';

describe('RateMeter', () => {
  it('is 0 before there is anything to measure', () => {
    const meter = new RateMeter();
    expect(meter.rate(10)).toBe(0);
    meter.add(5, 100);
    expect(meter.rate(10)).toBe(0);
    meter.add(5, 200);
    expect(meter.rate(10)).toBe(0);
  });

  it('measures from the first reading, not from 0: a resumed search does not seem fast', () => {
    const meter = new RateMeter();
    meter.add(100, 1e9);
    meter.add(102, 1e9 + 500);
    expect(meter.rate(10)).toBe(250);
  });

  it('slides', () => {
    const meter = new RateMeter();
    for (let second = 0; second <= 100; second++)
      meter.add(second, second <= 80 ? second * 10 : 800 + (second - 80) * 50);
    expect(meter.rate(10)).toBe(50);
    expect(meter.rate(60)).toBeCloseTo((800 + 1000 - 400) / 60);
  });

  it('keeps one reading of each moment: a pause of hours takes no memory, and changes no rate', () => {
    const meter = new RateMeter();
    meter.add(0, 0);
    meter.add(10, 1000);
    const rates = () => [meter.rate(10), meter.rate(60)];
    const before = rates();
    for (let reading = 0; reading < 1e5; reading++) meter.add(10, 1000);
    expect(rates()).toEqual(before);
    meter.add(20, 3000);
    expect(rates()).toEqual([200, 150]);
  });

  it('is never negative: work that is lost or doubted starts it anew', () => {
    const meter = new RateMeter();
    meter.add(0, 0);
    meter.add(1, 1000);
    meter.add(2, 300);
    expect(meter.rate(10)).toBe(0);
    meter.add(3, 400);
    expect(meter.rate(10)).toBe(100);
    const reading = fc.tuple(fc.double({ min: 0, max: 30, noNaN: true }), fc.nat(1e6));
    fc.assert(
      fc.property(fc.array(reading), (readings) => {
        const some = new RateMeter();
        let seconds = 0;
        for (const [step, hashes] of readings) {
          seconds += step;
          some.add(seconds, hashes);
          expect(some.rate(10)).toBeGreaterThanOrEqual(0);
          expect(some.rate(60)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('is exact at a steady rate, whatever the moments of the readings', () => {
    const steps = fc.array(fc.double({ min: 0.01, max: 20, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(steps, (some) => {
        const meter = new RateMeter();
        let seconds = 0;
        meter.add(0, 0);
        for (const step of some) {
          seconds += step;
          meter.add(seconds, seconds * 1000);
        }
        expect(meter.rate(10)).toBeCloseTo(1000, 3);
        expect(meter.rate(60)).toBeCloseTo(1000, 3);
      }),
    );
  });
});
