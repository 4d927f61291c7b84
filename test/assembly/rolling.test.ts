import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../support/oracle.js';
import { END, header, intervalOf, MAX_TARGET, target, vectors } from './arbitraries.js';
import { KernelUnderTest } from './kernel-under-test.js';

const versions = fc.array(fc.integer({ min: 0, max: END - 1 }), { minLength: 1, maxLength: 16 });

function withVersion(header: Uint8Array, version: number): Buffer {
  const rolled = Buffer.from(header);
  rolled.writeUInt32LE(version, 0);
  return rolled;
}

/** Every solving place, ascending, by node:crypto. */
function solutions(
  header: Uint8Array,
  target: bigint,
  versions: number[],
  nonce: number,
  count: number,
): number[] {
  const headers = versions.map((version) => withVersion(header, version));
  return Array.from({ length: count * versions.length }, (_, place) => place).filter((place) => {
    const rolled = headers[place % versions.length]!;
    return hashOf(rolled, nonce + Math.floor(place / versions.length)) <= target;
  });
}

describe.each(['rolling', 'wide'])('%s kernel with versions', (name) => {
  const kernel = new KernelUnderTest(name);

  it.each([1, 2, 3, 5, 15, 16])(
    'hashes %i versions together for as many whole items as a batch has room for',
    (count) => {
      kernel.prepare(vectors[0]!.header, 1n, Array<number>(count).fill(2));
      const nonces = { rolling: 4, wide: 8 }[name]!;
      expect(kernel.step).toBe(Math.floor(256 / nonces / count) * nonces);
    },
  );

  for (const { height, header, nonce, target } of vectors) {
    it(`finds block ${height} wherever its version and nonce stand`, () => {
      const own = header.readUInt32LE(0);
      for (let count = 1; count <= 16; count++) {
        const index = (7 * height + count) % count;
        kernel.prepare(
          header,
          target,
          Array.from({ length: count }, (_, i) => own + i - index),
        );
        for (const before of [0, 1, 2, 3, kernel.step - 1, kernel.step]) {
          expect(kernel.scan(nonce - before, before + 5)).toEqual({
            searched: before + 5,
            places: [before * count + index],
          });
        }
      }
    });
  }

  it('finds exactly what node:crypto finds, in the order of nonces and then of versions', () => {
    fc.assert(
      fc.property(header, target, versions, intervalOf(60), (header, target, versions, { nonce, count }) => {
        kernel.prepare(header, target, versions);
        expect(kernel.scan(nonce, count)).toEqual({
          searched: count,
          places: solutions(header, target, versions, nonce, count),
        });
      }),
      { numRuns: 300 },
    );
  });

  it('compares the hash of each version in full', () => {
    fc.assert(
      fc.property(header, versions, fc.nat(15), intervalOf(1), (header, versions, i, { nonce }) => {
        const version = versions[i % versions.length]!;
        const hash = hashOf(withVersion(header, version), nonce);
        for (const target of [hash - 1n, hash]) {
          kernel.prepare(header, target, versions);
          expect(kernel.scan(nonce, 1).places).toEqual(solutions(header, target, versions, nonce, 1));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('ignores the version in the header', () => {
    fc.assert(
      fc.property(header, versions, intervalOf(40), (header, versions, { nonce, count }) => {
        const scanWith = (version: number) => {
          kernel.prepare(withVersion(header, version), 2n ** 250n, versions);
          return kernel.scan(nonce, count);
        };
        expect(scanWith(0)).toEqual(scanWith(END - 1));
      }),
      { numRuns: 20 },
    );
  });

  it('stops when the room for candidates is full, and goes on where it stopped', () => {
    fc.assert(
      fc.property(header, versions, fc.nat(2000), fc.boolean(), (header, versions, more, atEnd) => {
        const count = 1 + more;
        const start = atEnd ? END - count : 0;
        const found: number[] = [];
        kernel.prepare(header, MAX_TARGET, versions);
        for (let done = 0; done < count; ) {
          const { searched, places } = kernel.scan(start + done, count - done);
          expect(places).toHaveLength(searched * versions.length);
          expect(searched).toBeGreaterThanOrEqual(Math.min(kernel.step, count - done));
          for (const place of places) found.push(done * versions.length + place);
          done += searched;
        }
        expect(found).toEqual(Array.from({ length: count * versions.length }, (_, i) => i));
      }),
      { numRuns: 30 },
    );
  });

  it('keeps nothing of the versions before', () => {
    fc.assert(
      fc.property(header, versions, versions, intervalOf(40), (header, first, second, { nonce, count }) => {
        const fresh = new KernelUnderTest('rolling');
        fresh.prepare(header, 2n ** 250n, second);
        kernel.prepare(header, MAX_TARGET, first);
        kernel.scan(nonce, count);
        kernel.prepare(header, 2n ** 250n, second);
        expect(kernel.scan(nonce, count)).toEqual(fresh.scan(nonce, count));
      }),
      { numRuns: 50 },
    );
  });
});
