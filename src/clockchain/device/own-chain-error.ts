import { MineWasmError } from '../../errors.js';
import type { TickError, TickFault } from '../tick/tick-error.js';

/**
 * The chain on a device's disk does not hold in this session. Nothing may be mined behind it: a tick behind an older one of the device's own
 * would fork its chain.
 */
export class OwnChainError extends MineWasmError {
  override readonly name = 'OwnChainError';
  /** The chain's file. */
  readonly path: string;
  /** What is wrong with the first of its ticks that is refused. */
  readonly fault: TickFault;

  constructor(path: string, cause: TickError) {
    super('ERR_INVALID_TICK', `Expected the chain in ${path} to hold in this session: ${cause.message}`, {
      cause,
    });
    this.path = path;
    this.fault = cause.fault;
  }
}
