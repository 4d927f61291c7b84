import { type TransactionIds, transactionIds } from '../../bitcoin/transaction.js';
import { bytes, type Check, Fields, fault, hash, text } from './template-fields.js';

/** A transaction of a block template, hashed and found to be what the template says that it is. */
export interface TemplateTransaction extends TransactionIds {
  /** Serialised, with its witnesses: lower-case hex. */
  readonly data: string;
}

/**
 * Reads an entry of a template's `transactions`. Its ids are worked out from the data; `txid` (BIP 145) and `hash`, the
 * wtxid, may be left out, as nodes without segwit leave out `txid`, but must not contradict it.
 * @param known transactions that were read earlier, by their data: they aren't hashed again
 */
export function transactionReader(
  known: ReadonlyMap<string, TemplateTransaction>,
): Check<TemplateTransaction> {
  return (value, name) => {
    const fields = new Fields(value, name);
    // Kept as it came: a string put together from bytes is a tree of pieces, which took as long as all the hashing.
    const data = fields.required('data', text).toLowerCase();
    const transaction = known.get(data) ?? read(data, `${name}.data`);
    for (const [field, id] of [
      ['txid', transaction.txid],
      ['hash', transaction.wtxid],
    ] as const) {
      const claimed = fields.optional(field, hash);
      if (claimed !== undefined && claimed !== id) {
        throw fault(`${name}.${field}`, `the hash of its data (${id})`, claimed);
      }
    }
    return transaction;
  };
}

function read(data: string, name: string): TemplateTransaction {
  return Object.freeze({ data, ...transactionIds(bytes(data, name), name, 'ERR_INVALID_TEMPLATE') });
}
