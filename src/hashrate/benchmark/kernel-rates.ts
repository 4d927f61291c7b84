import type { KernelStatus } from '../../engine/kernel-names.js';
import { EngineMiner } from '../../engine/miner.js';
import type { Platform } from '../../engine/platform.js';
import { cardText } from '../card/card-text.js';
import type { GoldenResult, KernelMeasurement, RateMeasurement } from '../card/device-card.js';
import { EndlessSearch } from './endless-search.js';

/** Every kernel that this platform has, and whether it can be used. */
export async function kernelStatuses(platform: Platform): Promise<readonly KernelStatus[]> {
  const probe = await EngineMiner.create(platform, { cache: false, threads: 1 });
  const { kernels } = probe;
  await probe.close();
  return kernels;
}

/**
 * Measures each kernel on one thread. `wide`, the last of all, prepares last: V8's flag stays set.
 * @param measure measures the rates of searches and closes them
 */
export async function measureKernels(
  platform: Platform,
  statuses: readonly KernelStatus[],
  measure: (searches: readonly EndlessSearch[]) => Promise<readonly RateMeasurement[]>,
): Promise<{ kernels: KernelMeasurement[]; goldenResults: GoldenResult[] }> {
  const usable = statuses.filter((status) => status.usable).map(({ name }) => name);
  const searches = usable.map((name) => new EndlessSearch(platform, name, 1));
  const rates = await measure(searches);
  return {
    kernels: statuses.map(({ name, reason = '' }) => {
      const rate = rates[usable.indexOf(name)];
      return rate === undefined
        ? { kernel: name, reason: cardText(reason) ?? 'not usable' }
        : { kernel: name, rate };
    }),
    goldenResults: searches.flatMap(({ goldenResults }) => goldenResults),
  };
}
