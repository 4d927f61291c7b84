import type { ThrottleFlag } from '../card/device-card.js';

/** What a device tells of its state. What it doesn't tell is left out. */
export interface SensorReading {
  /** °C of the processor, the hottest sensor. */
  readonly celsius?: number | undefined;
  /** Mean over the cores. */
  readonly megahertz?: number | undefined;
  /** What slows the device down just now. */
  readonly throttling?: readonly ThrottleFlag[] | undefined;
  /** What has slowed it down since it was started. */
  readonly occurred?: readonly ThrottleFlag[] | undefined;
}

/** Reads a device's sensors. */
export interface Sensors {
  /** Why something isn't told that such a device could tell; each a sentence. There can be more after a read. */
  readonly notes?: readonly string[] | undefined;
  /** Never rejects: a sensor that fails, or tells garbage, is left out. */
  read(): Promise<SensorReading>;
}
