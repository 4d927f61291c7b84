import type { KernelName } from './kernel-names.js';

/** Busy time of a kernel before its rate counts: V8's optimised code comes after 20–270 ms, later on a Pi. */
const WARM_UP_SECONDS = 0.4;
/** Busy time by which a warm kernel is judged. */
const MEASURE_SECONDS = 0.4;
/** A trial of a slower kernel pays only in a search that lasts: it costs one lane about a second. */
const WORTH_SECONDS = 15;

/** Why a kernel is used: asked for; alone; known from an earlier run; measured in this one; or not known better yet. */
export type ChoiceReason = 'forced' | 'only' | 'cached' | 'measured' | 'likely';

export interface Choice {
  readonly kernel: KernelName;
  readonly reason: ChoiceReason;
}

interface Trial {
  busySeconds: number;
  hashes: number;
  measuredSeconds: number;
}

/**
 * Decides which kernel a chunk is searched with: the likely one at first, and by the rates of real chunks as soon as
 * every kernel has had a trial, on one lane at a time while the others go on.
 */
export class KernelChoice {
  readonly #usable: KernelName[];
  readonly #trials = new Map<KernelName, Trial>();
  readonly #isUsable: (kernel: KernelName) => boolean | undefined;
  readonly #load: ((kernel: KernelName) => void) | undefined;
  #choice: Choice;
  /** Called when the rates have decided. */
  onMeasured: (kernel: KernelName) => void = () => {};

  /**
   * @param usable the likely fastest first
   * @param known the kernel asked for, or found the fastest in an earlier run
   * @param isUsable asked before a kernel is picked that was not the first choice; undefined when it has not been read yet
   * @param load called for a kernel that is needed and has not been read; left out when all are
   */
  constructor(
    usable: Iterable<KernelName>,
    known?: { kernel: KernelName; reason: 'forced' | 'cached' },
    isUsable: (kernel: KernelName) => boolean | undefined = () => true,
    load?: (kernel: KernelName) => void,
  ) {
    this.#isUsable = isUsable;
    this.#load = load;
    this.#usable = [...usable];
    for (const name of this.#usable)
      this.#trials.set(name, { busySeconds: 0, hashes: 0, measuredSeconds: 0 });
    const likely: Choice = {
      kernel: this.#usable[0]!,
      reason: this.#usable.length === 1 ? 'only' : 'likely',
    };
    this.#choice = known !== undefined && this.#usable.includes(known.kernel) ? known : likely;
  }

  get choice(): Choice {
    return this.#choice;
  }

  /** Busy hash rate of a warm kernel by the chunks seen so far, in H/s. */
  rateOf(kernel: KernelName): number | undefined {
    const trial = this.#trials.get(kernel);
    return trial === undefined || trial.measuredSeconds === 0
      ? undefined
      : trial.hashes / trial.measuredSeconds;
  }

  /**
   * The kernel for the next chunk.
   * @param avoid kernels that have failed on it
   * @param remainingSeconds about how long the search will still take
   * @param isTrialUnderWay whether another lane is trying a kernel out just now
   * @returns undefined when every kernel is to be avoided, or those that are not have to be loaded first
   */
  pick(
    avoid: ReadonlySet<KernelName>,
    remainingSeconds: number,
    isTrialUnderWay: boolean,
  ): KernelName | undefined {
    const { kernel, reason } = this.#choice;
    const isPlain = reason !== 'likely' || isTrialUnderWay || remainingSeconds < WORTH_SECONDS;
    if (avoid.size === 0 && isPlain) return this.#whenLoaded(kernel);
    this.#dropUnusable();
    if (avoid.size > 0) {
      const fit = [kernel, ...this.#usable].filter((name) => !avoid.has(name));
      return fit.find((name) => this.#isUsable(name) !== undefined) ?? this.#whenLoaded(fit[0]);
    }
    const trial = this.#usable.find((name) => !this.#isMeasured(name));
    // Until the one to be tried is loaded, the others go on.
    return (trial && this.#whenLoaded(trial)) ?? this.#whenLoaded(kernel);
  }

  /** Whether `pick` may have a kernel when more of them are loaded. */
  isWaiting(avoid: ReadonlySet<KernelName>): boolean {
    return this.#usable.some((name) => !avoid.has(name) && this.#isUsable(name) === undefined);
  }

  #whenLoaded(kernel: KernelName | undefined): KernelName | undefined {
    const load = this.#load;
    if (kernel === undefined || load === undefined || this.#isUsable(kernel) !== undefined) return kernel;
    load(kernel);
    return undefined;
  }

  /** Whether a chunk with this kernel is a trial. */
  isTrial(kernel: KernelName): boolean {
    return this.#choice.reason === 'likely' && kernel !== this.#choice.kernel;
  }

  /** Learns from a chunk, and decides when every kernel has been measured. */
  learn(kernel: KernelName, hashes: number, busySeconds: number): void {
    const trial = this.#trials.get(kernel);
    if (trial === undefined) return;
    trial.busySeconds += busySeconds;
    if (trial.busySeconds - busySeconds < WARM_UP_SECONDS) return;
    trial.hashes += hashes;
    trial.measuredSeconds += busySeconds;
    if (this.#choice.reason !== 'likely' || !this.#usable.every((name) => this.#isMeasured(name))) return;
    const fastest = this.#usable.reduce((a, b) => (this.rateOf(b)! > this.rateOf(a)! ? b : a));
    this.#choice = { kernel: fastest, reason: 'measured' };
    this.onMeasured(fastest);
  }

  /** Stops using a kernel that gave wrong results, unless it is the last one. @returns whether it did */
  distrust(kernel: KernelName): boolean {
    const at = this.#usable.indexOf(kernel);
    if (at === -1 || this.#usable.length === 1) return false;
    this.#usable.splice(at, 1);
    if (this.#choice.kernel === kernel || this.#usable.length === 1) {
      this.#choice = { kernel: this.#usable[0]!, reason: this.#usable.length === 1 ? 'only' : 'likely' };
    }
    return true;
  }

  /** The first choice was loaded before it was chosen; the others need not have been. */
  #dropUnusable(): void {
    for (const name of [...this.#usable]) {
      if (name !== this.#choice.kernel && this.#isUsable(name) === false) this.distrust(name);
    }
  }

  #isMeasured(kernel: KernelName): boolean {
    return this.#trials.get(kernel)!.measuredSeconds >= MEASURE_SECONDS;
  }
}
