import { checkInteger, MAX_U32 } from '../../bitcoin/check.js';
import type { MinerOptions } from '../../engine/options.js';
import { InputError } from '../../errors.js';
import { coinbaseScript } from '../block/coinbase-script.js';
import type { RpcOptions } from '../rpc/rpc-options.js';
import type { SoloEvent } from './solo-events.js';

export interface SoloOptions extends RpcOptions, MinerOptions {
  /** An address of the node's chain, or an output script in hex: who gets the reward. */
  readonly payout: string;
  /** Text of the miner's own for the coinbase. */
  readonly tag?: string | undefined;
  /** Version bits to roll, as far as the template allows; BIP 320 gives 0x1fffe000. Default: none. */
  readonly versionMask?: number | undefined;
  /** Seconds after which a template is asked for anew, 1 … 3600, for its time and its transactions. Default: 30. */
  readonly refresh?: number | undefined;
  /** The folder that keeps found blocks until the node has answered. Default: in the user's state directory. */
  readonly journal?: string | undefined;
  /** Told of everything that happens. */
  readonly onEvent?: ((event: SoloEvent) => void) | undefined;
}

/** @throws InputError naming the option at fault; those of node and engine are checked there */
export function checkSoloOptions(options: SoloOptions) {
  if (typeof options !== 'object' || options === null) {
    throw new InputError('ERR_INVALID_OPTION', 'options', 'an object', options);
  }
  const { payout, tag = '', versionMask = 0, refresh = 30, journal, onEvent = () => {} } = options;
  if (typeof payout !== 'string' || payout === '') {
    throw new InputError('ERR_INVALID_PAYOUT', 'payout', 'an address, or an output script in hex', payout);
  }
  if (typeof tag !== 'string') throw new InputError('ERR_INVALID_OPTION', 'tag', 'a string', tag);
  // Whether there is room for it besides what the node wants to have in the coinbase, only a template tells.
  coinbaseScript(1, [], tag);
  if (typeof refresh !== 'number' || !(refresh >= 1 && refresh <= 3600)) {
    throw new InputError('ERR_INVALID_OPTION', 'refresh', 'a number of seconds from 1 to 3600', refresh);
  }
  if (journal !== undefined && (typeof journal !== 'string' || journal === '')) {
    throw new InputError('ERR_INVALID_OPTION', 'journal', "a folder's path", journal);
  }
  if (typeof onEvent !== 'function') {
    throw new InputError('ERR_INVALID_OPTION', 'onEvent', 'a function', onEvent);
  }
  checkInteger(versionMask, 0, MAX_U32, 'versionMask');
  return { payout, tag, versionMask, refresh, journal, onEvent };
}
