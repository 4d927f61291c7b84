import type { Header, HeaderInput } from './bitcoin/header.js';
import type { Miner } from './engine/api.js';
import type { MinerOptions } from './engine/options.js';
import type { BenchmarkOptions } from './hashrate/benchmark/benchmark-options.js';
import type { DeviceCard } from './hashrate/card/device-card.js';
import type { Comparison, ComparisonOptions, NamedCard } from './hashrate/comparison/comparison.js';
import type { GrindOptions } from './node/grind-options.js';
import type { SoloMiner } from './node/solo/solo-api.js';
import type { SoloOptions } from './node/solo/solo-options.js';

export * from './common-api.js';
export type {
  CommonOptions,
  MinerOptions,
  SearchOptions,
  SolutionsOptions,
  Work,
} from './engine/options.js';
export type { BenchmarkEvent } from './hashrate/benchmark/benchmark-events.js';
export type { BenchmarkOptions } from './hashrate/benchmark/benchmark-options.js';
export type {
  BenchSettings,
  CacheFacts,
  CpuFacts,
  DeviceCard,
  DeviceFacts,
  GoldenResult,
  KernelMeasurement,
  RateMeasurement,
  SoftwareFacts,
  SustainedReading,
  SustainedRun,
  ThreadsMeasurement,
  ThrottleFlag,
} from './hashrate/card/device-card.js';
export type {
  ComparedDevice,
  Comparison,
  ComparisonOptions,
  LeftOutDevice,
  Mark,
  NamedCard,
} from './hashrate/comparison/comparison.js';
export type { SustainedSummary } from './hashrate/comparison/sustained-summary.js';
export type { TemperatureEvent } from './hashrate/sensors/temperature-guard.js';
export type { BlockSequenceOptions, BlockStep } from './node/block/block-sequence.js';
export { BlockSequence } from './node/block/block-sequence.js';
export type { Deployment } from './node/block/block-template.js';
export { BlockTemplate } from './node/block/block-template.js';
export type { BlockOptions, BlockWorkOptions } from './node/block/block-work.js';
export { BlockWork, buildBlock } from './node/block/block-work.js';
export type { Chain } from './node/block/chain.js';
export { timeCanChangeBits } from './node/block/chain.js';
export { payoutScript } from './node/block/payout.js';
export type { TimeRange } from './node/block/template-times.js';
export type { TemplateTransaction } from './node/block/template-transaction.js';
export type { UnsolvedBlock } from './node/block/unsolved-block.js';
export type { GrindOptions } from './node/grind-options.js';
export type { SoloMiner, SoloRunOptions } from './node/solo/solo-api.js';
export type { SoloEvent, SoloStatus } from './node/solo/solo-events.js';
export type { SoloOptions } from './node/solo/solo-options.js';

/**
 * Makes a miner: loads the kernels and self-tests them. Worker threads start with the first search that needs them, and
 * don't keep the process alive while they are idle; `close()` ends them.
 * @throws InputError for options; MineWasmError (`ERR_NO_KERNEL`) when no kernel, or not the one asked for, is usable
 */
export async function createMiner(options: MinerOptions = {}): Promise<Miner> {
  // Loaded here, so that whoever only wants Header or Target loads no engine.
  const [{ EngineMiner }, { nodePlatform }] = await Promise.all([
    import('./engine/miner.js'),
    import('./engine/node-platform.js'),
  ]);
  return EngineMiner.create(nodePlatform, options);
}

/**
 * Finds a nonce for a block header and changes nothing else of it: what a signet's block needs, whose signature covers version,
 * previous hash, merkle root and time (BIP 325). The target is the header's own bits'; its nonce is ignored; all 2^32 are tried.
 * @param header 80 bytes, serialised, or their hex
 * @returns the solved header; undefined when no nonce solves it, or after an abort
 * @throws InputError (`ERR_INVALID_HEADER`, `ERR_INVALID_TARGET` for bits that are zero, negative or overflow,
 *   `ERR_INVALID_OPTION`); MineWasmError as for a miner's search
 */
export async function grind(header: HeaderInput, options: GrindOptions = {}): Promise<Header | undefined> {
  const { grind } = await import('./node/grind.js');
  return grind(header, options);
}

/**
 * Makes a miner for a full node (Bitcoin Core, bcoin, and what speaks like them): it follows the node's templates, searches them,
 * and hands in what it finds. `run()` starts it.
 * @throws InputError naming the option at fault
 */
export async function createSoloMiner(options: SoloOptions): Promise<SoloMiner> {
  const { SoloMiner } = await import('./node/solo/solo-miner.js');
  return new SoloMiner(options);
}

/**
 * Measures this device: it proves with real blocks that it computes what it should, then each kernel, numbers of threads, and a
 * long run if one is asked for, are measured. The kernel `wide` takes part where Node was started with V8's flag for it.
 * @returns the card; after the signal, or when threads died, an incomplete one with what was measured by then
 * @throws InputError naming the option at fault; MineWasmError `ERR_WRONG_RESULT` when a hash was wrong, `ERR_NO_KERNEL`,
 *   `ERR_NO_SENSOR` for `maxCelsius` on a device that tells no temperature
 */
export async function benchmarkDevice(options: BenchmarkOptions = {}): Promise<DeviceCard> {
  const { benchmarkDevice } = await import('./hashrate/benchmark/benchmark.js');
  return benchmarkDevice(options);
}

/**
 * Reads a device card and checks every field of it.
 * @param text JSON
 * @throws MineWasmError `ERR_INVALID_CARD` naming the field, what was expected and what came; `ERR_NEWER_CARD` for a card of a
 *   later version of the format
 */
export async function readDeviceCard(text: string): Promise<DeviceCard> {
  const { readDeviceCard } = await import('./hashrate/card/read-device-card.js');
  return readDeviceCard(text);
}

/**
 * Ranks devices by what their cards say, the fastest first: by the highest median of their rates over thread counts. Emulated devices
 * and cards without such a rate are not ranked.
 */
export async function compareCards(
  cards: readonly NamedCard[],
  options: ComparisonOptions = {},
): Promise<Comparison> {
  const { compareCards } = await import('./hashrate/comparison/comparison.js');
  return compareCards(cards, options);
}
