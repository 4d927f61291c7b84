import type { KernelStatus } from '../../engine/kernel-names.js';
import { EngineMiner } from '../../engine/miner.js';
import type { Platform } from '../../engine/platform.js';
import { cardText } from '../card/card-text.js';
import type { KernelMeasurement, RateMeasurement } from '../card/device-card.js';
import { EndlessSearch } from './endless-search.js';

/** A custom section without a name and content, which changes nothing (WebAssembly core specification, 5.5.3). */
const EMPTY_SECTION = [0, 1, 0];

/** Every kernel that this platform has, and whether it can be used. */
export async function kernelStatuses(platform: Platform): Promise<readonly KernelStatus[]> {
  // V8 keeps one machine code for the same bytes: what is compiled here must not be what is measured under V8's flag later.
  const readKernel: Platform['readKernel'] = async (name) =>
    Uint8Array.from([...(await platform.readKernel(name)), ...EMPTY_SECTION]);
  const probe = await EngineMiner.create({ ...platform, readKernel }, { cache: false, threads: 1 });
  const { kernels } = probe;
  await probe.close();
  return kernels;
}

/** A search on one thread of each kernel that can be used; `wide`, the last of all, is to prepare last: V8's flag stays set. */
export function kernelSearches(platform: Platform, statuses: readonly KernelStatus[]): EndlessSearch[] {
  return statuses.filter(({ usable }) => usable).map(({ name }) => new EndlessSearch(platform, name, 1));
}

/**
 * What is known of each kernel.
 * @param searches those of {@link kernelSearches}
 * @param rates their rates, as far as they are measured
 */
export function kernelMeasurements(
  statuses: readonly KernelStatus[],
  searches: readonly EndlessSearch[],
  rates: readonly (RateMeasurement | undefined)[],
): KernelMeasurement[] {
  return statuses.map(({ name, usable, reason }) => {
    if (!usable) return { kernel: name, reason: publicReason(reason) };
    const rate = rates[searches.findIndex(({ kernel }) => kernel === name)];
    return { kernel: name, ...(rate !== undefined && { rate }) };
  });
}

/** Our own words, or V8's; a system's message could name a folder, and with it a user. */
function publicReason(reason = ''): string {
  const isPublic = /^(self-test: |WebAssembly\.|the kernel )/i.test(reason);
  return (isPublic ? cardText(reason) : undefined) ?? 'its WASM can not be read';
}
