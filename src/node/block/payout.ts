import { isBytes } from '@noble/hashes/utils.js';
import type { BTC_NETWORK } from '@scure/btc-signer/utils.js';
import { hexToBytes } from '../../bitcoin/bytes.js';
import { InputError } from '../../errors.js';
import { type Chain, parseChain } from './chain.js';

/** Prefixes of addresses, and the chains that use them: those of testnets differ from signet's in nothing. */
interface Prefixes {
  readonly chains: readonly Chain[];
  readonly network: BTC_NETWORK;
}

const PREFIXES: readonly Prefixes[] = [
  { chains: ['main'], network: { bech32: 'bc', pubKeyHash: 0x00, scriptHash: 0x05, wif: 0x80 } },
  {
    chains: ['test', 'testnet4', 'signet'],
    network: { bech32: 'tb', pubKeyHash: 0x6f, scriptHash: 0xc4, wif: 0xef },
  },
  { chains: ['regtest'], network: { bech32: 'bcrt', pubKeyHash: 0x6f, scriptHash: 0xc4, wif: 0xef } },
];

/** Longest script that can be spent (Core's MAX_SCRIPT_SIZE), in bytes. */
const MAX_SCRIPT_SIZE = 10_000;

/** Whole bytes of hex. */
const HEX = /^([0-9a-f]{2})*$/i;

const EXPECTED = 'a base58, bech32 or bech32m address, or an output script in hex';

/**
 * The output script (scriptPubKey) that pays to an address.
 *
 * The first call loads the library for addresses: some 35 ms on a PC.
 * @param payout a base58 (P2PKH, P2SH), bech32 (BIP 173) or bech32m (BIP 350) address, or a script in hex
 * @param chain the chain that the address has to be of, as getblockchaininfo names it; scripts are of any
 * @returns the script's bytes, serialised
 * @throws InputError: `ERR_INVALID_PAYOUT` if it is neither, or if what it pays to could never be spent: a witness
 *   version that is not in use, a taproot key that is none; `ERR_WRONG_CHAIN` for another chain's address;
 *   `ERR_INVALID_OPTION` for an unknown chain
 */
export async function payoutScript(payout: string, chain: string): Promise<Uint8Array> {
  const wanted = parseChain(chain);
  if (typeof payout !== 'string') throw new InputError('ERR_INVALID_PAYOUT', 'payout', EXPECTED, payout);
  const { Address, OutScript } = await import('@scure/btc-signer/payment.js');

  const others: Chain[] = [];
  let reason = '';
  for (const { chains, network } of PREFIXES) {
    const isWanted = chains.includes(wanted);
    try {
      const script = OutScript.encode(Address(network).decode(payout));
      if (isWanted) return script;
      others.push(...chains);
    } catch (cause) {
      // The most telling is what the chain says whose prefix it has.
      const hasPrefix = payout.toLowerCase().startsWith(`${network.bech32}1`);
      if (hasPrefix || (isWanted && reason === '')) reason = (cause as Error).message;
    }
  }
  if (others.length > 0) {
    const expected = `an address of ${wanted} (it is one of ${others.join(', ')})`;
    throw new InputError('ERR_WRONG_CHAIN', 'payout', expected, payout);
  }
  // Last, though a script is the simpler case: letters of an address can all be hex digits, its checksum tells.
  if (HEX.test(payout)) return checkScript(payout);
  throw new InputError('ERR_INVALID_PAYOUT', 'payout', `${EXPECTED} (${reason})`, payout);
}

/**
 * An output script given as bytes or hex: a copy of its 1 … 10,000 bytes.
 * @throws InputError (`ERR_INVALID_PAYOUT`)
 */
export function checkScript(script: Uint8Array | string): Uint8Array {
  if (!isBytes(script) && !(typeof script === 'string' && HEX.test(script))) {
    const expected = 'an output script, as bytes or hex (payoutScript makes one from an address)';
    throw new InputError('ERR_INVALID_PAYOUT', 'payout', expected, script);
  }
  const bytes = typeof script === 'string' ? hexToBytes(script) : Uint8Array.from(script);
  if (bytes.length < 1 || bytes.length > MAX_SCRIPT_SIZE) {
    const expected = `a script of 1 to ${MAX_SCRIPT_SIZE} bytes (it has ${bytes.length})`;
    throw new InputError('ERR_INVALID_PAYOUT', 'payout', expected, script);
  }
  return bytes;
}
