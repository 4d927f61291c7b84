import type { SearchResult } from './api.js';
import type { Search } from './search.js';
import type { SearchState } from './search-state.js';
import type { Solution } from './solution.js';

/**
 * Every solution of a search, as it is found; not in order. Leaving the loop stops the search. While the consumer is
 * slow, the search waits.
 */
export class SolutionStream implements AsyncIterableIterator<Solution, undefined> {
  /** How the search ended; its state leaves out the solutions that were handed over. Rejects when it could not go on. */
  readonly result: Promise<SearchResult>;
  readonly #search: Search;
  readonly #generator: AsyncGenerator<Solution, undefined>;

  /** @param onRoom called when the consumer has taken a solution */
  constructor(search: Search, result: Promise<SearchResult>, onRoom: () => void) {
    this.#search = search;
    this.result = result;
    // A consumer that only iterates gets a fault from next(); it is not unhandled then.
    result.catch(() => {});
    this.#generator = generate(search, onRoom);
  }

  /** What a resumed search would go on from; solutions that were handed over are not in it. */
  state(): SearchState {
    return this.#search.state();
  }

  next(): Promise<IteratorResult<Solution, undefined>> {
    return this.#generator.next();
  }

  async return(): Promise<IteratorResult<Solution, undefined>> {
    this.#search.stop('aborted');
    await this.result.catch(() => {});
    return this.#generator.return(undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}

async function* generate(search: Search, onRoom: () => void): AsyncGenerator<Solution, undefined> {
  while (true) {
    const solution = search.deliver();
    if (solution !== undefined) {
      onRoom();
      yield solution;
    } else if (search.hasEnded) {
      await search.ended;
      return;
    } else {
      await search.news();
    }
  }
}
