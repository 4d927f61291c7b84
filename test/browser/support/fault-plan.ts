import type { Handler } from './site.js';

export interface Fault {
  /**
   * `throw`: in the chunk; `uncaught`: beside it; `close`: by itself, which nobody is told of; `hang`: silent from then on;
   * `wrong`: reports `at` as a solution.
   */
  readonly kind: 'throw' | 'uncaught' | 'close' | 'hang' | 'wrong';
  /** Happens in the batch with this nonce. */
  readonly at: number;
  /** How often, over all workers; default once. */
  readonly times?: number;
}

/** What workers/faulty.ts reads in its address. */
export interface FaultPlan {
  /** Batches of headers that begin so are logged and can have faults; those of self-tests are others. */
  readonly header: readonly number[];
  readonly faults: readonly Fault[];
}

/** The part of the faulty workers that outlives them: what happened, and what they hashed. */
export class FaultLog {
  #faults: readonly Fault[] = [];
  #counts: number[] = [];
  batches: { nonce: number; count: number }[] = [];

  /** Begins anew. @returns the address of workers with these faults */
  plan(header: Uint8Array, faults: readonly Fault[]): string {
    this.#faults = faults;
    this.#counts = faults.map(() => 0);
    this.batches = [];
    const plan: FaultPlan = { header: [...header], faults };
    return `/faulty.js?plan=${encodeURIComponent(JSON.stringify(plan))}`;
  }

  /** How many faults have happened. */
  get happened(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  get handlers(): Record<string, Handler> {
    return {
      '/fault': (request, response) => {
        const index = Number(new URL(request.url!, 'http://test').searchParams.get('index'));
        const isDue = this.#counts[index]! < (this.#faults[index]!.times ?? 1);
        if (isDue) this.#counts[index]!++;
        response.end(isDue ? 'due' : '');
      },
      '/batch': (request, response) => {
        const { searchParams } = new URL(request.url!, 'http://test');
        this.batches.push({
          nonce: Number(searchParams.get('nonce')),
          count: Number(searchParams.get('count')),
        });
        response.end();
      },
    };
  }
}
