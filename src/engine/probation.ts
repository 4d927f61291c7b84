import type { Flight, Search } from './search.js';

interface Work {
  readonly search: Search;
  readonly flight: Flight;
  readonly searched: number;
  /** Where in the flight's interval, counted from its start. */
  readonly solutions: Uint32Array;
}

/**
 * What each thread has done with each kernel since its last planted batch. If the thread misses the next one, all of
 * that is done again: it may have missed true solutions as well.
 */
export class Probation {
  readonly #work = new Map<string, Work[]>();

  /** Adds work that has not been confirmed yet. */
  add(thread: number, work: Work): void {
    const key = `${thread} ${work.flight.kernel}`;
    const works = this.#work.get(key);
    if (works === undefined) this.#work.set(key, [work]);
    else works.push(work);
  }

  /** The thread found its planted nonce: what it did before stands. */
  pass(thread: number, flight: Flight): void {
    this.#work.delete(`${thread} ${flight.kernel}`);
  }

  /** The thread missed it: what it did before is done again by another kernel. */
  fail(thread: number, { kernel }: Flight): void {
    const key = `${thread} ${kernel}`;
    for (const { search, flight, searched, solutions } of this.#work.get(key) ?? []) {
      if (searched === 0) continue;
      const { start } = flight.interval;
      search.doubt({ start, end: start + BigInt(searched) - 1n }, kernel, solutions);
    }
    this.#work.delete(key);
  }

  /** A search is over: nothing of it can be done again. */
  forget(search: Search): void {
    for (const [key, works] of this.#work) {
      const others = works.filter((work) => work.search !== search);
      if (others.length > 0) this.#work.set(key, others);
      else this.#work.delete(key);
    }
  }
}
