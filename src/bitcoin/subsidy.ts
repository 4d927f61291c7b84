/** New coins per block, in satoshi (10^-8 BTC) as bigints: exact, as Core's GetBlockSubsidy counts them. */
import { checkInteger } from './check.js';

/** Satoshi per bitcoin. */
export const COIN = 100_000_000n;

/** Blocks between halvings on mainnet, testnets and signet. */
export const HALVING_INTERVAL = 210_000;

/** Blocks between halvings on regtest. */
export const REGTEST_HALVING_INTERVAL = 150;

const FIRST_SUBSIDY = 50n * COIN;

/**
 * How many halvings have happened when the block at `height` is mined.
 * @param height 0 (genesis) or more
 * @param interval blocks between halvings, at least 1
 * @throws InputError (`ERR_INVALID_OPTION`), like the other functions of this file
 */
export function halvings(height: number, interval: number = HALVING_INTERVAL): number {
  checkInteger(height, 0, Number.MAX_SAFE_INTEGER, 'height');
  checkInteger(interval, 1, Number.MAX_SAFE_INTEGER, 'interval');
  // The remainder first: a quotient near 2^53 could round up to the next integer.
  return (height - (height % interval)) / interval;
}

/** What the coinbase of the block at `height` may create besides fees, in satoshi: 50 BTC halved, rounded down; 0 in the end. */
export function blockSubsidy(height: number, interval: number = HALVING_INTERVAL): bigint {
  return FIRST_SUBSIDY >> BigInt(halvings(height, interval));
}

/**
 * The sum of the subsidies of all blocks up to and including `height`, in satoshi. It counts the genesis block's, which
 * cannot be spent, and takes each miner to have claimed everything, which some did not.
 */
export function totalSubsidy(height: number, interval: number = HALVING_INTERVAL): bigint {
  const current = halvings(height, interval);
  let total = 0n;
  for (let era = 0; era < current; era++) {
    const subsidy = FIRST_SUBSIDY >> BigInt(era);
    if (subsidy === 0n) return total;
    total += subsidy * BigInt(interval);
  }
  return total + (FIRST_SUBSIDY >> BigInt(current)) * BigInt((height % interval) + 1);
}
