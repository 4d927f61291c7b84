export type SubmitKind =
  /** The node took the block. Core: it is the tip; bcoin says so of a block on another branch, too. */
  | 'accepted'
  /** The node had the block before. */
  | 'duplicate'
  /** The block is valid as far as looked at, but another one is the tip. */
  | 'inconclusive'
  /** It builds on a block that the node does not build on. */
  | 'stale'
  /** It breaks a rule. */
  | 'rejected';

/** What became of a block that was submitted. */
export interface SubmitOutcome {
  readonly kind: SubmitKind;
  /** The node's own word for it; null when it accepted the block. */
  readonly reason: string | null;
  /** The same for people. */
  readonly words: string;
  /** Whether the node would say the same at any later time; if not, the block is worth another try. */
  readonly final: boolean;
}

/** Those that say something else than that a rule is broken. BIP 22's list, and Core's src/rpc/mining.cpp. */
const OTHER_KINDS: Readonly<Record<string, SubmitKind>> = {
  duplicate: 'duplicate',
  'duplicate-inconclusive': 'duplicate',
  inconclusive: 'inconclusive',
  'inconclusive-not-best-prevblk': 'stale',
  'prev-blk-not-found': 'stale',
  'bad-prevblk': 'stale',
  'stale-prevblk': 'stale',
  'stale-work': 'stale',
  'unknown-work': 'stale',
};

/** Reasons that time can change: the parent arrives, the node's clock goes on. */
const PASSING = new Set(['prev-blk-not-found', 'time-too-new']);

/**
 * Core's validation.cpp, consensus/tx_check.cpp, consensus/tx_verify.cpp and rpc/mining.cpp, old and new; the rest of BIP 22's list;
 * bcoin's own.
 */
const WORDS: Readonly<Record<string, string>> = {
  duplicate: 'the node has this block already',
  'duplicate-invalid': 'the node knows this block already, as invalid',
  'duplicate-inconclusive': 'the node knows this block already, but has not checked all of it',
  inconclusive: 'valid, but another block is the tip',
  'inconclusive-not-best-prevblk': 'it does not build on the tip',
  rejected: 'the node gave no reason',

  'prev-blk-not-found': 'the node does not know the block that it builds on',
  'bad-prevblk': 'it builds on a block that is invalid',
  'stale-prevblk': 'it does not build on the tip any more',
  'stale-work': 'the template is too old',
  'unknown-work': 'the node does not know the template',
  'unknown-user': 'the node does not know the user',
  'bad-fork-prior-to-checkpoint': 'it branches off before the last checkpoint',
  'too-little-chainwork': 'its branch has too little work',

  'high-hash': 'its hash is above the target',
  'bad-diffbits': 'its bits are not those that this height and time require',
  'time-too-old': 'its time is not after the median of the last 11 blocks',
  'time-too-new': 'its time is more than two hours ahead of the node',
  'time-invalid': 'its time is not one that the node takes',
  'time-timewarp-attack': 'its time is too far before the last block of the difficulty period before',
  'time-negative-interval': 'it ends its difficulty period at a time before that began',
  'bad-version': 'its version is one that is not accepted any more',
  'bad-signet-blksig': 'it is not signed as this signet requires',

  'bad-txnmrklroot': 'its merkle root is not that of its transactions',
  'bad-txns-duplicate': 'it holds a transaction twice',
  'bad-blk-length': 'it is too large, or empty',
  'bad-blk-weight': 'it weighs too much',
  'bad-blk-sigops': 'it has too many signature operations',
  'bad-cb-missing': 'its first transaction is not a coinbase',
  'bad-cb-multiple': 'it has more than one coinbase',
  'bad-cb-height': 'its coinbase does not begin with the height',
  'bad-cb-length': 'the script of its coinbase does not have 2 to 100 bytes',
  'bad-cb-amount': 'its coinbase pays more than subsidy and fees',
  'bad-cb-flag': 'its coinbase announces a feature that it may not',
  'bad-cb-prefix': 'its coinbase does not begin as the template requires',
  'bad-witness-nonce-size': "its coinbase's witness is not one item of 32 bytes",
  'bad-witness-merkle-match': 'its witness commitment is not that of its transactions',
  'unexpected-witness': 'it has witnesses without a commitment to them, or before segwit is active',
  'bad-no-segwit': 'it has witnesses before segwit is active',

  'bad-txns': 'one of its transactions is invalid',
  'bad-txns-nonfinal': 'it holds a transaction whose lock time has not come',
  'bad-txns-BIP30': 'it holds a transaction whose txid is unspent in the chain',
  'bad-txns-vin-empty': 'it holds a transaction without inputs',
  'bad-txns-vout-empty': 'it holds a transaction without outputs',
  'bad-txns-oversize': 'it holds a transaction that is too large',
  'bad-txns-vout-negative': 'it holds an output below zero',
  'bad-txns-vout-toolarge': 'it holds an output of more than 21 million coins',
  'bad-txns-txouttotal-toolarge': 'it holds a transaction that pays out more than 21 million coins',
  'bad-txns-prevout-null': 'it holds a transaction with an input from nowhere',
  'bad-txns-inputs-duplicate': 'it holds a transaction that spends the same output twice',
  'bad-txns-inputs-missingorspent': 'it spends an output that does not exist or is spent',
  'bad-txns-inputs-spent': 'it spends an output that is spent',
  'bad-txns-inputvalues-outofrange': 'it spends more coins than there can be',
  'bad-txns-in-belowout': 'it holds a transaction that pays out more than it takes in',
  'bad-txns-fee-negative': 'it holds a transaction with a fee below zero',
  'bad-txns-fee-outofrange': 'it holds a transaction with a fee that can not be',
  'bad-txns-accumulated-fee-outofrange': 'its fees add up to more than can be',
  'bad-txns-premature-spend-of-coinbase': 'it spends a coinbase less than 100 blocks old',
  'bad-txns-too-many-sigops': 'it holds a transaction with too many signature operations',
  'blk-bad-inputs': 'one of its signatures or scripts fails',
  'mandatory-script-verify-flag-failed': 'one of its signatures or scripts fails',
  'block-script-verify-flag-failed': 'one of its signatures or scripts fails',
};

const BCOIN_PREFIX = 'rejected: ';

/**
 * Reads what submitblock returns: null, or a reason as text. Takes bcoin's `rejected: …` and reasons with something behind
 * them, such as `bad-version(0x00000001)`.
 * @throws TypeError for anything else
 */
export function submitOutcome(result: unknown): SubmitOutcome {
  if (result === null) return { kind: 'accepted', reason: null, words: 'accepted', final: true };
  if (typeof result !== 'string') throw new TypeError(`Expected null or a reason, got ${typeof result}`);
  const reason = result.startsWith(BCOIN_PREFIX) ? result.slice(BCOIN_PREFIX.length) : result;
  let word = /^[a-zA-Z0-9-]*/.exec(reason)![0];
  // Core means a parent that is invalid. bcoin means one that it does not have.
  if (word === 'bad-prevblk' && reason !== result) word = 'prev-blk-not-found';
  return {
    kind: lookUp(OTHER_KINDS, word) ?? 'rejected',
    reason,
    words: lookUp(WORDS, word) ?? 'the node rejects it',
    final: !PASSING.has(word),
  };
}

function lookUp<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
