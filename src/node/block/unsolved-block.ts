import { bytesToHex } from '../../bitcoin/bytes.js';
import { compactSize } from '../../bitcoin/compact-size.js';
import { Header, type HeaderInput } from '../../bitcoin/header.js';
import { HeaderTemplate } from '../../bitcoin/header-template.js';
import { rootFromBranch } from '../../bitcoin/merkle.js';
import { InputError } from '../../errors.js';
import type { BlockTemplate } from './block-template.js';
import type { Coinbase } from './coinbase.js';

/** A block that only lacks a nonce. Immutable. */
export class UnsolvedBlock {
  /** What to search: its nonces, and the versions that may be rolled. */
  readonly header: HeaderTemplate;
  readonly extranonce: bigint;
  /** The coinbase's txid: 64 hex digits, display order. */
  readonly coinbaseTxid: string;
  readonly #template: BlockTemplate;
  readonly #coinbase: Coinbase;

  /** @internal BlockWork.block makes them. */
  constructor(parts: {
    readonly template: BlockTemplate;
    readonly coinbase: Coinbase;
    /** From the coinbase to the merkle root. */
    readonly branch: readonly string[];
    readonly extranonce: bigint;
    readonly time: number;
    readonly versionMask: number;
  }) {
    const { template, coinbase, extranonce } = parts;
    this.extranonce = extranonce;
    this.coinbaseTxid = coinbase.txid(extranonce);
    this.header = HeaderTemplate.from({
      version: template.version,
      previousBlockHash: template.previousBlockHash,
      merkleRoot: rootFromBranch(this.coinbaseTxid, parts.branch, 0),
      time: parts.time,
      bits: template.bits,
      nonceRange: template.nonceRange,
      versionMask: parts.versionMask,
    });
    this.#template = template;
    this.#coinbase = coinbase;
    Object.freeze(this);
  }

  /** The coinbase as it is in the block: serialised, with its witness if it has one, lower-case hex. */
  get coinbase(): string {
    return this.#coinbase.toHex(this.extranonce);
  }

  /**
   * The whole block, as submitblock takes it: header, number of transactions, coinbase, transactions; serialised,
   * lower-case hex.
   * @param header with the nonce that was found: 80 bytes, hex or a Header. Its proof of work is not looked at
   * @throws InputError (`ERR_INVALID_HEADER`) if it is none, or another block's
   */
  toHex(header: HeaderInput): string {
    const solved = Header.from(header);
    const { version, versionMask } = this.header;
    const expected = this.header.withNonce(
      solved.nonce,
      (version & ~versionMask) | (solved.version & versionMask),
    );
    if (!expected.equals(solved)) {
      const what = "this block's, but for the nonce and rolled version bits";
      throw new InputError('ERR_INVALID_HEADER', 'header', what, solved.toHex());
    }
    const { transactions } = this.#template;
    const count = bytesToHex(compactSize(transactions.length + 1));
    return [solved.toHex(), count, this.coinbase, ...transactions.map(({ data }) => data)].join('');
  }
}
