import { HeaderTemplate } from '../../../dist/bitcoin/header-template.js';
import { Target } from '../../../dist/bitcoin/target.js';
import { ChunkSizer } from '../../../dist/engine/chunk-sizer.js';
import { Coordinator } from '../../../dist/engine/coordinator.js';
import type { Executor } from '../../../dist/engine/executor.js';
import { KernelChoices } from '../../../dist/engine/kernel-choices.js';
import type { KernelName } from '../../../dist/engine/kernel-names.js';
import { Search, type SearchStatus } from '../../../dist/engine/search.js';
import { type SearchOrder, SearchSpace } from '../../../dist/engine/search-space.js';
import type { SearchState } from '../../../dist/engine/search-state.js';
import type { Solution } from '../../../dist/engine/solution.js';
import type { Problem } from '../../support/oracle.js';

export interface EngineSetup {
  readonly kernel: KernelName;
  readonly threads: number;
  /** Size of every chunk; by measurement if left out. */
  readonly chunk?: number | undefined;
}

export interface Outcome {
  readonly status: SearchStatus;
  readonly solutions: Solution[];
  readonly nonces: number[];
  readonly search: Search;
}

export interface CoordinatedOptions extends EngineSetup {
  readonly duty?: number;
  readonly isUsable: (kernel: KernelName) => boolean;
}

/** The engine below the public API, over the threads of any platform. */
export class EngineUnderTest {
  readonly choices: KernelChoices;
  readonly coordinator: Coordinator;
  readonly #executor: Executor;

  constructor(executor: Executor, { kernel, chunk, duty = 1, isUsable }: CoordinatedOptions) {
    this.#executor = executor;
    this.choices = new KernelChoices({ isUsable, forced: kernel });
    const sizer = new ChunkSizer(chunk);
    this.coordinator = new Coordinator({ executor, choices: this.choices, sizer, duty });
  }

  /** Begins a search. */
  add(problem: Problem, order: SearchOrder = 'all', resume?: SearchState): Search {
    const { header, target, start, end, versionMask, versionRange } = problem;
    const template = HeaderTemplate.from(header, { nonceRange: { start, end }, versionMask, versionRange });
    const space = new SearchSpace(template, Target.from(target), order);
    const search = new Search(space, this.#executor.lanes, resume);
    this.coordinator.add(search);
    return search;
  }

  /** Takes all of a search's solutions until it has ended. */
  async collect(search: Search): Promise<Outcome> {
    const solutions: Solution[] = [];
    const isFor = search.space.order;
    while (isFor === 'all') {
      const solution = search.deliver();
      if (solution !== undefined) {
        this.coordinator.refill();
        solutions.push(solution);
      } else if (search.hasEnded) break;
      else await search.news();
    }
    const status = await search.ended;
    if (isFor !== 'all' && search.best !== undefined) solutions.push(search.best);
    return { status, solutions, nonces: solutions.map(({ nonce }) => nonce), search };
  }

  /** Searches and collects. */
  run(problem: Problem, order: SearchOrder = 'all', resume?: SearchState): Promise<Outcome> {
    return this.collect(this.add(problem, order, resume));
  }

  close(): Promise<void> {
    return this.#executor.close();
  }
}
