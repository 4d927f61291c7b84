import type { HeaderTemplate } from '../../../src/bitcoin/header-template.js';
import type { Miner, SearchResult } from '../../../src/engine/api.js';
import type { SearchOptions } from '../../../src/engine/options.js';
import { hashOf } from '../../support/oracle.js';
import { headerHash } from './regtest-node.js';

/** A search that does what a test says. */
export class StubSearch {
  readonly options: SearchOptions;
  readonly result: Promise<SearchResult>;
  readonly header: HeaderTemplate;
  hasEnded = false;
  #resolve!: (result: SearchResult) => void;
  #reject!: (error: unknown) => void;

  constructor(options: SearchOptions) {
    this.options = options;
    this.header = options.header as HeaderTemplate;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    options.signal?.addEventListener('abort', () => this.end('aborted'));
    if (options.signal?.aborted) this.end('aborted');
  }

  get previous(): string {
    return this.header.previousBlockHash;
  }

  end(status: 'aborted' | 'exhausted' | 'timeout', hashes = 0): void {
    this.hasEnded = true;
    this.#resolve({ status, hashes } as SearchResult);
  }

  fail(error: unknown): void {
    this.hasEnded = true;
    this.#reject(error);
  }

  progress(hashes: number, total: number): void {
    this.options.onProgress?.({ hashes, total } as Parameters<NonNullable<SearchOptions['onProgress']>>[0]);
  }

  /** Finds the lowest nonce there is; on regtest every second one will do. @returns the block's hash */
  solve(): string {
    const target = BigInt(`0x${this.header.target().toHex()}`);
    let nonce = 0;
    while (hashOf(this.header.toBytes(), nonce) > target) nonce++;
    const header = this.header.withNonce(nonce).toHex();
    const hash = headerHash(header);
    this.hasEnded = true;
    this.#resolve({ status: 'found', hashes: nonce + 1, solution: { header, hash, nonce } } as SearchResult);
    return hash;
  }
}

/** A miner whose searches end when a test says so, or are aborted. */
export class StubMiner {
  readonly searches: StubSearch[] = [];
  readonly threads = 1;
  #watchers: (() => void)[] = [];

  /** What asks for a Miner. */
  get asMiner(): Miner {
    return this as unknown as Miner;
  }

  get running(): StubSearch[] {
    return this.searches.filter(({ hasEnded }) => !hasEnded);
  }

  /** The search that runs. */
  get latest(): StubSearch {
    return this.searches.at(-1)!;
  }

  search(options: SearchOptions): Promise<SearchResult> {
    const search = new StubSearch(options);
    this.searches.push(search);
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const watcher of watchers) watcher();
    return search.result;
  }

  /** Resolves with the search that is the n-th, counted from 1. */
  async nth(count: number): Promise<StubSearch> {
    while (this.searches.length < count) await new Promise<void>((resolve) => this.#watchers.push(resolve));
    return this.searches[count - 1]!;
  }
}
