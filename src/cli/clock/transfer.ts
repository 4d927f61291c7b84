import { DeviceKey } from '../../clockchain/device/device-key.js';
import { signTransfer } from '../../clockchain/readings/transfer.js';
import { EXIT } from '../exit-codes.js';
import { FlagError, parseInteger } from '../flags.js';
import type { Output, OutputFlags } from '../output.js';
import { toFileFault } from './file-fault.js';
import { parseFolder } from './folder-flags.js';

export interface TransferFlags extends OutputFlags {
  readonly to?: string;
  readonly fee?: string;
  readonly dir?: string;
  readonly key?: string;
}

/** `mine-wasm clock transfer <amount>`: a signed promise to pay, as the line of a reading. @returns the exit code */
export async function transfer(text: string, flags: TransferFlags, output: Output): Promise<number> {
  const amount = parseInteger('<amount>', text, 1, Number.MAX_SAFE_INTEGER);
  const fee = parseInteger('--fee', flags.fee ?? '0', 0, Number.MAX_SAFE_INTEGER);
  const to = parseReceiver(flags.to);
  if (flags.key === '') throw new FlagError('--key', 'expected the path of a file, got ""');
  const { dir, key: file } = flags;
  const key = await DeviceKey.open(file ?? parseFolder(dir === undefined ? {} : { dir }).key).catch(
    (error) => {
      throw toFileFault(error);
    },
  );
  await output.result(signTransfer(key, { amount, fee, to }));
  output.note(`Signed by ${key.id}; no balance is checked, and nothing prevents that it is promised twice`);
  return EXIT.found;
}

function parseReceiver(text: string | undefined): string {
  if (text !== undefined && /^[\da-f]{64}$/.test(text)) return text;
  const got = text === undefined ? 'none' : JSON.stringify(text);
  throw new FlagError('--to', `expected a public key of 64 lower-case hex digits, got ${got}`);
}
