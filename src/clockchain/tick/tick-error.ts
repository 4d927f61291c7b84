import { MineWasmError } from '../../errors.js';
import type { Citation } from './tick.js';

/**
 * Why a tick is refused. A name never changes its meaning.
 *
 * - `length`: the record, or a part of the tick, is not as long as it should be.
 * - `citations-order`: the citations do not ascend strictly by device key.
 * - `cites-itself`: it cites its own device.
 * - `version`: its header's version is not 0x20000000 outside of the bits that BIP 320 leaves free.
 * - `bits`: its bits are no target, or an easier one than is agreed.
 * - `work`: its hash is above its target.
 * - `root`: its header's merkle root is not that of key, payload, round root and citations.
 * - `signature`: it is not signed by its device.
 * - `device`: its device does not belong to the session.
 * - `replayed`: it is known already.
 * - `stale`: it follows a tick of its chain that is not the last, or cites an older tick of a device than its chain did before.
 * - `link`: it follows no known tick of its chain: it is of another session or device, or ticks in between are missing.
 * - `unknown-citation`: it cites a tick that is not known here, or not yet; `missing` says which.
 * - `citation`: it cites another device's tick than it says.
 * - `round`: it is not of the round that it says to be.
 * - `round-root`: its round root is not that of the round before.
 */
export const TICK_FAULTS = [
  'length',
  'citations-order',
  'cites-itself',
  'version',
  'bits',
  'work',
  'root',
  'signature',
  'device',
  'replayed',
  'stale',
  'link',
  'unknown-citation',
  'citation',
  'round',
  'round-root',
] as const;

export type TickFault = (typeof TICK_FAULTS)[number];

/** A tick, or its record, that is refused. */
export class TickError extends MineWasmError {
  override readonly name = 'TickError';
  readonly fault: TickFault;
  /** The citations that are not known; only with `unknown-citation`. */
  readonly missing: readonly Citation[];

  /** @param message without its beginning: "Expected the tick …" */
  constructor(fault: TickFault, message: string, missing: readonly Citation[] = []) {
    super('ERR_INVALID_TICK', `Expected the tick ${message}`);
    this.fault = fault;
    this.missing = missing;
  }
}
