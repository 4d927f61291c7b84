import { BIP320_MASK } from '../bitcoin/version-rolling.js';
import type { KernelName } from './kernel-names.js';
import { EngineMiner } from './miner.js';
import type { Platform } from './platform.js';

/** A kernel's speed on one thread. */
export interface KernelRate {
  readonly name: KernelName;
  readonly usable: boolean;
  /** Why it is not usable. */
  readonly reason?: string;
  /** In H/s. */
  readonly hashRate?: number;
}

/** Time for V8 to compile optimised code and for the chunks to find their size. */
const WARM_UP_SECONDS = 0.7;

/** Any header will do: nothing meets a target of 1. */
const HEADER = '00'.repeat(76);

/** Measures every kernel on one thread, one after the other, in a real search; `rolling` in one that rolls versions. `wide` comes last: V8's flag stays set. */
export async function measureKernels(platform: Platform, seconds: number): Promise<KernelRate[]> {
  const probe = await EngineMiner.create(platform, { cache: false, threads: 1 });
  await probe.close();
  const rates: KernelRate[] = [];
  for (const status of probe.kernels) {
    rates.push(
      status.usable ? { ...status, hashRate: await measure(platform, status.name, seconds) } : status,
    );
  }
  return rates;
}

async function measure(platform: Platform, kernel: KernelName, seconds: number): Promise<number> {
  const miner = await EngineMiner.create(platform, { kernel, threads: 1, cache: false });
  const done = new AbortController();
  let begun: number | undefined;
  let warm: { hashes: number; seconds: number } | undefined;
  const { hashes, ...result } = await miner.search({
    header: HEADER,
    target: 1n,
    versionMask: kernel === 'rolling' ? BIP320_MASK : 0,
    signal: done.signal,
    progressInterval: 50,
    onProgress(now) {
      // Until the first hash, the thread is starting: that can take longer than all the rest.
      if (now.hashes === 0) return;
      begun ??= now.seconds;
      if (now.seconds < begun + WARM_UP_SECONDS) return;
      warm ??= { hashes: now.hashes, seconds: now.seconds };
      if (now.seconds >= warm.seconds + seconds) done.abort();
    },
  });
  await miner.close();
  const from = warm ?? { hashes: 0, seconds: 0 };
  return (hashes - from.hashes) / (result.seconds - from.seconds);
}
