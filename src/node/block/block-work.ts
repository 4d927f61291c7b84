import { checkInteger } from '../../bitcoin/check.js';
import { compactSize } from '../../bitcoin/compact-size.js';
import { HEADER_SIZE } from '../../bitcoin/header-fields.js';
import { merkleBranch } from '../../bitcoin/merkle.js';
import { checkVersionMask } from '../../bitcoin/version-rolling.js';
import { InputError } from '../../errors.js';
import { BlockSequence, type BlockSequenceOptions } from './block-sequence.js';
import { BlockTemplate } from './block-template.js';
import { Coinbase } from './coinbase.js';
import { rollableVersionBits } from './rollable-version-bits.js';
import { UnsolvedBlock } from './unsolved-block.js';

/** What a block is made of. */
export interface BlockWorkOptions {
  /** A BlockTemplate, or a getblocktemplate answer that has not been checked yet. */
  readonly template: unknown;
  /** The output script that the coinbase pays to: bytes, or hex. `payoutScript` makes it from an address. */
  readonly payout: Uint8Array | string;
  /** Text of the miner's own for the coinbase: UTF-8, for which there is room of some 80 bytes. Default: none. */
  readonly tag?: string | undefined;
}

/** Which of a template's many blocks. */
export interface BlockOptions {
  /** 0 … 2^64 − 1; each makes another block. Default: 0n. */
  readonly extranonce?: bigint | undefined;
  /** Unix seconds, within the template's `timeRange`. Default: the template's time. */
  readonly time?: number | undefined;
  /** Version bits that a search may roll (BIP 320 gives 0x1fffe000); those that the template doesn't allow are left out. Default: 0, none. */
  readonly versionMask?: number | undefined;
}

/** The script of a signet whose blocks need no signature: OP_TRUE. */
const OP_TRUE = '51';

/**
 * The work that one template is, for one payout: every block that can be made of it. What they have in common is worked out
 * once; each extranonce then costs one hash of the coinbase, and one for each level of the merkle tree.
 */
export class BlockWork {
  readonly template: BlockTemplate;
  /** Bits of the version that may be rolled; unsigned 32-bit. */
  readonly rollableVersionBits: number;
  readonly #coinbase: Coinbase;
  readonly #branch: readonly string[];

  private constructor({ template, payout, tag }: BlockWorkOptions) {
    this.template = BlockTemplate.from(template);
    checkSignet(this.template);
    this.rollableVersionBits = rollableVersionBits(this.template);
    this.#coinbase = new Coinbase(this.template, payout, tag);
    checkLimits(this.template, this.#coinbase);
    const placeholder = '0'.repeat(64);
    const leaves = [placeholder, ...this.template.transactions.map(({ txid }) => txid)];
    this.#branch = merkleBranch(leaves, 0);
    Object.freeze(this);
  }

  /**
   * @throws InputError: as BlockTemplate.from for the template; `ERR_UNSUPPORTED_TEMPLATE` for a signet whose blocks have
   *   to be signed; `ERR_INVALID_PAYOUT`; `ERR_INVALID_OPTION` for a tag that is too long; `ERR_INVALID_TEMPLATE` if there
   *   is no room for the coinbase
   */
  static from(options: BlockWorkOptions): BlockWork {
    return new BlockWork(options);
  }

  /**
   * One of the blocks.
   * @throws InputError (`ERR_INVALID_OPTION`)
   */
  block({ extranonce = 0n, time = this.template.time, versionMask = 0 }: BlockOptions = {}): UnsolvedBlock {
    const { start, end } = this.template.timeRange;
    return new UnsolvedBlock({
      template: this.template,
      coinbase: this.#coinbase,
      branch: this.#branch,
      extranonce,
      time: checkInteger(time, start, end, 'time'),
      versionMask: (checkVersionMask(versionMask) & this.rollableVersionBits) >>> 0,
    });
  }

  /**
   * The blocks to search one after the other: by extranonce, then by time from the template's on, as far as it may be
   * changed. Where a time can change the bits (`timeCanChangeBits`), ask for a new template rather than come to the next.
   */
  sequence(options: Omit<BlockSequenceOptions, 'times'> = {}): BlockSequence {
    const { time, timeRange } = this.template;
    return new BlockSequence({ ...options, times: { start: time, end: timeRange.end } });
  }
}

/**
 * The block that a getblocktemplate answer, a payout, an extranonce and a time make. To make many of one template, use a
 * BlockWork.
 * @throws InputError: as BlockWork.from and {@link BlockWork.block}
 */
export function buildBlock(options: BlockWorkOptions & BlockOptions): UnsolvedBlock {
  return BlockWork.from(options).block(options);
}

function checkSignet({ signetChallenge }: BlockTemplate): void {
  if (signetChallenge === undefined || signetChallenge === OP_TRUE) return;
  const expected = `${OP_TRUE}, OP_TRUE (the blocks of this signet have to be signed)`;
  throw new InputError('ERR_UNSUPPORTED_TEMPLATE', 'template.signet_challenge', expected, signetChallenge);
}

/** Nodes leave room for a coinbase of usual size: Core some 1000 bytes. */
function checkLimits({ transactions, sizeLimit, weightLimit }: BlockTemplate, coinbase: Coinbase): void {
  const frame = HEADER_SIZE + compactSize(transactions.length + 1).length;
  const size = transactions.reduce((sum, { data }) => sum + data.length / 2, frame + coinbase.size);
  const weight = transactions.reduce((sum, tx) => sum + tx.weight, 4 * frame + coinbase.weight);
  for (const [field, limit, total] of [
    ['sizelimit', sizeLimit, size],
    ['weightlimit', weightLimit, weight],
  ] as const) {
    if (limit !== undefined && total > limit) {
      const expected = `at least ${total}, what the block comes to with its coinbase`;
      throw new InputError('ERR_INVALID_TEMPLATE', `template.${field}`, expected, limit);
    }
  }
}
