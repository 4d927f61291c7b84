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
 * @param signals any of them ends it
 * @param start begins the search of a template; what it throws ends the stream
 */
export async function* mineTemplates<Id>(
  templates: AsyncIterable<MineTemplate<Id>> | Iterable<MineTemplate<Id>>,
  signals: readonly AbortSignal[],
  start: (template: MineTemplate<Id>) => Started,
): AsyncGenerator<MinedSolution<Id>, undefined> {
  const source = iterate(templates);
  let current: (Started & { id: Id }) | undefined;
  let fault: { error: unknown } | undefined;
  let isOver = false;
  let isAborted = false;
  let wake = () => {};

  const stop = () => {
    isOver = true;
    current?.search.stop('aborted');
    wake();
  };
  const abort = () => {
    isAborted = true;
    stop();
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

  if (signals.some((signal) => signal.aborted)) return;
  for (const signal of signals) signal.addEventListener('abort', abort, { once: true });
  void follow().catch((error) => {
    fault = { error };
    stop();
  });
  try {
    while (true) {
      const news = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (fault !== undefined) throw fault.error;
      const now = current;
      const solution = isAborted ? undefined : now?.search.deliver();
      if (now !== undefined && solution !== undefined) {
        now.onRoom();
        yield { ...solution, id: now.id };
      } else if (now !== undefined && !now.search.hasEnded) {
        await Promise.race([news, now.search.news()]);
      } else {
        await now?.search.ended; // throws the fault that ended it, if there was one
        if (now !== current) continue;
        if (isOver) return;
        await news;
      }
    }
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', abort);
    stop();
    // A source that waits for its next template would keep us waiting as long.
    void Promise.resolve(source.return?.()).catch(() => {});
  }
}

function iterate<T>(templates: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> {
  if (Symbol.asyncIterator in templates) return templates[Symbol.asyncIterator]();
  return (async function* () {
    yield* templates;
  })();
}
