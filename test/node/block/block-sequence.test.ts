import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockSequence } from '../../../src/node/block/block-sequence.js';
import { MAX_EXTRANONCE } from '../../../src/node/block/coinbase.js';
import { expectInputError } from '../../bitcoin/input-error.js';

const times = { start: 100, end: 101 };
const written = (sequence: BlockSequence) =>
  [...sequence].map(({ extranonce, time }) => `${extranonce}@${time}`);

describe('BlockSequence', () => {
  it('goes through the extranonces, then through the times', () => {
    const sequence = new BlockSequence({ extranonces: { start: 5n, end: 7n }, times });
    expect(written(sequence)).toEqual(['5@100', '6@100', '7@100', '5@101', '6@101', '7@101']);
    expect(sequence.size).toBe(6n);
  });

  it('can begin with any extranonce, and comes to those below it after the last', () => {
    const sequence = new BlockSequence({ extranonces: { start: 5n, end: 7n }, first: 6n, times });
    expect(written(sequence)).toEqual(['6@100', '7@100', '5@100', '6@101', '7@101', '5@101']);
  });

  it('comes to each extranonce and time exactly once, whatever it begins with', () => {
    const parts = fc.tuple(fc.bigInt(0n, MAX_EXTRANONCE - 50n), fc.nat(50), fc.nat(50), fc.nat(3));
    fc.assert(
      fc.property(parts, ([start, span, offset, seconds]) => {
        const end = start + BigInt(span);
        const first = start + BigInt(offset % (span + 1));
        const sequence = new BlockSequence({
          extranonces: { start, end },
          first,
          times: { start: 9, end: 9 + seconds },
        });
        const steps = written(sequence);
        expect(BigInt(steps.length)).toBe(sequence.size);
        expect(new Set(steps).size).toBe((span + 1) * (seconds + 1));
        expect(steps[0]).toBe(`${first}@9`);
      }),
    );
  });

  it('wraps at the end of 64 bits, and goes on with the next second after all of them', () => {
    const sequence = new BlockSequence({ first: MAX_EXTRANONCE, times });
    expect(sequence.size).toBe(2n * 2n ** 64n);
    expect([0n, 1n, 2n ** 64n - 1n, 2n ** 64n].map((index) => sequence.at(index))).toEqual([
      { extranonce: MAX_EXTRANONCE, time: 100 },
      { extranonce: 0n, time: 100 },
      { extranonce: MAX_EXTRANONCE - 1n, time: 100 },
      { extranonce: MAX_EXTRANONCE, time: 101 },
    ]);
  });

  it('is iterated as it is indexed, and can be iterated again', () => {
    const sequence = new BlockSequence({ first: MAX_EXTRANONCE - 1n, times });
    for (let run = 0; run < 2; run++) {
      const iterator = sequence[Symbol.iterator]();
      for (let index = 0n; index < 5n; index++) expect(iterator.next().value).toEqual(sequence.at(index));
    }
  });

  it('refuses what is no sequence, and an index outside of it', () => {
    const refuse = (run: () => unknown, option: string, message: string) => {
      expectInputError(run, 'ERR_INVALID_OPTION', option, message);
    };
    const make = (options: object) => () => new BlockSequence({ times, ...options });
    const extranonce = 'a bigint from 0 to 2^64 - 1';
    refuse(make({ extranonces: { start: -1n, end: 0n } }), 'extranonces.start', `${extranonce}, got -1n`);
    refuse(
      make({ extranonces: { start: 0n, end: 2n ** 64n } }),
      'extranonces.end',
      `${extranonce}, got ${2n ** 64n}n`,
    );
    refuse(make({ extranonces: { start: 2n, end: 1n } }), 'extranonces.start', 'at most 1n, got 2n');
    refuse(make({ extranonces: { start: 2n, end: 3n }, first: 1n }), 'first', 'a bigint from 2 to 3, got 1n');
    refuse(make({ extranonces: { start: 2n, end: 3n }, first: 4n }), 'first', 'a bigint from 2 to 3, got 4n');
    refuse(make({ first: 3 }), 'first', `${extranonce}, got 3`);
    refuse(make({ times: { start: -1, end: 0 } }), 'times.start', 'an integer from 0 to 4294967295, got -1');
    refuse(make({ times: { start: 5, end: 4 } }), 'times.end', 'an integer from 5 to 4294967295, got 4');
    const sequence = new BlockSequence({ extranonces: { start: 0n, end: 0n }, times });
    for (const index of [-1n, 2n])
      refuse(() => sequence.at(index), 'index', `a bigint from 0 to 1, got ${index}n`);
    refuse(() => sequence.at(0 as never), 'index', 'a bigint from 0 to 1, got 0');
  });
});
