import { describe, expect, it } from 'vitest';
import { type Place, scanPlaces } from '../support/oracle.js';
import { withEngine } from './support/engine.js';
import { FAULTY_WORKER, type Fault, plan } from './support/faults.js';
import { someHeader } from './support/problems.js';

/** 40 versions in three groups, of which the first and the last are not whole. */
const problem = {
  header: someHeader(),
  target: 1n << 246n,
  start: 1000,
  end: 2999,
  versionMask: 0x1fffe000,
  versionRange: { start: 9, end: 48 },
};
const sorted = (found: Iterable<Place>) =>
  [...found].map(({ nonce, version }) => `${nonce} ${version}`).sort();
const SOLUTIONS = sorted(scanPlaces(problem));
const TOTAL = 40 * 2000;

const kinds: readonly Fault['kind'][] = [
  'exit',
  'throw',
  'wrong',
  'stray',
  'idle',
  'eager',
  'blind',
  'unfit',
];

describe.each(['rolling', 'simd'] as const)('%s with rolled versions', (kernel) => {
  it.each(kinds)('%s: every header found and counted once all the same', async (kind) => {
    const { happened } = plan([{ kind, at: 1777, kernel }], { plantEvery: 0 });
    const options = { threads: 2, chunk: 5000, kernel, workerFile: FAULTY_WORKER };
    await withEngine(options, async (engine) => {
      const { status, solutions, search } = await engine.run(problem);
      expect(status).toBe('exhausted');
      expect(sorted(solutions)).toEqual(SOLUTIONS);
      expect(search.hashes).toBe(TOTAL);
      expect(search.state()).toMatchObject({ left: [], hashes: TOTAL });
      const isCaught = ['wrong', 'stray', 'blind', 'unfit'].includes(kind);
      expect(search.hardwareErrors > 0).toBe(isCaught);
    });
    if (kind !== 'unfit') expect(happened()).toBe(1);
  });
});
