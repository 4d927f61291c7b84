import type { DeviceCard } from '../card/device-card.js';
import type { TemperatureEvent } from '../sensors/temperature-guard.js';

/** What a benchmark tells while it runs. */
export type BenchmarkEvent =
  /** A step begins, as `kernels` or `2 threads`. */
  | { readonly type: 'stage'; readonly name: string }
  /** Several times a second. */
  | {
      readonly type: 'progress';
      /** Of the whole benchmark's time, 0 … 1; never falls. */
      readonly done: number;
      /** What is measured just now, as `simd` or `2 threads`. */
      readonly step: string;
      /** Of the last moment, in H/s. */
      readonly hashRate: number;
      readonly celsius?: number | undefined;
    }
  /** What is measured so far. */
  | { readonly type: 'partial'; readonly card: DeviceCard }
  /** It rests to cool down, or goes on. */
  | TemperatureEvent;
