import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EngineMiner } from '../../../dist/engine/miner.js';
import { nodePlatform } from '../../../dist/engine/node-platform.js';
import type { Solution } from '../../../dist/engine/solution.js';
import { findGoldenResults, type Searcher } from '../../../dist/hashrate/benchmark/golden-results.js';
import { GOLDEN_BLOCKS } from '../../../src/hashrate/benchmark/golden-blocks.js';

const REAL: { height: number; header: string; nonce: number }[] = JSON.parse(
  readFileSync(new URL('../../vectors/headers.json', import.meta.url), 'utf8'),
);

test('the blocks are real', () => {
  for (const { height, header } of GOLDEN_BLOCKS) {
    expect(header).toBe(REAL.find((block) => block.height === height)!.header);
  }
});

/** A miner whose solutions are changed on their way. */
function lying(miner: EngineMiner, change: (nonces: string[]) => string[], hardwareErrors = 0): Searcher {
  const solutions = (options: Parameters<Searcher['solutions']>[0]) => {
    const stream = miner.solutions(options);
    const all = (async () => {
      const found: Solution[] = [];
      for await (const solution of stream) found.push(solution);
      return change(found.map(({ header }) => header)).map((header) => ({ ...found[0]!, header }));
    })();
    return {
      async *[Symbol.asyncIterator]() {
        yield* await all;
      },
      result: stream.result.then((result) => ({ ...result, hardwareErrors })),
    } as unknown as ReturnType<Searcher['solutions']>;
  };
  return { solutions };
}

describe.each(['simd', 'rolling'] as const)('%s', (kernel) => {
  let miner: EngineMiner;
  beforeAll(async () => {
    miner = await EngineMiner.create(nodePlatform, { kernel, threads: 2, cache: false });
  });
  afterAll(() => miner.close());

  test('finds them all', async () => {
    expect(await findGoldenResults(miner, kernel)).toEqual(
      GOLDEN_BLOCKS.map(({ height }) => ({
        kernel,
        height,
        nonce: REAL.find((block) => block.height === height)!.nonce,
      })),
    );
  });

  const other = GOLDEN_BLOCKS[1]!.header;
  test.each([
    { name: 'none is found', change: () => [], got: 'none' },
    { name: 'another is found', change: () => [other], got: 'nonce 274148111' },
    {
      name: 'one too many is found',
      change: (all: string[]) => [...all, other],
      got: 'nonce 2573394689, 274148111',
    },
    {
      name: 'a wrong result was caught',
      change: (all: string[]) => all,
      errors: 2,
      got: 'nonce 2573394689 and 2 wrong results',
    },
  ])('$name: refused', async ({ change, errors, got }) => {
    await expect(findGoldenResults(lying(miner, change, errors), kernel)).rejects.toMatchObject({
      code: 'ERR_WRONG_RESULT',
      message: `Expected kernel ${kernel} to find nonce 2573394689 of block 1 and no other, got ${got}`,
    });
  });

  test('stops at the signal', async () => {
    const reason = new Error('enough');
    await expect(findGoldenResults(miner, kernel, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
