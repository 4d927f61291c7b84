import { bytesToHex } from '../bitcoin/bytes.js';
import { type TransactionIds, transactionIds } from '../bitcoin/transaction.js';
import { bytes, type Check, Fields, fault, hash } from './template-fields.js';

/** A transaction of a block template, hashed and found to be what the template says that it is. */
export interface TemplateTransaction extends TransactionIds {
  /** Serialised, with its witnesses: lower-case hex. */
  readonly data: string;
}

/**
 * Reads an entry of a template's `transactions`. Its ids are worked out from the data; `txid` (BIP 145) and `hash`, the
 * wtxid, may be left out, as nodes without segwit leave out `txid`, but must not contradict it.
 */
export const transaction: Check<TemplateTransaction> = (value, name) => {
  const fields = new Fields(value, name);
  const data = fields.required('data', bytes);
  const ids = transactionIds(data, `${name}.data`, 'ERR_INVALID_TEMPLATE');
  for (const [field, id] of [
    ['txid', ids.txid],
    ['hash', ids.wtxid],
  ] as const) {
    const claimed = fields.optional(field, hash);
    if (claimed !== undefined && claimed !== id) {
      throw fault(`${name}.${field}`, `the hash of its data (${id})`, claimed);
    }
  }
  return Object.freeze({ data: bytesToHex(data), ...ids });
};
