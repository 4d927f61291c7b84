import { BIP320_MASK } from '../../bitcoin/version-rolling.js';
import type { KernelName } from '../../engine/kernel-names.js';
import { EngineMiner } from '../../engine/miner.js';
import type { Platform } from '../../engine/platform.js';
import { MineWasmError } from '../../errors.js';
import type { GoldenResult } from '../card/device-card.js';
import { findGoldenResults } from './golden-results.js';

/** What a counter of hashes shows at a moment. */
export interface Sample {
  /** Worked, pauses left out; never fall. */
  readonly seconds: number;
  /** Fall when a thread dies and its work is lost. */
  readonly hashes: number;
}

/** Takes a sample. @returns whether more are wanted */
export type OnSample = (sample: Sample) => boolean;

/** Something whose rate can be measured. */
export interface Contestant {
  /** Called once, before it works; later contestants prepare when earlier ones are warm. */
  prepare(signal?: AbortSignal): Promise<void>;
  /**
   * Works, and tells how far it is, until nothing more is wanted or the signal comes.
   * @param interval seconds between two samples
   */
  work(interval: number, onSample: OnSample, signal?: AbortSignal): Promise<void>;
}

/** Any header will do: nothing meets a target of 1. */
const HEADER = '00'.repeat(76);
const TARGET = 1n;

/**
 * A search of one kernel that never ends by itself. Its threads stay from one turn of work to the next, and with them the
 * code that V8 has optimised.
 */
export class EndlessSearch implements Contestant {
  readonly kernel: KernelName;
  readonly threads: number;
  readonly #platform: Platform;
  #miner: EngineMiner | undefined;
  #isPaused = false;
  #goldenResults: readonly GoldenResult[] = [];

  constructor(platform: Platform, kernel: KernelName, threads: number) {
    this.kernel = kernel;
    this.threads = threads;
    this.#platform = platform;
  }

  /** What it has proved itself by. */
  get goldenResults(): readonly GoldenResult[] {
    return this.#goldenResults;
  }

  /** Loads the kernel, and has it find the nonces of real blocks. @throws as {@link findGoldenResults}; MineWasmError `ERR_NO_KERNEL` */
  async prepare(signal?: AbortSignal): Promise<void> {
    const { kernel, threads } = this;
    this.#miner = await EngineMiner.create(this.#platform, { kernel, threads, cache: false });
    if (this.#isPaused) void this.#miner.pause();
    this.#goldenResults = await findGoldenResults(this.#miner, kernel, signal);
  }

  /** @throws MineWasmError `ERR_WRONG_RESULT` as soon as the kernel has reported a wrong result; what the search ends with */
  async work(interval: number, onSample: OnSample, signal?: AbortSignal): Promise<void> {
    const enough = new AbortController();
    const { hardwareErrors } = await this.#miner!.search({
      header: HEADER,
      target: TARGET,
      // Without versions to roll, `rolling` has nothing to share.
      versionMask: this.kernel === 'rolling' ? BIP320_MASK : 0,
      signal: signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]),
      progressInterval: interval * 1000,
      onProgress: ({ seconds, hashes, hardwareErrors: wrong }) => {
        this.#check(wrong);
        if (!enough.signal.aborted && !onSample({ seconds, hashes })) enough.abort();
      },
    });
    this.#check(hardwareErrors);
  }

  /** Nothing meets the target: whatever was reported is wrong. */
  #check(wrong: number): void {
    if (wrong === 0) return;
    const message = `Kernel ${this.kernel} gave wrong results on ${this.threads} threads`;
    throw new MineWasmError('ERR_WRONG_RESULT', message);
  }

  /** Rests until it is resumed, whatever it is at. Samples go on, and show the time that was worked. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    await this.#miner?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#miner?.resume();
  }

  async close(): Promise<void> {
    await this.#miner?.close();
  }
}
