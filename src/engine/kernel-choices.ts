import { KernelChoice } from './kernel-choice.js';
import { KERNEL_NAMES, type KernelName, LIKELY } from './kernel-names.js';
import type { SpaceKind } from './search-space.js';

/** The fastest kernel for each kind of search, as an earlier run measured it. */
export type KnownChoices = { readonly [Kind in SpaceKind]?: KernelName | undefined };

export interface KernelChoicesOptions {
  /** Whether a kernel passes its self-test; it is loaded by that. */
  isUsable(kernel: KernelName): boolean;
  /** The kernel asked for: for every kind of search, also where it is not likely to be fast. */
  readonly forced?: KernelName | undefined;
  readonly cached?: KnownChoices | undefined;
  /** Called when rates have decided. */
  onMeasured?(choice: KnownChoices): void;
}

/**
 * Which kernel to use, for searches with a fixed version and for those that roll it: decided each on its own, from the
 * first search of its kind on.
 */
export class KernelChoices {
  readonly #options: KernelChoicesOptions;
  readonly #choices = new Map<SpaceKind, KernelChoice>();

  constructor(options: KernelChoicesOptions) {
    this.#options = options;
  }

  of(kind: SpaceKind): KernelChoice {
    let choice = this.#choices.get(kind);
    if (choice === undefined) {
      choice = this.#choose(kind);
      this.#choices.set(kind, choice);
    }
    return choice;
  }

  /** Stops using a kernel that gave wrong results, for whatever kind of search. */
  distrust(kernel: KernelName): void {
    for (const kind of ['fixed', 'rolled'] as const) this.of(kind).distrust(kernel);
  }

  #choose(kind: SpaceKind): KernelChoice {
    const { isUsable, forced, cached, onMeasured } = this.#options;
    if (forced !== undefined) {
      const names = [...new Set([...LIKELY[kind], forced])];
      return new KernelChoice(names, { kernel: forced, reason: 'forced' }, isUsable);
    }
    const kernel = cached?.[kind];
    const choice =
      kernel !== undefined && LIKELY[kind].includes(kernel) && isUsable(kernel)
        ? new KernelChoice(LIKELY[kind], { kernel, reason: 'cached' }, isUsable)
        : new KernelChoice(this.#likely(kind), undefined, isUsable);
    choice.onMeasured = (fastest) => onMeasured?.({ [kind]: fastest });
    return choice;
  }

  /** The first one is loaded; what comes after it is when it is needed. */
  #likely(kind: SpaceKind): readonly KernelName[] {
    const { isUsable } = this.#options;
    const first = LIKELY[kind].findIndex(isUsable);
    return first === -1 ? KERNEL_NAMES.filter(isUsable) : LIKELY[kind].slice(first);
  }
}
