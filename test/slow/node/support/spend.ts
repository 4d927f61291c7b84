import { p2wpkh, Transaction } from '@scure/btc-signer';
import { pubECDSA } from '@scure/btc-signer/utils.js';
import type { Transaction as MinedTransaction } from 'bitcoinjs-lib';

const KEY = new Uint8Array(32).fill(1);
const PAYMENT = p2wpkh(pubECDSA(KEY));

/** Pays to a key that {@link spend} has: a script that needs a witness (BIP 141). */
export const SPENDABLE_SCRIPT = Buffer.from(PAYMENT.script).toString('hex');

/** Where coins are that were paid to {@link SPENDABLE_SCRIPT}. */
export interface Coins {
  readonly txid: string;
  readonly index: number;
  readonly value: bigint;
}

/** The coins of a coinbase's first output. */
export function coinsOf(transaction: MinedTransaction): Coins {
  return { txid: transaction.getId(), index: 0, value: transaction.outs[0]!.value };
}

/** A signed transaction that pays coins to the same script again, less a fee. */
export function spend({ txid, index, value }: Coins, fee: bigint): Coins & { readonly hex: string } {
  const transaction = new Transaction();
  const witnessUtxo = { script: PAYMENT.script, amount: value };
  transaction.addInput({ txid, index, witnessUtxo });
  transaction.addOutput({ script: PAYMENT.script, amount: value - fee });
  transaction.sign(KEY);
  transaction.finalize();
  return { hex: transaction.hex, txid: transaction.id, index: 0, value: value - fee };
}
