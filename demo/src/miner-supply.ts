import type { BrowserMinerOptions, Miner } from './engine.js';
import { openMiner } from './open-miner.js';

/** The miner that a run searches with, and the next one, which is made while the run goes on. */
export class MinerSupply {
  #options: BrowserMinerOptions;
  readonly #stopping: AbortSignal;
  readonly #onRefused: (error: unknown) => void;
  #miner: Miner | undefined;
  #next: Miner | undefined;
  /** Ends the making of a miner with options that have changed again. */
  #outdated = new AbortController();
  #handover = new AbortController();
  #isMaking = false;
  #isPaused = false;

  /**
   * @param stopping ends all waiting for miners
   * @param onRefused hears why a miner with other options could not be made; the one before stays
   */
  constructor(options: BrowserMinerOptions, stopping: AbortSignal, onRefused: (error: unknown) => void) {
    this.#options = options;
    this.#stopping = stopping;
    this.#onRefused = onRefused;
  }

  /** Aborts when there is a newer miner than the one that was taken. */
  get handover(): AbortSignal {
    return this.#handover.signal;
  }

  /** The newest miner. The first one is waited for. @returns undefined when it is not wanted any more */
  async take(): Promise<Miner | undefined> {
    this.#handover = new AbortController();
    if (this.#next !== undefined) {
      await this.#miner?.close();
      [this.#miner, this.#next] = [this.#next, undefined];
    }
    this.#miner ??= await this.#make();
    if (this.#isPaused) void this.#miner?.pause();
    return this.#miner;
  }

  /** Has a miner with other options made; `handover` tells when it is there. */
  change(options: BrowserMinerOptions): void {
    this.#options = options;
    this.#outdated.abort();
    // Whatever is being made is of these options then.
    if (!this.#isMaking) void this.#makeNext();
  }

  pause(): void {
    this.#isPaused = true;
    void this.#miner?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#miner?.resume();
  }

  /** To be called after `stopping` has been aborted. */
  async close(): Promise<void> {
    await Promise.all([this.#miner?.close(), this.#next?.close()]);
  }

  async #makeNext(): Promise<void> {
    try {
      const miner = await this.#make();
      if (this.#stopping.aborted) {
        void miner?.close();
        return;
      }
      void this.#next?.close();
      this.#next = miner;
      this.#handover.abort();
    } catch (error) {
      this.#onRefused(error);
    }
  }

  async #make(): Promise<Miner | undefined> {
    this.#isMaking = true;
    try {
      while (!this.#stopping.aborted) {
        this.#outdated = new AbortController();
        const isUnwanted = AbortSignal.any([this.#stopping, this.#outdated.signal]);
        const miner = await openMiner(this.#options, isUnwanted);
        if (miner !== undefined) return miner;
      }
      return undefined;
    } finally {
      this.#isMaking = false;
    }
  }
}
