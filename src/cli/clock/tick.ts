import { bytesToHex, hashToHex } from '../../bitcoin/bytes.js';
import { genesisOf } from '../../clockchain/chain/chain-state.js';
import { DeviceKey } from '../../clockchain/device/device-key.js';
import { type MinedTick, TickMiner } from '../../clockchain/device/tick-miner.js';
import { MOST_ZEROS, targetOfZeros } from '../../clockchain/tick/difficulty.js';
import { hashOf } from '../../clockchain/tick/tick.js';
import { encodeTick } from '../../clockchain/tick/tick-codec.js';
import { EngineMiner } from '../../engine/miner.js';
import { MOST_THREADS } from '../../engine/options.js';
import { formatDuration } from '../../quantities.js';
import { commandPlatform } from '../command-platform.js';
import { EXIT } from '../exit-codes.js';
import { parseInteger } from '../flags.js';
import type { Output, OutputFlags } from '../output.js';
import { Signals } from '../signals.js';
import { parseSession } from './session-flag.js';

/** From here on a tick takes seconds at least. */
const LONG_ZEROS = 6;

export interface TickFlags extends OutputFlags {
  readonly session?: string;
  readonly threads?: string;
}

/** `mine-wasm clock tick <difficulty>`: one tick of a device that is made for it. @returns the exit code */
export async function tick(difficulty: string, flags: TickFlags, output: Output): Promise<number> {
  const zeros = parseInteger('<difficulty>', difficulty, 0, MOST_ZEROS);
  const session = parseSession(flags.session ?? 'tick');
  const threads =
    flags.threads === undefined ? undefined : parseInteger('--threads', flags.threads, 1, MOST_THREADS);
  const target = targetOfZeros(zeros);
  const abort = new AbortController();
  const signals = new Signals(() => abort.abort());
  output.onClosed = () => abort.abort();
  if (zeros >= LONG_ZEROS) output.note(`${expectedTries(zeros)} tries are expected`);
  const miner = await EngineMiner.create(commandPlatform, { threads });
  let mined: MinedTick | undefined;
  try {
    const request = { target, citations: [], signal: abort.signal };
    mined = await new TickMiner(miner, DeviceKey.generate()).mine(genesisOf(session), request);
  } finally {
    await miner.close();
    signals.dispose();
  }
  if (output.isClosed) return EXIT.stdoutClosed;
  if (mined === undefined) return signals.exitCode ?? EXIT.notFound;
  await output.result(output.isJson ? JSON.stringify(toJson(session, zeros, mined)) : describe(zeros, mined));
  return EXIT.found;
}

function toJson(session: string, difficulty: number, { tick, tries, seconds }: MinedTick) {
  return {
    type: 'tick',
    session,
    difficulty,
    hash: hashToHex(hashOf(tick)),
    header: tick.header.toHex(),
    nonce: tick.header.nonce,
    device: bytesToHex(tick.device),
    signature: bytesToHex(tick.signature),
    record: bytesToHex(encodeTick(tick)),
    tries,
    seconds,
  };
}

function describe(zeros: number, { tick, tries, seconds }: MinedTick): string {
  return [
    `hash       ${hashToHex(hashOf(tick))}`,
    `nonce      ${tick.header.nonce}`,
    `header     ${tick.header.toHex()}`,
    `device     ${bytesToHex(tick.device)}`,
    `signature  ${bytesToHex(tick.signature)}`,
    `tries      ${tries.toLocaleString('en')} in ${formatDuration(seconds)}; ${expectedTries(zeros)} are expected`,
  ].join('\n');
}

function expectedTries(zeros: number): string {
  return zeros <= 12 ? (16 ** zeros).toLocaleString('en') : `16^${zeros}`;
}
