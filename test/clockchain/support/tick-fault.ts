import { TickError, type TickFault } from '../../../src/clockchain/tick/tick-error.js';

/** The fault that `run` is refused with; undefined when it is not. Anything but a TickError goes on. */
export function faultOf(run: () => unknown): TickFault | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof TickError && error.code === 'ERR_INVALID_TICK') return error.fault;
    throw error;
  }
}
