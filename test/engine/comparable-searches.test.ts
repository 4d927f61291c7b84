import { expect, it } from 'vitest';
import { HeaderTemplate } from '../../src/bitcoin/header-template.js';
import { Target } from '../../src/bitcoin/target.js';
import type { Chunk } from '../../src/engine/chunk.js';
import { ChunkSizer } from '../../src/engine/chunk-sizer.js';
import { Coordinator } from '../../src/engine/coordinator.js';
import type { Executor } from '../../src/engine/executor.js';
import { KernelChoices, type KnownChoices } from '../../src/engine/kernel-choices.js';
import { Search } from '../../src/engine/search.js';
import { SearchSpace } from '../../src/engine/search-space.js';

const HEADER = '00'.repeat(76);
const CHUNKS = 60;

/** Searches with threads of paper, each chunk a quarter of a second long. @returns the kernels used, and the choice they led to */
async function kernelsFor(versions: number) {
  const used = new Set<string>();
  const measured: KnownChoices[] = [];
  let chunks = 0;
  const executor: Executor = {
    lanes: 2,
    async run(lane: number, chunk: Chunk) {
      used.add(chunk.kernel);
      if (++chunks === CHUNKS) search.stop('aborted');
      return { thread: lane, searched: chunk.count, candidates: new Uint32Array(), busySeconds: 0.25 };
    },
    stop() {},
    searched: () => 0,
    async close() {},
  };
  const choices = new KernelChoices({ isUsable: () => true, onMeasured: (choice) => measured.push(choice) });
  const template = HeaderTemplate.from(HEADER, {
    versionMask: 0x1fffe000,
    versionRange: { start: 0, end: versions - 1 },
  });
  const search = new Search(new SearchSpace(template, Target.from(1n), 'first'), 2);
  new Coordinator({ executor, choices, sizer: new ChunkSizer(1 << 20), duty: 1 }).add(search);
  expect(await search.ended).toBe('aborted');
  return { used: [...used].sort(), measured };
}

it.each([1, 16, 40])('kernels are compared by a search of %d versions', async (versions) => {
  const { used, measured } = await kernelsFor(versions);
  expect(used.length).toBeGreaterThan(1);
  expect(measured).toHaveLength(1);
});

it.each([2, 15])('but not by one of %d, which says nothing about others', async (versions) => {
  expect(await kernelsFor(versions)).toEqual({ used: ['rolling'], measured: [] });
});
