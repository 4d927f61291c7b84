import { availableParallelism, cpus } from 'node:os';
import { readCachedChoices, writeCachedChoices } from '../engine/choice-cache.js';
import { cgroupQuota } from '../engine/control-group.js';
import { type KernelName, type KernelStatus, likelyKernels } from '../engine/kernel-names.js';
import { packageVersion } from '../engine/package-version.js';
import type { SpaceKind } from '../engine/search-space.js';
import { canPackVectors } from '../engine/wide-vectors.js';
import { QUICK } from '../hashrate/benchmark/benchmark-plan.js';
import { kernelSearches, kernelStatuses } from '../hashrate/benchmark/kernel-rates.js';
import { RateContest } from '../hashrate/benchmark/rate-contest.js';
import { readDevice } from '../hashrate/device/device.js';
import { formatRate } from '../quantities.js';
import { commandPlatform } from './command-platform.js';
import { EXIT } from './exit-codes.js';
import type { Output, OutputFlags } from './output.js';

/**
 * The first Node whose V8 (13.6) compiles the kernels better than Node 20's: simd by 1 %, scalar by 8 % on Zen 4, simd by 7 % on Zen 3.
 * For 32-bit ARM, Node 22 is the last that is released.
 */
const FASTER_NODE = 24;

/** `mine-wasm info`: what this machine is and how fast each kernel is on it. @returns the exit code */
export async function info(_flags: OutputFlags, output: Output): Promise<number> {
  output.note('Measuring each kernel on one thread …');
  const { model, emulator, cpu, os } = await readDevice();
  const isPacked = commandPlatform.canPackVectors();
  const kernels = await kernelRates();
  const before = readCachedChoices(isPacked);
  const fastest = (isPacked: boolean) => {
    const of = (kind: SpaceKind) => fastestOf(kernels, likelyKernels(kind, isPacked));
    return { fixed: of('fixed'), rolled: of('rolled') };
  };
  const chosen = fastest(isPacked);
  writeCachedChoices(chosen, isPacked);
  // For short searches, which don't pack vectors.
  if (isPacked) writeCachedChoices(fastest(false), false);
  const hint = fasterNode();
  const facts = {
    version: packageVersion(),
    device: model,
    ...(emulator !== undefined && { emulator }),
    cpu: cpu.model,
    os: `${os.name}, ${os.kernel} ${cpu.architecture}`,
    cores: cpu.cores,
    threads: cpu.usableThreads,
    node: process.versions.node,
    v8: process.versions.v8,
  };
  if (output.isJson) {
    await output.json({ type: 'info', ...facts, kernels, chosen, before, ...(hint && { hint }) });
    return EXIT.found;
  }
  const rows = [
    ['mine-wasm', facts.version],
    ['device', facts.device],
    [
      'cpu',
      emulator === undefined ? cpu.model : `${cpu.model}, emulated by ${emulator}: the rates say nothing`,
    ],
    ['os', facts.os],
    ['cores', `${facts.cores}, of which ${facts.threads} may be used${describeLimit()}`],
    ['node', `${facts.node} (V8 ${facts.v8})`],
    ...kernels.map((kernel) => [`kernel ${kernel.name}`, describeKernel(kernel)]),
    ['chosen', describeChoice(chosen.fixed, before.fixed)],
    ['with --version-mask', describeChoice(chosen.rolled, before.rolled)],
    ...(hint === undefined ? [] : [['hint', hint]]),
  ];
  const width = Math.max(...rows.map(([name]) => name!.length)) + 2;
  await output.result(rows.map(([name, value]) => name!.padEnd(width) + value).join('\n'));
  return EXIT.found;
}

/** A kernel's speed on one thread, in H/s, or why it has none. */
type KernelRate = KernelStatus & { readonly hashRate?: number };

async function kernelRates(): Promise<KernelRate[]> {
  const statuses = await kernelStatuses(commandPlatform);
  const searches = kernelSearches(commandPlatform, statuses);
  const contest = new RateContest(searches, QUICK);
  try {
    await contest.run();
  } finally {
    await Promise.all(searches.map((search) => search.close()));
  }
  const rates = contest.measurements;
  return statuses.map((status) => {
    const hashRate = rates[searches.findIndex(({ kernel }) => kernel === status.name)]?.hashRate;
    return { ...status, ...(hashRate !== undefined && { hashRate }) };
  });
}

/** What a newer Node would give here; undefined if nothing is known. */
function fasterNode(): string | undefined {
  const { node } = process.versions;
  if (!canPackVectors(node) && canPackVectors(`${FASTER_NODE}`)) {
    return `Node ${FASTER_NODE} or newer searches about twice as fast here, by the kernel wide`;
  }
  if (Number.parseInt(node, 10) >= FASTER_NODE || process.arch === 'arm') return undefined;
  return `Node ${FASTER_NODE} or newer runs the kernels some 1–8 % faster, depending on kernel and CPU`;
}

/** The fastest of those that a kind of search may use; of all, if it can use none of its own. */
function fastestOf(kernels: readonly KernelRate[], names: readonly KernelName[]): KernelName {
  const usable = kernels.filter(({ hashRate }) => hashRate !== undefined);
  const fit = usable.filter(({ name }) => names.includes(name));
  return (fit.length > 0 ? fit : usable).reduce((a, b) => (b.hashRate! > a.hashRate! ? b : a)).name;
}

function describeChoice(kernel: KernelName, before: KernelName | undefined): string {
  return `${kernel}, the fastest just now${before === undefined ? '' : ` (before: ${before})`}`;
}

/** What keeps the threads below the cores. */
function describeLimit(): string {
  const quota = cgroupQuota();
  if (quota !== undefined && Math.ceil(quota) < availableParallelism())
    return ` (cgroup quota of ${quota} CPUs)`;
  return availableParallelism() < cpus().length ? ' (CPU affinity)' : '';
}

function describeKernel({ usable, reason, hashRate }: KernelRate): string {
  return usable ? `self-test passed, ${formatRate(hashRate!)} on one thread` : `not usable: ${reason}`;
}
