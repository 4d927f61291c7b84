import { type ChoiceReason, KernelChoice } from './kernel-choice.js';
import { type KernelName, LIKELY } from './kernel-names.js';
import type { SpaceKind } from './search-space.js';

/** The fastest kernel for each kind of search, as an earlier run measured it. */
export type KnownChoices = { readonly [Kind in SpaceKind]?: KernelName | undefined };

/** Which kernel to use, for searches with a fixed version and for those that roll it: decided each on its own. */
export type KernelChoices = Readonly<Record<SpaceKind, KernelChoice>>;

/** @param forced the kernel asked for: for every kind, also where it is not likely to be fast */
export function chooseKernels(
  usable: ReadonlySet<KernelName>,
  { forced, cached }: { forced?: KernelName | undefined; cached?: KnownChoices | undefined },
): KernelChoices {
  const choose = (kind: SpaceKind) => {
    const likely = LIKELY[kind].filter((name) => usable.has(name));
    if (forced !== undefined) return create([...new Set([...likely, forced])], forced, 'forced');
    return create(likely.length > 0 ? likely : [...usable], cached?.[kind], 'cached');
  };
  return { fixed: choose('fixed'), rolled: choose('rolled') };
}

function create(
  names: readonly KernelName[],
  kernel: KernelName | undefined,
  reason: ChoiceReason & ('forced' | 'cached'),
): KernelChoice {
  return new KernelChoice(names, kernel === undefined ? undefined : { kernel, reason });
}
