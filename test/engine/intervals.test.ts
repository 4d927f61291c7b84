import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Interval, IntervalSet, sizeOf } from '../../src/engine/intervals.js';

const SPACE = 64;

/** The same as plain membership of small indices. */
class Model {
  readonly members = new Set<number>();

  get sorted(): number[] {
    return [...this.members].sort((a, b) => a - b);
  }

  runs(): Interval[] {
    const runs: { start: bigint; end: bigint }[] = [];
    for (const index of this.sorted.map(BigInt)) {
      const last = runs.at(-1);
      if (last !== undefined && last.end + 1n === index) last.end = index;
      else runs.push({ start: index, end: index });
    }
    return runs;
  }
}

type Step = (model: Model, real: IntervalSet) => void;

const index = fc.nat(SPACE - 1);
const add = fc.tuple(index, index).map(
  ([start, end]): Step =>
    (model, real) => {
      const interval = { start: BigInt(start), end: BigInt(end) };
      const indices = Array.from({ length: Math.max(0, end - start + 1) }, (_, i) => start + i);
      if (indices.length === 0 || indices.some((i) => model.members.has(i))) {
        expect(() => real.add(interval)).toThrow(RangeError);
      } else {
        real.add(interval);
        for (const i of indices) model.members.add(i);
      }
    },
);
const take = fc.integer({ min: 1, max: 20 }).map(
  (count): Step =>
    (model, real) => {
      const [run] = model.runs();
      const taken = real.take(BigInt(count));
      if (run === undefined) expect(taken).toBeUndefined();
      else {
        const end = run.start + BigInt(count) - 1n;
        expect(taken).toEqual({ start: run.start, end: end < run.end ? end : run.end });
        for (let i = taken!.start; i <= taken!.end; i++) model.members.delete(Number(i));
      }
    },
);
const remove = index.map(
  (i): Step =>
    (model, real) => {
      real.remove(BigInt(i));
      model.members.delete(i);
    },
);
const clone: fc.Arbitrary<Step> = fc.constant((_, real) => {
  const copy = real.clone();
  const before = [...real];
  copy.take(1n);
  if (!copy.has(0n)) copy.add({ start: 0n, end: 0n });
  expect([...real]).toEqual(before);
});

describe('IntervalSet', () => {
  it('behaves as a set of indices', () => {
    const steps = fc.array(fc.oneof({ weight: 4, arbitrary: add }, take, remove, clone), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (some) => {
        const model = new Model();
        const real = new IntervalSet();
        for (const step of some) {
          step(model, real);
          expect([...real]).toEqual(model.runs());
          expect(real.size).toBe(BigInt(model.members.size));
          expect(real.lowest).toBe(model.runs()[0]?.start);
          for (let i = 0; i < SPACE; i += 7) expect(real.has(BigInt(i))).toBe(model.members.has(i));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('says what is wrong', () => {
    const set = new IntervalSet([{ start: 5n, end: 9n }]);
    expect(() => set.add({ start: 4n, end: 3n })).toThrow('Interval 4–3 is empty');
    expect(() => set.add({ start: 0n, end: 5n })).toThrow('Interval 0–5 overlaps 5–9');
    expect(() => set.add({ start: 9n, end: 9n })).toThrow(RangeError);
    expect([...set]).toEqual([{ start: 5n, end: 9n }]);
  });

  it('knows indices beyond 2^53', () => {
    const start = 1n << 60n;
    const set = new IntervalSet([{ start, end: start + 10n }]);
    expect(set.take(3n)).toEqual({ start, end: start + 2n });
    expect(set.size).toBe(8n);
    expect(sizeOf({ start, end: start })).toBe(1n);
  });
});
