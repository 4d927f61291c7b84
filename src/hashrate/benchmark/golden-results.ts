import { MAX_U32 } from '../../bitcoin/check.js';
import { Header } from '../../bitcoin/header.js';
import { BIP320_MASK, versionNumber } from '../../bitcoin/version-rolling.js';
import type { Miner } from '../../engine/api.js';
import type { KernelName } from '../../engine/kernel-names.js';
import type { SearchOptions } from '../../engine/options.js';
import { GROUP } from '../../engine/search-space.js';
import { MineWasmError } from '../../errors.js';
import type { GoldenResult } from '../card/device-card.js';
import { GOLDEN_BLOCKS, type GoldenBlock } from './golden-blocks.js';

/** Headers that are searched for one block: some 8 ms of a PC's thread, a fifth of a second of a slow board's. */
const WINDOW = 1 << 16;

/** What a search is asked for here. */
export type Searcher = Pick<Miner, 'solutions'>;

/**
 * Has a kernel find the nonces of real blocks, by the same search that everybody uses: exactly one solution in a window around
 * each, and the one that the chain has.
 * @throws MineWasmError `ERR_WRONG_RESULT` naming the block; what the search fails with; the signal's reason
 */
export async function findGoldenResults(
  miner: Searcher,
  kernel: KernelName,
  signal?: AbortSignal,
): Promise<GoldenResult[]> {
  const results: GoldenResult[] = [];
  for (const [index, block] of GOLDEN_BLOCKS.entries()) {
    results.push(await findGoldenResult(miner, kernel, block, index, signal));
  }
  return results;
}

async function findGoldenResult(
  miner: Searcher,
  kernel: KernelName,
  block: GoldenBlock,
  index: number,
  signal: AbortSignal | undefined,
): Promise<GoldenResult> {
  const { height } = block;
  const header = Header.from(block.header);
  const stream = miner.solutions({ ...windowAround(header, kernel, index), signal });
  const found: string[] = [];
  for await (const solution of stream) found.push(solution.header);
  const { status, hardwareErrors } = await stream.result;
  signal?.throwIfAborted();
  if (found.length !== 1 || found[0] !== header.toHex() || status !== 'exhausted' || hardwareErrors > 0) {
    throw new MineWasmError(
      'ERR_WRONG_RESULT',
      `Expected kernel ${kernel} to find nonce ${header.nonce} of block ${height} and no other, got ${describe(found, hardwareErrors)}`,
    );
  }
  return { kernel, height, nonce: header.nonce };
}

function describe(found: readonly string[], hardwareErrors: number): string {
  const nonces = found.map((hex) => Header.from(hex).nonce);
  const errors = hardwareErrors > 0 ? ` and ${hardwareErrors} wrong results` : '';
  return `${nonces.length > 0 ? `nonce ${nonces.join(', ')}` : 'none'}${errors}`;
}

/** A window that holds the block's nonce, each time at another place; for `rolling` also 16 versions, the block's among them. */
function windowAround(header: Header, kernel: KernelName, index: number): SearchOptions {
  const rolls = kernel === 'rolling';
  const nonces = rolls ? WINDOW / GROUP : WINDOW;
  // 0.2 … 0.8 of the window come before the nonce.
  const before = Math.floor(nonces * (0.2 + (0.6 * index) / (GOLDEN_BLOCKS.length - 1)));
  const start = Math.max(0, header.nonce - before);
  const range = { start, end: Math.min(MAX_U32, start + nonces - 1) };
  if (!rolls) return { header: header.toBytes(), nonceRange: range };
  const number = versionNumber(header.version, BIP320_MASK);
  const first = number - (number % GROUP);
  return {
    header: header.toBytes(),
    nonceRange: range,
    versionMask: BIP320_MASK,
    versionRange: { start: first, end: first + GROUP - 1 },
  };
}
