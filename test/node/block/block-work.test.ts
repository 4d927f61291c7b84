import { Block } from 'bitcoinjs-lib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/bitcoin/bytes.js';
import { Header } from '../../../src/bitcoin/header.js';
import { verifyHeader } from '../../../src/bitcoin/verify.js';
import { BIP320_MASK } from '../../../src/bitcoin/version-rolling.js';
import { BlockTemplate } from '../../../src/node/block/block-template.js';
import { BlockWork, buildBlock } from '../../../src/node/block/block-work.js';
import { MAX_EXTRANONCE } from '../../../src/node/block/coinbase.js';
import { u32 } from '../../bitcoin/arbitraries.js';
import { expectInputError } from '../../bitcoin/input-error.js';
import { transactions } from '../../support/transactions.js';
import { type Answer, bcoinAnswer, commitment, coreAnswer, oldCoreAnswer, transaction } from './templates.js';

const payout = '51';

const workOf = (changes: Answer = {}) => BlockWork.from({ template: coreAnswer(changes), payout });

/** Parses a block with bitcoinjs-lib, which checks that its roots are those of its transactions. */
function parse(hex: string): Block {
  const block = Block.fromHex(hex);
  expect(block.checkTxRoots()).toBe(true);
  expect(block.toHex()).toBe(hex);
  return block;
}

describe('buildBlock', () => {
  const list = fc.uniqueArray(transactions, { maxLength: 20, selector: (each) => each.getId() });
  const step = fc.record({
    extranonce: fc.bigInt(0n, MAX_EXTRANONCE),
    time: fc.integer({ min: 1_296_688_603, max: 1_700_007_200 }),
    nonce: u32,
  });

  it('makes blocks that bitcoinjs-lib takes apart into what they were made of', () => {
    fc.assert(
      fc.property(list, step, fc.boolean(), (made, { extranonce, time, nonce }, isSegwit) => {
        if (!isSegwit) for (const each of made) each.stripWitnesses();
        const template = isSegwit ? coreAnswer({}, made) : oldCoreAnswer({}, made);
        const unsolved = buildBlock({ template, payout, tag: 'tag', extranonce, time });
        const block = parse(unsolved.toHex(unsolved.header.withNonce(nonce)));
        expect(block.transactions!.slice(1).map((each) => each.toHex())).toEqual(
          made.map((each) => each.toHex()),
        );
        expect({ ...block, transactions: undefined }).toMatchObject({
          version: template.version,
          timestamp: time,
          bits: 0x207fffff,
          nonce,
        });
        expect(Buffer.from(block.prevHash!).reverse().toString('hex')).toBe(template.previousblockhash);
        const [coinbase] = block.transactions!;
        expect(unsolved.coinbaseTxid).toBe(coinbase!.getId());
        expect(unsolved.coinbase).toBe(coinbase!.toHex());
        expect(block.hasWitnessCommit()).toBe(isSegwit);
        if (isSegwit) expect(bytesToHex(coinbase!.outs.at(-1)!.script)).toBe(commitment(made));
        expect(coinbase!.outs[0]).toEqual({ script: Uint8Array.of(0x51), value: 5_000_000_000n });
      }),
    );
  });

  it.each([0, 1, 2, 3, 252, 253, 300])('makes a block of %i transactions and the coinbase', (count) => {
    const made = Array.from({ length: count }, (_, i) => transaction(i, i % 2 === 1));
    const unsolved = buildBlock({ template: coreAnswer({}, made), payout });
    expect(parse(unsolved.toHex(unsolved.header.withNonce(0))).transactions).toHaveLength(count + 1);
  });

  it('makes a block that can be solved', () => {
    const unsolved = buildBlock({ template: coreAnswer({}, [transaction(1, true)]), payout });
    let nonce = 0;
    while (!verifyHeader(unsolved.header.withNonce(nonce)).valid) nonce++;
    const solved = unsolved.header.withNonce(nonce);
    const block = parse(unsolved.toHex(solved.toHex()));
    expect(block.checkProofOfWork()).toBe(true);
    expect(block.getId()).toBe(solved.hash());
  });

  it('takes the template checked or as it came, and hex in either case', () => {
    const made = [transaction(1, true)];
    const answer = coreAnswer({}, made);
    const shouting = coreAnswer({ transactions: [{ data: made[0]!.toHex().toUpperCase() }] }, made);
    const [one, two, three] = [answer, BlockTemplate.from(answer), shouting].map((template) =>
      buildBlock({ template, payout: '51' }),
    );
    const hex = one!.toHex(one!.header.withNonce(1));
    expect(two!.toHex(two!.header.withNonce(1))).toBe(hex);
    expect(three!.toHex(three!.header.withNonce(1))).toBe(hex);
    expect(buildBlock({ template: answer, payout: Uint8Array.of(0x51) }).coinbase).toBe(one!.coinbase);
    expect(() => buildBlock({ template: {}, payout })).toThrow('`template.height`');
  });

  it("has the template's time and extranonce 0, if nothing else is asked for", () => {
    const { header, extranonce } = buildBlock({
      template: coreAnswer({ curtime: 1000, mintime: 2000 }),
      payout,
    });
    expect(extranonce).toBe(0n);
    expect(header.time).toBe(2000);
    expect(header.versionMask).toBe(0);
    const own = buildBlock({ template: coreAnswer({ noncerange: '0000000100000002' }), payout }).header;
    expect(own.nonceRange).toEqual({ start: 1, end: 2 });
  });
});

describe('BlockWork', () => {
  it('keeps to the times that the template allows', () => {
    const work = workOf({ curtime: 1000, mintime: 900 });
    expect([900, 1000, 8200].map((time) => work.block({ time }).header.time)).toEqual([900, 1000, 8200]);
    for (const time of [899, 8201, 1000.5]) {
      const message = `an integer from 900 to 8200, got ${time}`;
      expectInputError(() => work.block({ time }), 'ERR_INVALID_OPTION', 'time', message);
    }
    const fixed = workOf({ curtime: 1000, mintime: undefined, mutable: [] });
    expectInputError(
      () => fixed.block({ time: 1001 }),
      'ERR_INVALID_OPTION',
      'time',
      'an integer from 1000 to 1000, got 1001',
    );
  });

  it('leaves room for everything that the template has, or refuses it', () => {
    const made = [transaction(1, true), transaction(2)];
    const template = (changes: Answer) => ({ template: coreAnswer(changes, made), payout });
    const unsolved = buildBlock(template({}));
    const block = parse(unsolved.toHex(unsolved.header.withNonce(0)));
    const [size, weight] = [block.byteLength(), block.weight()];
    expect(() => buildBlock(template({ sizelimit: size, weightlimit: weight }))).not.toThrow();
    expectInputError(
      () => buildBlock(template({ sizelimit: size - 1 })),
      'ERR_INVALID_TEMPLATE',
      'template.sizelimit',
      `at least ${size}, what the block comes to with its coinbase, got ${size - 1}`,
    );
    expectInputError(
      () => buildBlock(template({ weightlimit: weight - 1 })),
      'ERR_INVALID_TEMPLATE',
      'template.weightlimit',
      `at least ${weight}, what the block comes to with its coinbase, got ${weight - 1}`,
    );
    expect(() => buildBlock(template({ sizelimit: undefined, weightlimit: undefined }))).not.toThrow();
  });

  it('is for signets without signature only', () => {
    const rules = ['csv', '!segwit', '!signet'];
    const open = workOf({ rules, signet_challenge: '51' }).block();
    expect(() => parse(open.toHex(open.header.withNonce(0)))).not.toThrow();
    expectInputError(
      () => workOf({ rules, signet_challenge: '5121aa51ae' }),
      'ERR_UNSUPPORTED_TEMPLATE',
      'template.signet_challenge',
      '51, OP_TRUE (the blocks of this signet have to be signed), got "5121aa51ae"',
    );
  });

  it('refuses a payout or tag that is none', () => {
    const template = coreAnswer();
    expect(() => BlockWork.from({ template, payout: 'bcrt1q' })).toThrow('an output script, as bytes or hex');
    expect(() => BlockWork.from({ template, payout, tag: 'x'.repeat(90) })).toThrow('`tag`');
  });
});

describe('version rolling', () => {
  const maskOf = (changes: Answer, versionMask?: number) =>
    workOf(changes).block({ versionMask }).header.versionMask;

  it('is done if it is asked for, with the bits of BIP 320', () => {
    expect(maskOf({})).toBe(0);
    expect(maskOf({}, BIP320_MASK)).toBe(BIP320_MASK);
    expect(maskOf({}, 0xffffffff)).toBe(BIP320_MASK);
    expect(maskOf({}, 0x0000e000)).toBe(0x0000e000);
    expect(maskOf({}, 0xe0001fff)).toBe(0);
    expect(workOf().rollableVersionBits).toBe(BIP320_MASK);
  });

  it('leaves alone what signals or has to be set', () => {
    expect(maskOf({ vbrequired: 0x2001 }, BIP320_MASK)).toBe(0x1fffc000);
    expect(maskOf({ vbavailable: { csv: 0, testdummy: 28 } }, BIP320_MASK)).toBe(0x0fffe000);
    expect(maskOf({ vbavailable: { x: 31 } }, BIP320_MASK)).toBe(BIP320_MASK);
    const bcoin = BlockWork.from({ template: bcoinAnswer(), payout });
    expect(bcoin.rollableVersionBits).toBe(0x0fffe000);
  });

  it.each([1, 4, 0x40000000, -1, 0x60000000])(
    'leaves version %i alone, whose bits are no signals',
    (version) => {
      expect(maskOf({ version }, BIP320_MASK)).toBe(0);
    },
  );

  it('ends up in the block', () => {
    const unsolved = workOf().block({ versionMask: BIP320_MASK });
    const version = unsolved.header.versionAt(0xabcd);
    const block = parse(unsolved.toHex(unsolved.header.withNonce(9, version)));
    expect({ version: block.version, nonce: block.nonce }).toEqual({ version, nonce: 9 });
  });

  it('is refused if it is no mask', () => {
    const message = 'an integer from 0 to 4294967295, got -1';
    expectInputError(() => maskOf({}, -1), 'ERR_INVALID_OPTION', 'versionMask', message);
  });
});

describe('UnsolvedBlock.toHex', () => {
  it('refuses the header of another block', () => {
    const work = workOf();
    const unsolved = work.block({ extranonce: 1n });
    const solved = unsolved.header.withNonce(5);
    for (const other of [
      work.block({ extranonce: 2n }).header.withNonce(5),
      work.block({ extranonce: 1n, time: solved.time + 1 }).header.withNonce(5),
      solved.withVersion(solved.version ^ 0x2000),
      Header.fromFields({ ...solved, previousBlockHash: '00'.repeat(32) }),
      Header.fromFields({ ...solved, bits: 0x1d00ffff }),
    ]) {
      expectInputError(
        () => unsolved.toHex(other),
        'ERR_INVALID_HEADER',
        'header',
        `this block's, but for the nonce and rolled version bits, got "${other.toHex().slice(0, 32)}…" (160 characters)`,
      );
    }
    expect(() => unsolved.toHex('ab')).toThrow('80 bytes');
  });
});

describe('BlockWork.sequence', () => {
  it('gives other headers with every step, beyond the last extranonce and from second to second', () => {
    const work = workOf({ curtime: 1000, mintime: 900, maxtime: 1009 });
    const extranonces = { start: MAX_EXTRANONCE - 99n, end: MAX_EXTRANONCE };
    const seen = new Set<string>();
    const sequence = work.sequence({ extranonces, first: MAX_EXTRANONCE - 3n });
    for (const step of sequence) seen.add(work.block(step).header.toHex());
    expect(sequence.size).toBe(1000n);
    expect(seen.size).toBe(1000);
    const wrapping = work.sequence({ first: MAX_EXTRANONCE });
    const across = new Set([0n, 1n, 2n].map((i) => work.block(wrapping.at(i)).header.toHex()));
    expect(across.size).toBe(3);
  });

  it("begins with the template's time, and ends with the last that it allows", () => {
    const sequence = workOf({ curtime: 1000, mintime: 900, maxtime: 1001 }).sequence({
      extranonces: { start: 0n, end: 0n },
    });
    expect([...sequence].map(({ time }) => time)).toEqual([1000, 1001]);
    const fixed = workOf({ mutable: [], mintime: undefined }).sequence();
    expect(fixed.size).toBe(2n ** 64n);
  });

  it('goes on without a repetition when the same template comes again', () => {
    const [first, again] = [workOf(), workOf()];
    const before = first.sequence();
    const seen = [0n, 1n, 2n].map((i) => first.block(before.at(i)).header.toHex());
    const after = again.sequence({ first: before.at(2n).extranonce + 1n });
    seen.push(...[0n, 1n, 2n].map((i) => again.block(after.at(i)).header.toHex()));
    expect(new Set(seen).size).toBe(6);
  });
});
