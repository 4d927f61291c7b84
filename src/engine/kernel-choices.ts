import { KernelChoice } from './kernel-choice.js';
import { KERNEL_NAMES, type KernelName, likelyKernels } from './kernel-names.js';
import type { SpaceKind } from './search-space.js';

/** The fastest kernel for each kind of search, as an earlier run measured it. */
export type KnownChoices = { readonly [Kind in SpaceKind]?: KernelName | undefined };

export interface KernelChoicesOptions {
  /** Whether a kernel passes its self-test; undefined when it has not been read yet. */
  isUsable(kernel: KernelName): boolean | undefined;
  /** Reads a kernel that is needed. */
  load?(kernel: KernelName): void;
  /** The kernel asked for: for every kind of search, also where it is not likely to be fast. */
  readonly forced?: KernelName | undefined;
  readonly cached?: KnownChoices | undefined;
  /** Whether V8 packs vectors, so that the wide kernel takes part. */
  readonly isPacked?: boolean;
  /** Called when rates have decided. */
  onMeasured?(choice: KnownChoices): void;
  /** Called when a kernel is not used any more. */
  onDistrusted?(kernel: KernelName): void;
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
      // What is not read yet may turn out unusable.
      if (this.#options.isUsable(choice.choice.kernel) !== undefined) this.#choices.set(kind, choice);
    }
    return choice;
  }

  /** Stops using a kernel that gave wrong results, for whatever kind of search. */
  distrust(kernel: KernelName): void {
    const isOut = (['fixed', 'rolled'] as const).map((kind) => this.of(kind).distrust(kernel));
    if (isOut.includes(true)) this.#options.onDistrusted?.(kernel);
  }

  /** The kernels that searches of this kind may begin with: the first that can be used is what they do begin with. */
  candidates(kind: SpaceKind): readonly KernelName[] {
    const { forced, cached } = this.#options;
    if (forced !== undefined) return [forced];
    const likely = this.#likely(kind);
    const known = cached?.[kind];
    return known !== undefined && likely.includes(known) ? [known, ...likely] : likely;
  }

  #choose(kind: SpaceKind): KernelChoice {
    const { isUsable, load, forced, cached, onMeasured } = this.#options;
    const likely = this.#likely(kind);
    if (forced !== undefined) {
      const names = [...new Set([...likely, forced])];
      return new KernelChoice(names, { kernel: forced, reason: 'forced' }, isUsable, load);
    }
    const kernel = cached?.[kind];
    const choice =
      kernel !== undefined && likely.includes(kernel) && isUsable(kernel)
        ? new KernelChoice(likely, { kernel, reason: 'cached' }, isUsable, load)
        : new KernelChoice(this.#usable(likely), undefined, isUsable, load);
    choice.onMeasured = (fastest) => onMeasured?.({ [kind]: fastest });
    return choice;
  }

  #likely(kind: SpaceKind): readonly KernelName[] {
    return likelyKernels(kind, this.#options.isPacked ?? false);
  }

  /** The first one is loaded; what comes after it is when it is needed. */
  #usable(likely: readonly KernelName[]): readonly KernelName[] {
    const { isUsable } = this.#options;
    const first = likely.findIndex((name) => isUsable(name) !== false);
    return first === -1 ? KERNEL_NAMES.filter(isUsable) : likely.slice(first);
  }
}
