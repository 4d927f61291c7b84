import type { Work } from './options.js';
import type { Search } from './search.js';
import type { Solution } from './solution.js';

/** A header template in a stream of them. */
export interface MineTemplate<Id = unknown> extends Work {
  /** Whatever tells the caller which template a solution is of. */
  readonly id: Id;
}

/** A solution, and the `id` of its template. */
export interface MinedSolution<Id = unknown> extends Solution {
  readonly id: Id;
}

interface Started {
  readonly search: Search;
  readonly onRoom: () => void;
}

/**
 * Searches one template after the other: each new one stops the search of the one before.
 * @param start begins the search of a template; what it throws ends the stream
 */
export async function* mineTemplates<Id>(
  templates: AsyncIterable<MineTemplate<Id>> | Iterable<MineTemplate<Id>>,
  signal: AbortSignal | undefined,
  start: (template: MineTemplate<Id>) => Started,
): AsyncGenerator<MinedSolution<Id>, undefined> {
  const source = iterate(templates);
  let current: (Started & { id: Id }) | undefined;
  let fault: { error: unknown } | undefined;
  let isOver = false;
  let wake = () => {};

  const stop = () => {
    isOver = true;
    current?.search.stop('aborted');
    wake();
  };
  const follow = async () => {
    while (!isOver) {
      const next = await source.next();
      if (isOver || next.done === true) break;
      current?.search.stop('aborted');
      current = { ...start(next.value), id: next.value.id };
      wake();
    }
    isOver = true;
    wake();
  };

  if (signal?.aborted) return;
  signal?.addEventListener('abort', stop, { once: true });
  const following = follow().catch((error) => {
    fault = { error };
    stop();
  });
  try {
    while (true) {
      const news = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (fault !== undefined) throw fault.error;
      const solution = signal?.aborted ? undefined : current?.search.deliver();
      if (current !== undefined && solution !== undefined) {
        current.onRoom();
        yield { ...solution, id: current.id };
      } else if (current !== undefined && !current.search.hasEnded) {
        await Promise.race([news, current.search.news()]);
      } else {
        await current?.search.ended; // throws the fault that ended it, if there was one
        if (isOver) return;
        await news;
      }
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
    // A source that waits for its next template would keep us waiting as long.
    void Promise.resolve(source.return?.()).catch(() => {});
    void following;
  }
}

function iterate<T>(templates: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> {
  if (Symbol.asyncIterator in templates) return templates[Symbol.asyncIterator]();
  return (async function* () {
    yield* templates;
  })();
}
