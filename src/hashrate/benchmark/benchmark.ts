import { createHash } from 'node:crypto';
import type { KernelName, KernelStatus } from '../../engine/kernel-names.js';
import { nodePlatform } from '../../engine/node-platform.js';
import type { Platform } from '../../engine/platform.js';
import { MineWasmError } from '../../errors.js';
import { formatCount } from '../../quantities.js';
import type { DeviceCard, KernelMeasurement, RateMeasurement } from '../card/device-card.js';
import { readDevice } from '../device/device.js';
import { openSensors } from '../sensors/open-sensors.js';
import type { Sensors } from '../sensors/sensors.js';
import {
  type Pausable,
  TemperatureGuard,
  type TemperatureGuardOptions,
} from '../sensors/temperature-guard.js';
import type { BenchmarkEvent } from './benchmark-events.js';
import { type BenchmarkOptions, checkBenchmarkOptions } from './benchmark-options.js';
import { type BenchmarkPlan, planBenchmark } from './benchmark-plan.js';
import { BenchmarkProgress } from './benchmark-progress.js';
import { CardDraft } from './card-draft.js';
import { ClockCheck } from './clock-check.js';
import { EndlessSearch } from './endless-search.js';
import { kernelMeasurements, kernelSearches, kernelStatuses } from './kernel-rates.js';
import { type Disturbance, MachineWatch } from './machine-watch.js';
import { RateContest } from './rate-contest.js';
import { SustainedRecorder } from './sustained-run.js';

/** Planned for what has no plan: preparing, with the golden results. */
const PREPARING_SECONDS = 0.5;
/** What a long run has is told as often as this at most, */
const PARTIAL_SECONDS = 10;
/** and not before it has grown by this share: a week's readings are 50 MB. */
const PARTIAL_GROWTH = 0.01;

/** What a test puts in place of the device and of time. */
export interface BenchmarkParts {
  readonly platform?: Platform;
  /** Opens the sensors anew each time. */
  readonly sensors?: () => Sensors;
  readonly guard?: Pick<TemperatureGuardOptions, 'now' | 'every'>;
}

/**
 * Measures this device: has it prove with real blocks that it computes what it should, then measures each kernel, numbers of
 * threads, and a long run if one is asked for.
 * @returns the card; after the signal, or when threads died, an incomplete one with what was measured by then
 * @throws InputError naming the option at fault; MineWasmError `ERR_WRONG_RESULT` when a hash was wrong, `ERR_NO_KERNEL`,
 *   `ERR_NO_SENSOR` for `maxCelsius` on a device that tells no temperature; what `onEvent` throws
 */
export async function benchmarkDevice(
  options: BenchmarkOptions = {},
  parts: BenchmarkParts = {},
): Promise<DeviceCard> {
  checkBenchmarkOptions(options);
  const { isQuick = false, sustainSeconds, maxCelsius, cooling, watts } = options;
  const clock = new ClockCheck();
  const device = { ...(await readDevice()), ...(cooling && { cooling }), ...(watts && { watts }) };
  const settings = { isQuick, ...(sustainSeconds && { sustainSeconds }), ...(maxCelsius && { maxCelsius }) };
  return new Benchmark(options, parts, new CardDraft(clock.date, device, settings), clock).run();
}

/** A benchmark under way. */
class Benchmark implements Pausable {
  readonly #options: BenchmarkOptions;
  readonly #platform: Platform;
  readonly #openSensors: () => Sensors;
  readonly #guardParts: BenchmarkParts['guard'];
  readonly #sensors: Sensors;
  readonly #plan: BenchmarkPlan;
  readonly #draft: CardDraft;
  readonly #clock: ClockCheck;
  readonly #watch = new MachineWatch();
  /** Whoever listens has failed: that ends the benchmark, wherever it is. */
  readonly #listenerFailed = new AbortController();
  readonly #signal: AbortSignal;
  #progress: BenchmarkProgress | undefined;
  /** Those that may be at work. */
  #searches: readonly EndlessSearch[] = [];
  #isPaused = false;

  constructor(options: BenchmarkOptions, parts: BenchmarkParts, draft: CardDraft, clock: ClockCheck) {
    const { platform = nodePlatform, sensors = openSensors, guard } = parts;
    const { isQuick = false, threads = platform.availableThreads(), signal } = options;
    this.#options = options;
    this.#platform = platform;
    this.#openSensors = sensors;
    this.#sensors = sensors();
    this.#guardParts = guard;
    this.#plan = planBenchmark(isQuick, threads);
    this.#draft = draft;
    this.#clock = clock;
    const own = this.#listenerFailed.signal;
    this.#signal = signal === undefined ? own : AbortSignal.any([signal, own]);
  }

  async run(): Promise<DeviceCard> {
    let guard: TemperatureGuard | undefined;
    try {
      guard = await this.#guard();
      await this.#measure();
      this.#draft.isComplete = true;
    } catch (error) {
      this.#explain(error);
    } finally {
      guard?.close();
    }
    const jump = this.#clock.jump();
    if (jump !== undefined) this.#draft.note(jump);
    // Now: some are found only when a sensor is read.
    this.#draft.note(...(this.#sensors.notes ?? []));
    return this.#draft.toCard();
  }

  async pause(): Promise<void> {
    this.#isPaused = true;
    await Promise.all(this.#searches.map((search) => search.pause()));
  }

  resume(): void {
    this.#isPaused = false;
    for (const search of this.#searches) search.resume();
  }

  /** Notes what has ended it early. @throws what makes a card worthless, and what is not the device's fault */
  #explain(error: unknown): void {
    const own = this.#listenerFailed.signal;
    if (own.aborted) throw own.reason;
    const isKnown = error instanceof MineWasmError;
    // Before the signal: a device that was caught is not let off by Ctrl-C.
    if (isKnown && error.code === 'ERR_WRONG_RESULT') throw error;
    if (this.#signal.aborted) this.#draft.note('It was interrupted');
    else if (isKnown && error.code === 'ERR_WORKER') this.#draft.note(`It ended early: ${error.message}`);
    else throw error;
  }

  async #guard(): Promise<TemperatureGuard | undefined> {
    const { maxCelsius } = this.#options;
    if (maxCelsius === undefined) return undefined;
    const onEvent = (event: BenchmarkEvent) => this.#emit(event);
    const guard = await TemperatureGuard.open({
      ...this.#guardParts,
      sensors: this.#sensors,
      maxCelsius,
      onEvent,
    });
    guard.watch(this);
    return guard;
  }

  async #measure(): Promise<void> {
    const { sustainSeconds = 0 } = this.#options;
    const statuses = await kernelStatuses(this.#platform);
    await this.#readArtifacts(statuses);
    const searches = kernelSearches(this.#platform, statuses);
    const contestants = searches.length + this.#threadCounts().length;
    const total = contestants * this.#contestantSeconds + sustainSeconds;
    this.#progress = new BenchmarkProgress(total, (event) => this.#emit(event));
    await this.#contest(
      'kernels',
      searches,
      ({ kernel }) => kernel,
      (rates) => {
        this.#draft.kernels = kernelMeasurements(statuses, searches, rates);
        this.#draft.goldenResults = searches.flatMap(({ goldenResults }) => goldenResults);
      },
    );
    const kernel = fastest(this.#draft.kernels);
    await this.#measureThreads(kernel);
    if (sustainSeconds > 0) await this.#runSustained(kernel, sustainSeconds);
  }

  /** What exactly is measured: each kernel's checksum. One that can't be read is told by its status. */
  async #readArtifacts(statuses: readonly KernelStatus[]): Promise<void> {
    for (const { name } of statuses) {
      const bytes = await this.#platform.readKernel(name).catch(() => undefined);
      if (bytes === undefined) continue;
      this.#draft.artifacts[name] = createHash('sha256').update(bytes).digest('hex');
    }
  }

  async #measureThreads(kernel: KernelName): Promise<void> {
    const counts = this.#threadCounts();
    const searches = counts.map((threads) => new EndlessSearch(this.#platform, kernel, threads));
    const one = counts.includes(1) ? undefined : rateOf(this.#draft.kernels, kernel);
    const known = one === undefined ? [] : [{ threads: 1, kernel, rate: one }];
    const nameOf = ({ threads }: EndlessSearch) => formatCount(threads, 'thread');
    await this.#contest('threads', searches, nameOf, (rates) => {
      const measured = counts.flatMap((threads, at) => {
        const rate = rates[at];
        return rate === undefined ? [] : [{ threads, kernel, rate }];
      });
      this.#draft.threads = [...known, ...measured];
    });
  }

  /** Those still to be measured: one thread of each kernel was before, and a quick benchmark does not do it again. */
  #threadCounts(): number[] {
    return this.#plan.threads.filter((count) => count > 1 || !this.#options.isQuick);
  }

  async #runSustained(kernel: KernelName, seconds: number): Promise<void> {
    const search = new EndlessSearch(this.#platform, kernel, this.#plan.threads.at(-1)!);
    this.#progress!.begin('sustained', seconds);
    let toldAt = 0;
    const recorder = new SustainedRecorder(search, {
      seconds,
      sensors: this.#openSensors(),
      signal: this.#signal,
      onReading: ({ seconds: at, hashRate, celsius }) => {
        this.#progress!.advance(1, { step: 'sustained', hashRate, celsius });
        if (at - toldAt < Math.max(PARTIAL_SECONDS, toldAt * PARTIAL_GROWTH)) return;
        toldAt = at;
        this.#draft.sustained = recorder.run;
        this.#tell();
      },
    });
    await this.#withSearches([search], async () => {
      try {
        await search.prepare(this.#signal);
        await recorder.start();
      } finally {
        const { run } = recorder;
        if (run.readings.length > 0) this.#draft.sustained = run;
      }
    });
    this.#signal.throwIfAborted();
  }

  get #contestantSeconds(): number {
    return this.#plan.contestantSeconds + PREPARING_SECONDS;
  }

  /** Measures searches in turns, says what disturbed them, and keeps what is measured, also when it ends early. */
  async #contest(
    stage: string,
    searches: readonly EndlessSearch[],
    nameOf: (search: EndlessSearch) => string,
    keep: (rates: readonly (RateMeasurement | undefined)[]) => void,
  ): Promise<void> {
    this.#progress!.begin(stage, searches.length * this.#contestantSeconds);
    // What came before is not to blame.
    this.#watch.disturbances();
    const contest = new RateContest(searches, this.#plan.rates, (search, hashRate, seconds) =>
      this.#progress!.advance(seconds, { step: nameOf(search), hashRate }),
    );
    await this.#withSearches(searches, async () => {
      try {
        await contest.run(this.#signal);
      } finally {
        const found = this.#watch.disturbances(await this.#sensors.read());
        keep(contest.measurements.map((rate) => rate && withDisturbances(rate, found)));
      }
    });
    this.#tell();
  }

  /** Runs with searches, which rest when the benchmark does, and closes them. */
  async #withSearches(searches: readonly EndlessSearch[], run: () => Promise<void>): Promise<void> {
    this.#searches = searches;
    if (this.#isPaused) await this.pause();
    try {
      await run();
    } finally {
      this.#searches = [];
      await Promise.all(searches.map((search) => search.close()));
    }
  }

  #tell(): void {
    this.#emit({ type: 'partial', card: this.#draft.toCard() });
  }

  /** Its callers are timers and promises that nobody awaits: what the listener throws ends the benchmark instead. */
  #emit(event: BenchmarkEvent): void {
    try {
      this.#options.onEvent?.(event);
    } catch (error) {
      this.#listenerFailed.abort(error);
    }
  }
}

/** A rate that looks calm is disturbed all the same when something has lowered it for sure. */
function withDisturbances(rate: RateMeasurement, found: readonly Disturbance[]): RateMeasurement {
  const isDisturbed = rate.noise.length > 0 || found.some(({ isCertain }) => isCertain);
  return isDisturbed ? { ...rate, noise: [...rate.noise, ...found.map(({ cause }) => cause)] } : rate;
}

/** For headers whose version is fixed, as most are. */
function fastest(kernels: readonly KernelMeasurement[]): KernelName {
  const measured = kernels.filter(({ rate }) => rate !== undefined);
  const plain = measured.filter(({ kernel }) => kernel !== 'rolling');
  const candidates = plain.length > 0 ? plain : measured;
  return candidates.reduce((a, b) => (b.rate!.hashRate > a.rate!.hashRate ? b : a)).kernel;
}

function rateOf(kernels: readonly KernelMeasurement[], name: KernelName): RateMeasurement | undefined {
  return kernels.find(({ kernel }) => kernel === name)?.rate;
}
