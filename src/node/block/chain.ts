import { alternatives, InputError } from '../../errors.js';

/** A chain of Bitcoin's, by the name that getblockchaininfo gives it. */
export type Chain = 'main' | 'test' | 'testnet4' | 'signet' | 'regtest';

const CHAINS: readonly Chain[] = ['main', 'test', 'testnet4', 'signet', 'regtest'];

/** Other names in use: those of bcoin, btcd and wallets. */
const ALIASES: ReadonlyMap<string, Chain> = new Map([
  ['mainnet', 'main'],
  ['testnet', 'test'],
  ['testnet3', 'test'],
]);

/** Core's name of a chain that may have been called by another; an unknown one stays as it is. */
export function chainName(name: string): string {
  return ALIASES.get(name) ?? name;
}

/**
 * @param name as getblockchaininfo gives it, or `mainnet`, `testnet`, `testnet3`
 * @throws InputError (`ERR_INVALID_OPTION`)
 */
export function parseChain(name: string): Chain {
  const chain = CHAINS.find((known) => known === chainName(name));
  if (chain === undefined) throw new InputError('ERR_INVALID_OPTION', 'chain', alternatives(CHAINS), name);
  return chain;
}

/**
 * Whether the bits that a block needs can depend on its time: testnets let a block through at the least difficulty when
 * none was found for 20 minutes (fPowAllowMinDifficultyBlocks, which regtest has as well). There, ask the node for a
 * new template instead of changing a template's time.
 */
export function timeCanChangeBits(chain: Chain): boolean {
  return chain === 'test' || chain === 'testnet4' || chain === 'regtest';
}
