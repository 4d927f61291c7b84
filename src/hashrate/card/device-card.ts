import type { KernelName } from '../../engine/kernel-names.js';

/** The card's `type`: tells it from every other JSON file. */
export const CARD_TYPE = 'mine-wasm/device-card';
/** The format's version; one more for any change of its fields. */
export const CARD_VERSION = 1;

/**
 * What one benchmark of one device measured, as JSON: everything that is needed to compare it with other devices, and nothing
 * that tells whose device it is. What is not known is left out. docs/device-card.schema.json is its schema.
 */
export interface DeviceCard {
  readonly type: typeof CARD_TYPE;
  readonly version: typeof CARD_VERSION;
  /** When the benchmark began, in ISO 8601, UTC. */
  readonly date: string;
  /** Whether everything was measured that was asked for; not after an interruption or a fault. */
  readonly isComplete: boolean;
  /** What readers should know: why something is missing, what was odd. Each a sentence. */
  readonly notes: readonly string[];
  readonly software: SoftwareFacts;
  readonly device: DeviceFacts;
  readonly settings: BenchSettings;
  /** The proof that the device computes what it should: a wrong one ends the benchmark. */
  readonly goldenResults: readonly GoldenResult[];
  /** Each kernel on one thread. */
  readonly kernels: readonly KernelMeasurement[];
  /** The fastest kernel for plain headers, by the number of threads, ascending. */
  readonly threads: readonly ThreadsMeasurement[];
  /** The long run, if one was asked for. */
  readonly sustained?: SustainedRun | undefined;
}

export interface SoftwareFacts {
  /** mine-wasm's. */
  readonly version: string;
  /** SHA-256 of each kernel's WASM, in hex. */
  readonly artifacts: Readonly<Partial<Record<KernelName, string>>>;
  /** As `24.4.1`. */
  readonly node: string;
  readonly v8: string;
  /** V8's and Node's flags that were set, such as `--experimental-wasm-revectorize`. */
  readonly flags: readonly string[];
}

export interface DeviceFacts {
  /** As `Raspberry Pi 4 Model B Rev 1.4`; `unknown` where nothing tells. */
  readonly model: string;
  /** A Raspberry Pi's revision code in hex, as `c03114`. */
  readonly revision?: string | undefined;
  /** The system on a chip, as `BCM2711`. */
  readonly soc?: string | undefined;
  /** What emulates the processor, as `qemu`. The rates of an emulated device say nothing, and are left out of rankings. */
  readonly emulator?: string | undefined;
  /** What the machine is a guest of, as `kvm`; its cores may be shared. */
  readonly hypervisor?: string | undefined;
  readonly cpu: CpuFacts;
  readonly memory: { readonly bytes: number };
  readonly os: {
    /** As `Debian GNU/Linux 12 (bookworm)`. */
    readonly name: string;
    /** As `Linux 6.6.31+rpt-rpi-v8`. */
    readonly kernel: string;
    /** Of this process. A 32-bit one can run on a 64-bit kernel. */
    readonly bits: 32 | 64;
    readonly kernelBits?: 32 | 64 | undefined;
  };
  /** `battery` while it runs on one; left out where nothing tells. */
  readonly power?: 'mains' | 'battery' | undefined;
  /** The owner's words, as `heatsink, no fan`. */
  readonly cooling?: string | undefined;
  /** Of the whole device under full load, measured by the owner. */
  readonly watts?: number | undefined;
}

export interface CpuFacts {
  /** As `Cortex-A72` or `AMD EPYC 9R14`. */
  readonly model: string;
  /** Node's name of what it runs as: `arm64`, `arm`, `x64`, … */
  readonly architecture: string;
  /** Logical processors that the device has. */
  readonly cores: number;
  /** How many threads the process may keep busy, by CPU affinity and control group. */
  readonly usableThreads: number;
  /** CPUs that the control group grants, in fractions; left out without a limit. */
  readonly quota?: number | undefined;
  readonly maxMegahertz?: number | undefined;
  readonly minMegahertz?: number | undefined;
  /** Linux's frequency governor, as `ondemand`. */
  readonly governor?: string | undefined;
  /** Those of the first core. */
  readonly caches: readonly CacheFacts[];
}

export interface CacheFacts {
  readonly level: number;
  readonly kind: 'data' | 'instruction' | 'unified';
  readonly bytes: number;
}

export interface BenchSettings {
  readonly isQuick: boolean;
  /** How long the long run was to be. */
  readonly sustainSeconds?: number | undefined;
  /** °C beyond which it was to pause. */
  readonly maxCelsius?: number | undefined;
}

/** A real block whose nonce was found. */
export interface GoldenResult {
  readonly kernel: KernelName;
  readonly height: number;
  readonly nonce: number;
}

/** A rate in H/s, from many slices of time. */
export interface RateMeasurement {
  /** The median of the slices' rates. */
  readonly hashRate: number;
  /** An interval that holds the true median with chance `confidence`. */
  readonly low: number;
  readonly high: number;
  /** Above 0 and below 1: 0.95, or what so few slices are worth. */
  readonly confidence: number;
  /** Each slice's rate, in the order of time. */
  readonly slices: readonly number[];
  /** How long a slice was, in seconds. */
  readonly sliceSeconds: number;
  /** How long it took until the rate was steady. */
  readonly warmUpSeconds: number;
  /** Why the rate is not to be trusted, each a sentence; empty when it is. */
  readonly noise: readonly string[];
}

export interface KernelMeasurement {
  readonly kernel: KernelName;
  /** Why it can't be used here; then there is no rate. */
  readonly reason?: string | undefined;
  readonly rate?: RateMeasurement | undefined;
}

export interface ThreadsMeasurement {
  readonly threads: number;
  readonly kernel: KernelName;
  readonly rate: RateMeasurement;
}

/** What can slow a Raspberry Pi down, as its firmware tells it. */
export const THROTTLE_FLAGS = [
  'under-voltage',
  'frequency-capped',
  'throttled',
  'soft-temperature-limit',
] as const;
export type ThrottleFlag = (typeof THROTTLE_FLAGS)[number];

export interface SustainedRun {
  readonly kernel: KernelName;
  readonly threads: number;
  /** One a second. */
  readonly readings: readonly SustainedReading[];
  /** What the firmware says has happened in the run, even between two readings; left out where nothing tells. */
  readonly occurred?: readonly ThrottleFlag[] | undefined;
}

export interface SustainedReading {
  /** Since the run began. */
  readonly seconds: number;
  /** Since the reading before, in H/s. */
  readonly hashRate: number;
  /** °C of the processor. */
  readonly celsius?: number | undefined;
  /** Mean over the cores. */
  readonly megahertz?: number | undefined;
  /** What slows it down just now; empty when nothing does, left out where nothing tells. */
  readonly throttling?: readonly ThrottleFlag[] | undefined;
  /** It rested, at least in part, to cool down. */
  readonly isPaused?: boolean | undefined;
}
