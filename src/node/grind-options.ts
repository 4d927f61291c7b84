import type { MinerOptions } from '../engine/options.js';

export interface GrindOptions extends MinerOptions {
  /** Ends the search early. */
  readonly signal?: AbortSignal | undefined;
}
