import { bytesToHex, hashToHex } from '../../bitcoin/bytes.js';
import { formatBits } from '../../bitcoin/compact.js';
import type { Target } from '../../bitcoin/target.js';
import { genesisOf } from '../../clockchain/chain/chain-state.js';
import { DeviceKey } from '../../clockchain/device/device-key.js';
import { type MinedTick, TickMiner } from '../../clockchain/device/tick-miner.js';
import { Pacer } from '../../clockchain/pacer.js';
import { MOST_ZEROS, targetOfPace, targetOfZeros } from '../../clockchain/tick/difficulty.js';
import { hashOf } from '../../clockchain/tick/tick.js';
import { encodeTick } from '../../clockchain/tick/tick-codec.js';
import { EngineMiner } from '../../engine/miner.js';
import { MOST_THREADS } from '../../engine/options.js';
import { formatDuration, formatRate } from '../../quantities.js';
import { commandPlatform } from '../command-platform.js';
import { EXIT } from '../exit-codes.js';
import { FlagError, parseInteger } from '../flags.js';
import type { Output, OutputFlags } from '../output.js';
import { Signals } from '../signals.js';
import { parseEvery } from './every-flag.js';
import { parseSession } from './session-flag.js';

/** From here on a tick takes seconds at least. */
const LONG_ZEROS = 6;

/** A rate is measured over the last of two seconds, by ticks of a tenth. */
const MEASURING_SECONDS = 2;
const MEASURING_EVERY = 0.1;

export interface TickFlags extends OutputFlags {
  readonly every?: string;
  readonly session?: string;
  readonly threads?: string;
}

/** What was asked for: leading hex zeros, or a pace with the rate that was measured for it. */
type Asked = { readonly zeros: number } | { readonly every: number; readonly rate: number };

/**
 * `mine-wasm clock tick <difficulty>`, or `--every <time>`: one tick of a device that is made for it.
 * @returns the exit code
 */
export async function tick(
  difficulty: string | undefined,
  flags: TickFlags,
  output: Output,
): Promise<number> {
  const every = flags.every === undefined ? undefined : parseEvery(flags.every);
  if (every !== undefined && difficulty !== undefined)
    throw new FlagError('--every', 'expected it or <difficulty>, got both');
  if (every === undefined && difficulty === undefined)
    throw new FlagError('<difficulty>', 'expected a value, got none');
  const zeros = difficulty === undefined ? 0 : parseInteger('<difficulty>', difficulty, 0, MOST_ZEROS);
  const session = parseSession(flags.session ?? 'tick');
  const threads =
    flags.threads === undefined ? undefined : parseInteger('--threads', flags.threads, 1, MOST_THREADS);
  const abort = new AbortController();
  const signals = new Signals(() => abort.abort());
  output.onClosed = () => abort.abort();
  if (zeros >= LONG_ZEROS) output.note(`${zerosTries(zeros)} tries are expected`);
  const miner = await EngineMiner.create(commandPlatform, { threads });
  let mined: MinedTick | undefined;
  let asked: Asked = { zeros };
  try {
    const device = new TickMiner(miner, DeviceKey.generate());
    const { signal } = abort;
    let target: Target | undefined = targetOfZeros(zeros);
    if (every !== undefined) {
      const rate = await measureRate(device, every, signal);
      target = rate === undefined ? undefined : targetOfPace(rate, every);
      asked = { every, rate: rate ?? 0 };
    }
    if (target !== undefined)
      mined = await device.mine(genesisOf(session), { target, citations: [], signal });
  } finally {
    await miner.close();
    signals.dispose();
  }
  if (output.isClosed) return EXIT.stdoutClosed;
  if (mined === undefined) return signals.exitCode ?? EXIT.notFound;
  await output.result(output.isJson ? JSON.stringify(toJson(session, asked, mined)) : describe(asked, mined));
  return EXIT.found;
}

/**
 * The rate of this machine, by ticks that are thrown away: a second of mining, in which kernels come to their speed, and then another.
 * @returns undefined when it was given up
 */
async function measureRate(
  device: TickMiner,
  every: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const pacer = new Pacer(Math.min(every, MEASURING_EVERY));
  let prev = genesisOf('measuring');
  for (let seconds = 0; seconds < MEASURING_SECONDS; ) {
    const { target } = pacer.order;
    const mined = await device.mine(prev, { target, citations: [], signal });
    if (mined === undefined) return undefined;
    pacer.add({ tries: mined.tries, seconds: mined.seconds, target });
    seconds += mined.seconds;
    prev = hashOf(mined.tick);
  }
  return pacer.rate;
}

function toJson(session: string, asked: Asked, { tick, tries, seconds }: MinedTick) {
  return {
    type: 'tick',
    session,
    ...('zeros' in asked ? { difficulty: asked.zeros } : asked),
    bits: formatBits(tick.header.bits),
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

function describe(asked: Asked, { tick, tries, seconds }: MinedTick): string {
  const expected =
    'zeros' in asked ? zerosTries(asked.zeros) : paceTries(asked.every, asked.rate, tick.header.target());
  return [
    `hash       ${hashToHex(hashOf(tick))}`,
    `nonce      ${tick.header.nonce}`,
    `header     ${tick.header.toHex()}`,
    `device     ${bytesToHex(tick.device)}`,
    `signature  ${bytesToHex(tick.signature)}`,
    `tries      ${tries.toLocaleString('en')} in ${formatDuration(seconds)}; ${expected} are expected`,
  ].join('\n');
}

function paceTries(every: number, rate: number, { expectedHashes }: Target): string {
  const tries = Math.round(expectedHashes).toLocaleString('en');
  return `${tries} in ${formatDuration(every)} at ${formatRate(rate)}`;
}

function zerosTries(zeros: number): string {
  return zeros <= 12 ? (16 ** zeros).toLocaleString('en') : `16^${zeros}`;
}
