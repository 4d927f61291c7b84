import { createHash } from 'node:crypto';
import type { KernelName, KernelStatus } from '../../engine/kernel-names.js';
import { nodePlatform } from '../../engine/node-platform.js';
import { packageVersion } from '../../engine/package-version.js';
import type { Platform } from '../../engine/platform.js';
import { MineWasmError } from '../../errors.js';
import { cardText } from '../card/card-text.js';
import {
  CARD_TYPE,
  CARD_VERSION,
  type DeviceCard,
  type DeviceFacts,
  type GoldenResult,
  type KernelMeasurement,
  type RateMeasurement,
  type SustainedRun,
  type ThreadsMeasurement,
} from '../card/device-card.js';
import { readDevice } from '../device/device.js';
import { openSensors } from '../sensors/open-sensors.js';
import type { Sensors } from '../sensors/sensors.js';
import { type Pausable, TemperatureGuard } from '../sensors/temperature-guard.js';
import { type BenchmarkOptions, checkBenchmarkOptions } from './benchmark-options.js';
import { type BenchmarkPlan, planBenchmark } from './benchmark-plan.js';
import { BenchmarkProgress } from './benchmark-progress.js';
import { ClockCheck } from './clock-check.js';
import { EndlessSearch } from './endless-search.js';
import { kernelStatuses, measureKernels } from './kernel-rates.js';
import { MachineWatch } from './machine-watch.js';
import { measureRates } from './measure-rates.js';
import { runtimeFlags } from './runtime-flags.js';
import { runSustained } from './sustained-run.js';

/** Planned for what has no plan: preparing, with the golden results. */
const PREPARING_SECONDS = 0.5;

/**
 * Measures this device: has it prove with real blocks that it computes what it should, then measures each kernel, numbers of
 * threads, and a long run if one is asked for.
 * @returns the card; after the signal, or when threads died, an incomplete one with what was measured by then
 * @throws InputError naming the option at fault; MineWasmError `ERR_WRONG_RESULT` when a hash was wrong, `ERR_NO_KERNEL`,
 *   `ERR_NO_SENSOR` for `maxCelsius` on a device that tells no temperature
 */
export async function benchmarkDevice(
  options: BenchmarkOptions = {},
  platform: Platform = nodePlatform,
): Promise<DeviceCard> {
  checkBenchmarkOptions(options);
  const { cooling, watts, signal } = options;
  const device = { ...(await readDevice()), ...(cooling && { cooling }), ...(watts && { watts }) };
  return new Benchmark(options, platform, device, openSensors()).run(signal);
}

/** A benchmark under way: what is measured by now, and what comes next. */
class Benchmark implements Pausable {
  readonly #options: BenchmarkOptions;
  readonly #platform: Platform;
  readonly #device: DeviceFacts;
  readonly #sensors: Sensors;
  readonly #plan: BenchmarkPlan;
  readonly #watch = new MachineWatch();
  readonly #clock = new ClockCheck();
  #progress: BenchmarkProgress | undefined;
  /** Those that may be at work. */
  #searches: readonly EndlessSearch[] = [];
  #isPaused = false;
  #isComplete = false;
  readonly #notes: string[] = [];
  readonly #artifacts: Partial<Record<KernelName, string>> = {};
  #goldenResults: readonly GoldenResult[] = [];
  #kernels: readonly KernelMeasurement[] = [];
  #threads: readonly ThreadsMeasurement[] = [];
  #sustained: SustainedRun | undefined;

  constructor(options: BenchmarkOptions, platform: Platform, device: DeviceFacts, sensors: Sensors) {
    this.#options = options;
    this.#platform = platform;
    this.#device = device;
    this.#sensors = sensors;
    this.#plan = planBenchmark(options.isQuick ?? false, options.threads ?? platform.availableThreads());
  }

  async run(signal: AbortSignal | undefined): Promise<DeviceCard> {
    const guard = await this.#guard();
    try {
      await this.#measure();
      this.#isComplete = true;
    } catch (error) {
      if (signal?.aborted) this.#notes.push('It was interrupted');
      else if (isLossOfThreads(error)) this.#notes.push(cardText(`It ended early: ${error.message}`)!);
      else throw error;
    } finally {
      guard?.close();
    }
    const jump = this.#clock.jump();
    if (jump !== undefined) this.#notes.push(jump);
    // Now: some are found only when a sensor is read.
    this.#notes.push(...(this.#sensors.notes ?? []));
    return this.#card();
  }

  async pause(): Promise<void> {
    this.#isPaused = true;
    await Promise.all(this.#searches.map((search) => search.pause()));
  }

  resume(): void {
    this.#isPaused = false;
    for (const search of this.#searches) search.resume();
  }

  async #guard(): Promise<TemperatureGuard | undefined> {
    const { maxCelsius, onEvent = () => {} } = this.#options;
    if (maxCelsius === undefined) return undefined;
    const guard = await TemperatureGuard.open({ sensors: this.#sensors, maxCelsius, onEvent });
    guard.watch(this);
    return guard;
  }

  /** Runs with searches, which rest when the benchmark does, and closes them. */
  async #withSearches<T>(searches: readonly EndlessSearch[], run: () => Promise<T>): Promise<T> {
    this.#searches = searches;
    if (this.#isPaused) await this.pause();
    try {
      return await run();
    } finally {
      this.#searches = [];
      await Promise.all(searches.map((search) => search.close()));
    }
  }

  async #measure(): Promise<void> {
    const { sustainSeconds = 0 } = this.#options;
    const statuses = await kernelStatuses(this.#platform);
    await this.#readArtifacts(statuses);
    const contestants = statuses.filter(({ usable }) => usable).length + this.#threadCounts().length;
    const total = contestants * this.#contestantSeconds + sustainSeconds;
    this.#progress = new BenchmarkProgress(total, (event) => this.#options.onEvent?.(event));
    const measured = await measureKernels(this.#platform, statuses, (searches) =>
      this.#measureRates('kernels', searches, ({ kernel }) => kernel),
    );
    this.#kernels = measured.kernels;
    this.#goldenResults = measured.goldenResults;
    this.#tell();
    const kernel = fastest(this.#kernels);
    await this.#measureThreads(kernel);
    this.#tell();
    if (sustainSeconds > 0) await this.#runSustained(kernel, sustainSeconds);
  }

  /** What exactly is measured: each kernel's checksum. One that can't be read is told by its status. */
  async #readArtifacts(statuses: readonly KernelStatus[]): Promise<void> {
    for (const { name } of statuses) {
      const bytes = await this.#platform.readKernel(name).catch(() => undefined);
      if (bytes !== undefined) this.#artifacts[name] = createHash('sha256').update(bytes).digest('hex');
    }
  }

  async #measureThreads(kernel: KernelName): Promise<void> {
    const counts = this.#threadCounts();
    const searches = counts.map((threads) => new EndlessSearch(this.#platform, kernel, threads));
    const rates = await this.#measureRates('threads', searches, ({ threads }) =>
      threads === 1 ? '1 thread' : `${threads} threads`,
    );
    const one = this.#kernels.find((entry) => entry.kernel === kernel)?.rate;
    this.#threads = [
      ...(one !== undefined && !counts.includes(1) ? [{ threads: 1, kernel, rate: one }] : []),
      ...counts.map((threads, at) => ({ threads, kernel, rate: rates[at]! })),
    ];
  }

  /** Those still to be measured: one thread of each kernel was before, and a quick benchmark does not do it again. */
  #threadCounts(): number[] {
    return this.#plan.threads.filter((count) => count > 1 || !this.#options.isQuick);
  }

  async #runSustained(kernel: KernelName, seconds: number): Promise<void> {
    const search = new EndlessSearch(this.#platform, kernel, this.#plan.threads.at(-1)!);
    const { signal } = this.#options;
    this.#progress!.begin('sustained', seconds);
    await this.#withSearches([search], async () => {
      await search.prepare(signal);
      this.#sustained = await runSustained(search, {
        seconds,
        sensors: this.#sensors,
        signal,
        isPaused: () => this.#isPaused,
        onReading: ({ hashRate, celsius }) =>
          this.#progress!.advance(1, { step: 'sustained', hashRate, celsius }),
      });
    });
    signal?.throwIfAborted();
  }

  get #contestantSeconds(): number {
    return this.#plan.contestantSeconds + PREPARING_SECONDS;
  }

  /** Measures searches in turns, closes them, and says what disturbed those that are noisy. */
  async #measureRates(
    stage: string,
    searches: readonly EndlessSearch[],
    nameOf: (search: EndlessSearch) => string,
  ): Promise<RateMeasurement[]> {
    this.#progress!.begin(stage, searches.length * this.#contestantSeconds);
    // What came before is not to blame.
    this.#watch.causes();
    return this.#withSearches(searches, async () => {
      const rates = await measureRates(searches, this.#plan.rates, this.#options.signal, {
        onSlice: (search, hashRate, seconds) =>
          this.#progress!.advance(seconds, { step: nameOf(search), hashRate }),
      });
      const causes = this.#watch.causes(await this.#sensors.read());
      return rates.map((rate) =>
        rate.noise.length === 0 ? rate : { ...rate, noise: [...rate.noise, ...causes] },
      );
    });
  }

  #tell(): void {
    this.#options.onEvent?.({ type: 'partial', card: this.#card() });
  }

  #card(): DeviceCard {
    const { isQuick = false, sustainSeconds, maxCelsius } = this.#options;
    return {
      type: CARD_TYPE,
      version: CARD_VERSION,
      date: this.#clock.date.toISOString(),
      isComplete: this.#isComplete,
      notes: this.#notes,
      software: {
        version: packageVersion(),
        artifacts: this.#artifacts,
        node: process.versions.node,
        v8: process.versions.v8,
        flags: runtimeFlags(this.#kernels.some(({ kernel }) => kernel === 'wide')),
      },
      device: this.#device,
      settings: { isQuick, ...(sustainSeconds && { sustainSeconds }), ...(maxCelsius && { maxCelsius }) },
      goldenResults: this.#goldenResults,
      kernels: this.#kernels,
      threads: this.#threads,
      ...(this.#sustained && { sustained: this.#sustained }),
    };
  }
}

/** For headers whose version is fixed, as most are. */
function fastest(kernels: readonly KernelMeasurement[]): KernelName {
  const plain = kernels.filter(({ kernel, rate }) => rate !== undefined && kernel !== 'rolling');
  const candidates = plain.length > 0 ? plain : kernels.filter(({ rate }) => rate !== undefined);
  return candidates.reduce((a, b) => (b.rate!.hashRate > a.rate!.hashRate ? b : a)).kernel;
}

function isLossOfThreads(error: unknown): error is MineWasmError {
  return error instanceof MineWasmError && error.code === 'ERR_WORKER';
}
