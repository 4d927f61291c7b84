import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchPacer } from '../../src/engine/batch-pacer.js';
import { ChunkSizer } from '../../src/engine/chunk-sizer.js';

const rate = fc.double({ min: 1e3, max: 1e9, noNaN: true });

describe('ChunkSizer', () => {
  it('comes to 100 ms of work at a steady rate, and no less than 4096', () => {
    fc.assert(
      fc.property(rate, (perSecond) => {
        const sizer = new ChunkSizer();
        for (let i = 0; i < 40; i++) {
          const size = Number(sizer.size('simd', 1, 1n << 40n, 4));
          expect(size).toBeGreaterThanOrEqual(4096);
          sizer.learn('simd', size, size / perSecond);
        }
        const size = Number(sizer.size('simd', 1, 1n << 40n, 4));
        const ideal = Math.max(4096, perSecond * 0.1);
        expect(size / ideal).toBeGreaterThan(0.9);
        expect(size / ideal).toBeLessThan(1.1);
      }),
    );
  });

  it('grows four times at most from one chunk to the next, whatever the clock says', () => {
    const seconds = fc.double({ min: 0, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1e7), seconds)), (readings) => {
        const sizer = new ChunkSizer();
        let last = Number(sizer.size('simd', 1, 1n << 40n, 1));
        for (const [hashes, busy] of readings) {
          sizer.learn('simd', hashes, busy);
          const size = Number(sizer.size('simd', 1, 1n << 40n, 1));
          expect(size).toBeLessThanOrEqual(Math.min(last * 4 + 2, 2 ** 31));
          expect(size).toBeGreaterThanOrEqual(4096);
          last = size;
        }
      }),
    );
  });

  it('shares what remains among the lanes, in pieces of 4096 at least', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 1n << 32n), fc.integer({ min: 1, max: 256 }), (remaining, lanes) => {
        const size = new ChunkSizer().size('simd', 1, remaining, lanes);
        expect(size).toBeLessThanOrEqual(1n << 14n);
        expect(size).toBeGreaterThanOrEqual(4096n);
        // Never so much that a lane stays without work while others have more than the smallest chunk.
        if (size > 4096n) expect(size * BigInt(lanes)).toBeLessThan(remaining + BigInt(lanes));
      }),
    );
  });

  it('gives a throttled thread less, so that a chunk takes as long', () => {
    const sizer = new ChunkSizer();
    for (let i = 0; i < 40; i++) sizer.learn('simd', 1e6, 0.1);
    const whole = Number(sizer.size('simd', 1, 1n << 40n, 1));
    expect(Number(sizer.size('simd', 0.25, 1n << 40n, 1))).toBe(Math.round(whole / 4));
  });

  it('keeps kernels apart', () => {
    const sizer = new ChunkSizer();
    const before = sizer.size('scalar', 1, 1n << 40n, 1);
    for (let i = 0; i < 9; i++) sizer.learn('simd', 1e6, 0.01);
    expect(sizer.size('scalar', 1, 1n << 40n, 1)).toBe(before);
    expect(sizer.size('simd', 1, 1n << 40n, 1)).toBeGreaterThan(before);
  });

  it('can be fixed', () => {
    const sizer = new ChunkSizer(77);
    sizer.learn('simd', 1e6, 0.01);
    expect(sizer.size('simd', 0.5, 5n, 9)).toBe(77n);
  });
});

describe('BatchPacer', () => {
  it('comes to 2.5 ms at a steady rate, in whole steps', () => {
    fc.assert(
      fc.property(fc.constantFrom(32, 128, 1), rate, (step, perSecond) => {
        const pacer = new BatchPacer();
        for (let i = 0; i < 30; i++) pacer.learn(pacer.size(step), (pacer.size(step) / perSecond) * 1000);
        expect(pacer.size(step) % step).toBe(0);
        const ideal = Math.min(Math.max(step, perSecond * 0.0025), 256 * 2 ** 30);
        expect(Math.abs(pacer.size(step) - ideal)).toBeLessThanOrEqual(step);
      }),
    );
  });

  it('at most doubles, never falls below a step, and survives any reading', () => {
    const milliseconds = fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constant(0));
    fc.assert(
      fc.property(fc.array(milliseconds), (readings) => {
        const pacer = new BatchPacer();
        for (const reading of readings) {
          const before = pacer.size(128);
          pacer.learn(before, reading);
          expect(pacer.size(128)).toBeLessThanOrEqual(before * 2);
          expect(pacer.size(128)).toBeGreaterThanOrEqual(128);
          expect(pacer.size(128) % 128).toBe(0);
        }
      }),
    );
  });

  it('learns nothing from a batch that was cut short', () => {
    const pacer = new BatchPacer();
    expect(pacer.size(128)).toBe(256);
    pacer.learn(128, 100);
    expect(pacer.size(128)).toBe(256);
  });
});
