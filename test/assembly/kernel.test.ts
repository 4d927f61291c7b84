import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOf, scan } from '../support/oracle.js';
import { END, header, intervalOf, MAX_TARGET, target, vectors } from './arbitraries.js';
import { KERNELS, KernelUnderTest, kernelFile, kernelModule } from './kernel-under-test.js';

const interval = intervalOf(700);

describe.each(KERNELS)('%s kernel', (name) => {
  const kernel = new KernelUnderTest(name);
  kernel.prepare(vectors[0]!.header, 1n);
  const { step } = kernel;

  it('imports nothing', () => {
    expect(WebAssembly.Module.imports(kernelModule(name))).toEqual([]);
  });

  describe('real blocks', () => {
    for (const { height, header, hash, nonce, target } of vectors) {
      it(`finds the nonce of block ${height} wherever it stands in the window`, () => {
        kernel.prepare(header, target);
        for (const before of [0, 1, 2, 3, 4, 5, step - 1, step, step + 1, 3 * step]) {
          for (const after of [0, 1, 2, 3, step - 1, step, 2 * step + 1]) {
            const count = before + 1 + after;
            expect(kernel.scan(nonce - before, count)).toEqual({ searched: count, places: [before] });
          }
        }
      });

      it(`reports nothing beside the nonce of block ${height}`, () => {
        kernel.prepare(header, target);
        for (const count of [1, step - 1, step, step + 1]) {
          expect(kernel.scan(nonce - count, count)).toEqual({ searched: count, places: [] });
          expect(kernel.scan(nonce + 1, count)).toEqual({ searched: count, places: [] });
        }
      });

      it(`compares the hash of block ${height} in full`, () => {
        kernel.prepare(header, hash);
        expect(kernel.scan(nonce, 1).places).toEqual([0]);
        kernel.prepare(header, hash - 1n);
        expect(kernel.scan(nonce, 1).places).toEqual([]);
      });
    }
  });

  it('finds exactly what node:crypto finds', () => {
    fc.assert(
      fc.property(header, target, interval, (header, target, { nonce, count }) => {
        kernel.prepare(header, target);
        expect(kernel.scan(nonce, count)).toEqual({
          searched: count,
          places: scan({ header, target, start: nonce, end: nonce + count - 1 }).map(
            (found) => found - nonce,
          ),
        });
      }),
      { numRuns: 300 },
    );
  });

  it('is right in each of the eight words of the comparison', () => {
    const nonce = fc.integer({ min: 0, max: END - 1 });
    const word = fc.integer({ min: 0, max: 7 });
    fc.assert(
      fc.property(header, nonce, word, (header, nonce, word) => {
        const hash = hashOf(header, nonce);
        const unit = 2n ** BigInt(32 * word);
        for (const target of [hash - unit, hash - 1n, hash, hash + 1n, hash + unit]) {
          if (target < 1n || target > MAX_TARGET) continue;
          kernel.prepare(header, target);
          expect(kernel.scan(nonce, 1).places).toEqual(hash <= target ? [0] : []);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('finds nothing for the target 1', () => {
    kernel.prepare(vectors[0]!.header, 1n);
    expect(kernel.scan(0, 10_000)).toEqual({ searched: 10_000, places: [] });
  });

  it('stops when the room for candidates is full, and goes on where it stopped', () => {
    fc.assert(
      fc.property(header, fc.integer({ min: 1, max: 10_000 }), fc.boolean(), (header, count, atEnd) => {
        kernel.prepare(header, MAX_TARGET);
        const start = atEnd ? END - count : 0;
        const found: number[] = [];
        for (let done = 0; done < count; ) {
          const { searched, places } = kernel.scan(start + done, count - done);
          expect(places).toHaveLength(searched);
          expect(searched).toBeGreaterThanOrEqual(Math.min(1024, count - done));
          found.push(...places.map((place) => done + place));
          done += searched;
        }
        expect(found).toEqual(Array.from({ length: count }, (_, i) => i));
      }),
      { numRuns: 30 },
    );
  });

  it('counts no candidate of a step that fills the room twice, at high target density', () => {
    const header = vectors[1]!.header;
    const target = 2n ** 255n;
    const found: number[] = [];
    kernel.prepare(header, target);
    for (let done = 0; done < 20_000; ) {
      const { searched, places } = kernel.scan(done, 20_000 - done);
      found.push(...places.map((place) => done + place));
      done += searched;
    }
    expect(found).toEqual(scan({ header, target, start: 0, end: 19_999 }));
  });

  it('searches nothing when the count is zero', () => {
    kernel.prepare(vectors[0]!.header, MAX_TARGET);
    kernel.scan(0, 1);
    expect(kernel.scan(0, 0)).toEqual({ searched: 0, places: [] });
  });

  it('keeps nothing of the header and target before', () => {
    const job = fc.record({ header, target });
    fc.assert(
      fc.property(job, job, interval, (first, second, { nonce, count }) => {
        const fresh = new KernelUnderTest(name);
        fresh.prepare(second.header, second.target);
        kernel.prepare(first.header, first.target);
        kernel.scan(nonce, count);
        kernel.prepare(second.header, second.target);
        const { memory } = kernel.exports;
        expect(kernel.scan(nonce, count)).toEqual(fresh.scan(nonce, count));
        expect(memory.buffer.byteLength).toBe(fresh.exports.memory.buffer.byteLength);
      }),
      { numRuns: 50 },
    );
  });
});

// V8 needs SSE4.1 for WebAssembly SIMD: without it, a PC stands for the machines that have none.
it.runIf(process.arch === 'x64')('only the scalar kernel validates where there is no SIMD', () => {
  const script = `
    const { readFileSync } = require('node:fs');
    console.log(process.argv.slice(1).map((file) => WebAssembly.validate(readFileSync(file))).join());`;
  const files = KERNELS.map(kernelFile);
  const { stdout } = spawnSync(process.execPath, ['--no-enable-sse4-1', '-e', script, ...files]);
  expect(stdout.toString().trim()).toBe('true,false,false,false');
});
