import { bytesToHex } from '../../bitcoin/bytes.js';
import { MAX_U32 } from '../../bitcoin/check.js';
import { parseBits } from '../../bitcoin/compact.js';
import { ALL_NONCES, type NonceRange } from '../../bitcoin/header-template.js';
import { Target } from '../../bitcoin/target.js';
import { InputError } from '../../errors.js';
import { bytes, Fields, fault, hash, integer, list, object, text } from './template-fields.js';
import { ruleName } from './template-rules.js';
import { type TimeRange, templateTimes } from './template-times.js';
import { type TemplateTransaction, transactionReader } from './template-transaction.js';
import { witnessCommitmentScript } from './witness-commitment.js';

const NAME = 'template';

/** From 500,000,000 on a lock time is a time, not a height (the coinbase's is height − 1). Bitcoin gets there after year 9000. */
const MAX_HEIGHT = 500_000_000;

/** All coins there will ever be, in satoshi. */
const MAX_MONEY = 21_000_000 * 100_000_000;

/** A soft fork whose signalling is under way, and its bit of the version. */
export interface Deployment {
  readonly name: string;
  /** 0 … 31. */
  readonly bit: number;
}

/**
 * What a node wants mined: its answer to getblocktemplate (BIP 22, 23, 9, 145), checked and immutable.
 *
 * Nothing is taken on trust that can be worked out: the ids of transactions, the target, the witness commitment. Whether
 * transactions are valid and `coinbaseValue` is right, only the node knows.
 */
export class BlockTemplate {
  /** Of the block to be mined: 1 … 500,000,000. */
  readonly height: number;
  /** A signed 32-bit number. */
  readonly version: number;
  /** 64 lower-case hex digits, display order. */
  readonly previousBlockHash: string;
  /** Compact target, unsigned 32-bit. */
  readonly bits: number;
  /** What the bits stand for. */
  readonly target: Target;
  /** What the block's time should be: the node's clock when it answered, but never less than it allows. Unix seconds. */
  readonly time: number;
  /** The times that the block may have, {@link time} among them. */
  readonly timeRange: TimeRange;
  /** The nonces that the block may have. */
  readonly nonceRange: NonceRange;
  /** All that the coinbase may pay, fees included, in satoshi. */
  readonly coinbaseValue: bigint;
  /** What the coinbase's script should contain: lower-case hex each. Core gives none, older nodes one, `flags`. */
  readonly coinbaseAux: readonly string[];
  /** All but the coinbase, in the block's order. */
  readonly transactions: readonly TemplateTransaction[];
  /** The script of the coinbase's last output, hex; undefined before segwit, and where no transaction needs it. */
  readonly witnessCommitment: string | undefined;
  /** Names of the soft forks in force, without "!". */
  readonly rules: readonly string[];
  /** Soft forks that miners may signal for: `vbavailable`. */
  readonly deployments: readonly Deployment[];
  /** Bits that the version has to have: `vbrequired`, unsigned 32-bit. */
  readonly requiredVersionBits: number;
  /** What may be changed, in the words of BIP 23. */
  readonly mutable: readonly string[];
  /** What to ask the node with, to hear of the next template; undefined if it offers no long poll. */
  readonly longPollId: string | undefined;
  /** Has to be given back with the block, if there is one. */
  readonly workId: string | undefined;
  /** Most bytes that the block may have. */
  readonly sizeLimit: number | undefined;
  /** Most weight that the block may have (BIP 141). */
  readonly weightLimit: number | undefined;
  /** The script that a block of this signet has to satisfy (BIP 325), hex; undefined elsewhere. */
  readonly signetChallenge: string | undefined;

  private constructor(answer: unknown, previous: BlockTemplate | undefined) {
    const fields = new Fields(answer, NAME);
    // The rules first: with one that is not understood, nothing else may be made of the template.
    this.rules = Object.freeze(fields.optional('rules', list(rule)) ?? []);
    this.deployments = deployments(fields);
    this.requiredVersionBits = fields.optional('vbrequired', integer(0, MAX_U32)) ?? 0;
    this.height = fields.required('height', integer(1, MAX_HEIGHT));
    this.version = fields.required('version', integer(-(2 ** 31), MAX_U32)) | 0;
    this.previousBlockHash = fields.required('previousblockhash', hash);
    ({ bits: this.bits, target: this.target } = goal(fields));
    this.mutable = Object.freeze(fields.optional('mutable', list(text)) ?? []);
    ({ time: this.time, timeRange: this.timeRange } = templateTimes(fields, this.mutable));
    this.nonceRange = fields.optional('noncerange', nonceRange) ?? ALL_NONCES;
    this.coinbaseValue = coinbaseValue(fields);
    const aux = fields.optional('coinbaseaux', object)?.all(bytes) ?? [];
    this.coinbaseAux = Object.freeze(aux.map(([, value]) => bytesToHex(value)).filter(Boolean));
    const known = new Map(previous?.transactions.map((transaction) => [transaction.data, transaction]));
    this.transactions = unique(fields.required('transactions', list(transactionReader(known))));
    this.witnessCommitment = witnessCommitment(fields, this.transactions, this.rules.includes('segwit'));
    this.longPollId = fields.optional('longpollid', text);
    this.workId = fields.optional('workid', text);
    this.sizeLimit = fields.optional('sizelimit', integer(0, Number.MAX_SAFE_INTEGER));
    this.weightLimit = fields.optional('weightlimit', integer(0, Number.MAX_SAFE_INTEGER));
    const challenge = fields.optional('signet_challenge', bytes);
    this.signetChallenge = challenge && bytesToHex(challenge);
    Object.freeze(this);
  }

  /**
   * Checks a template.
   * @param answer the `result` of a getblocktemplate call, as JSON.parse returns it; a BlockTemplate is returned as it is
   * @param previous an earlier template of the node. Transactions that were in it already are compared instead of hashed,
   *   which for a full block (3500 of them, 1.3 MB) takes 40 ms instead of 200
   * @throws InputError: `ERR_INVALID_TEMPLATE` naming a field that is missing, of the wrong type, or contradicts others;
   *   `ERR_UNSUPPORTED_TEMPLATE` for a rule with "!" that is not understood, and where the server makes the coinbase
   */
  static from(answer: unknown, previous?: BlockTemplate): BlockTemplate {
    return answer instanceof BlockTemplate ? answer : new BlockTemplate(answer, previous);
  }
}

function rule(value: unknown, field: string): string {
  return ruleName(text(value, field), field);
}

function deployments(fields: Fields): readonly Deployment[] {
  const available = fields.optional('vbavailable', object)?.all(integer(0, 31)) ?? [];
  return Object.freeze(
    available.map(([name, bit]) => Object.freeze({ name: ruleName(name, `${NAME}.vbavailable`), bit })),
  );
}

/** The bits, as they will be in the header: there can be others for the same target. And the target. */
function goal(fields: Fields): { bits: number; target: Target } {
  const hex = fields.required('bits', text);
  let target: Target;
  try {
    target = Target.fromBits(hex);
  } catch (cause) {
    throw fault(`${NAME}.bits`, (cause as InputError).expected, hex, { cause });
  }
  const claimed = fields.optional('target', hash);
  if (claimed !== undefined && claimed !== target.toHex()) {
    throw fault(`${NAME}.target`, `what its bits stand for (${target})`, claimed);
  }
  return { bits: parseBits(hex), target };
}

function nonceRange(value: unknown, field: string): NonceRange {
  const hex = bytesToHex(bytes(value, field));
  const [start, end] = [hex.slice(0, 8), hex.slice(8)].map((half) => Number.parseInt(half, 16));
  if (hex.length !== 16 || start! > end!) {
    throw fault(field, 'two 32-bit numbers in hex, the lower one first', value);
  }
  return Object.freeze({ start: start!, end: end! });
}

function coinbaseValue(fields: Fields): bigint {
  if (!fields.has('coinbasevalue') && fields.has('coinbasetxn')) {
    const expected = 'given (the server insists on a coinbase of its own, `coinbasetxn`)';
    throw new InputError('ERR_UNSUPPORTED_TEMPLATE', `${NAME}.coinbasevalue`, expected, undefined);
  }
  return BigInt(fields.required('coinbasevalue', integer(0, MAX_MONEY)));
}

/** Each only once: the last ones repeated would give the same merkle root, and an invalid block (CVE-2012-2459). */
function unique(transactions: readonly TemplateTransaction[]): readonly TemplateTransaction[] {
  const seen = new Set<string>();
  for (const [i, { txid }] of transactions.entries()) {
    const expected = 'a transaction that is not in the template already';
    if (seen.has(txid)) throw fault(`${NAME}.transactions[${i}]`, expected, txid);
    seen.add(txid);
  }
  return transactions;
}

/** The commitment that is given, if it is right; without one, the one that is needed. */
function witnessCommitment(
  fields: Fields,
  transactions: readonly TemplateTransaction[],
  isSegwit: boolean,
): string | undefined {
  const index = transactions.findIndex(({ hasWitness }) => hasWitness);
  const witnessed = transactions[index];
  if (!isSegwit) {
    // bcoin gives a commitment before segwit is in force, too: it has no place in those blocks.
    if (witnessed === undefined) return undefined;
    const expected = 'without witnesses, as segwit is not among the rules';
    throw fault(`${NAME}.transactions[${index}].data`, expected, witnessed.data);
  }
  const needed = bytesToHex(witnessCommitmentScript(transactions.map(({ wtxid }) => wtxid)));
  const given = fields.optional('default_witness_commitment', bytes);
  if (given === undefined) return witnessed && needed;
  const hex = bytesToHex(given);
  // BIP 141 allows for more data after the 38 bytes.
  if (!hex.startsWith(needed)) {
    throw fault(`${NAME}.default_witness_commitment`, `the transactions' commitment (${needed})`, hex);
  }
  return hex;
}
