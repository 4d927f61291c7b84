import { Block, Transaction } from 'bitcoinjs-lib';

/** A getblocktemplate answer, as JSON. */
export type Answer = Record<string, unknown>;

export const display = (hash: Uint8Array): string => Buffer.from(hash).reverse().toString('hex');

/** A transaction about nothing. Another number makes another one. */
export function transaction(number: number, hasWitness = false): Transaction {
  const made = new Transaction();
  made.addInput(new Uint8Array(32).fill(0x11), number);
  if (hasWitness) made.setWitness(0, [Uint8Array.of(1, 2, 3)]);
  made.addOutput(Uint8Array.of(0x51), 1000n);
  return made;
}

/** How Bitcoin Core lists a transaction. */
export function entry(made: Transaction): Answer {
  return {
    data: made.toHex(),
    txid: made.getId(),
    hash: display(made.getHash(true)),
    depends: [],
    fee: 1000,
    sigops: 4,
    weight: made.weight(),
  };
}

/** The script that commits to the witnesses of these transactions and a coinbase with 32 zeros, by bitcoinjs-lib. */
export function commitment(transactions: readonly Transaction[]): string {
  const coinbase = new Transaction();
  coinbase.addInput(new Uint8Array(32), 0xffffffff);
  coinbase.setWitness(0, [new Uint8Array(32)]);
  const hash = Block.calculateMerkleRoot([coinbase, ...transactions], true);
  return `6a24aa21a9ed${Buffer.from(hash).toString('hex')}`;
}

/** What Bitcoin Core 27 answers on regtest, with these transactions. A field that is undefined is left out. */
export function coreAnswer(changes: Answer = {}, transactions: readonly Transaction[] = []): Answer {
  const answer = {
    capabilities: ['proposal'],
    version: 0x20000000,
    rules: ['csv', '!segwit', 'taproot'],
    vbavailable: {},
    vbrequired: 0,
    previousblockhash: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
    transactions: transactions.map(entry),
    coinbaseaux: {},
    coinbasevalue: 5_000_000_000,
    longpollid: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e22061',
    target: '7fffff0000000000000000000000000000000000000000000000000000000000',
    mintime: 1_296_688_603,
    mutable: ['time', 'transactions', 'prevblock'],
    noncerange: '00000000ffffffff',
    sigoplimit: 80_000,
    sizelimit: 4_000_000,
    weightlimit: 4_000_000,
    curtime: 1_700_000_000,
    bits: '207fffff',
    height: 101,
    default_witness_commitment: commitment(transactions),
    ...changes,
  };
  return JSON.parse(JSON.stringify(answer));
}

/** What a node answers that has never heard of segwit: Bitcoin Core 0.11. */
export function oldCoreAnswer(changes: Answer = {}, transactions: readonly Transaction[] = []): Answer {
  return coreAnswer({
    version: 3,
    rules: undefined,
    vbavailable: undefined,
    vbrequired: undefined,
    transactions: transactions.map((made) => ({
      data: made.toHex(),
      hash: made.getId(),
      depends: [],
      fee: 1000,
      sigops: 1,
    })),
    coinbaseaux: { flags: '062f503253482f' },
    sigoplimit: 20_000,
    sizelimit: 1_000_000,
    weightlimit: undefined,
    default_witness_commitment: undefined,
    ...changes,
  });
}

/** What bcoin answers on regtest before segwit is in force, to a request that names it. */
export function bcoinAnswer(changes: Answer = {}, transactions: readonly Transaction[] = []): Answer {
  return coreAnswer({
    version: 0x30000003,
    rules: [],
    vbavailable: { csv: 0, '!segwit': 1, testdummy: 28 },
    transactions: transactions.map(entry),
    coinbaseaux: { flags: Buffer.from('mined by bcoin').toString('hex') },
    maxtime: 1_700_007_200,
    expires: 1_700_007_200,
    sigoplimit: 20_000,
    sizelimit: 1_000_000,
    weightlimit: undefined,
    submitold: false,
    default_witness_commitment: `6a24aa21a9ed${'00'.repeat(32)}`,
    ...changes,
  });
}
