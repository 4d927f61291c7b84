import { Block } from 'bitcoinjs-lib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockTemplate } from '../../../src/node/block/block-template.js';
import { expectInputError } from '../../bitcoin/input-error.js';
import { realBlocks } from '../../bitcoin/vectors.js';
import { transactions } from '../../support/transactions.js';
import {
  type Answer,
  bcoinAnswer,
  commitment,
  coreAnswer,
  display,
  entry,
  oldCoreAnswer,
  transaction,
} from './templates.js';

function expectFault(answer: unknown, field: string, message: string): void {
  const name = field === '' ? 'template' : `template.${field}`;
  expectInputError(() => BlockTemplate.from(answer), 'ERR_INVALID_TEMPLATE', name, message);
}

function expectUnsupported(answer: unknown, field: string, message: string): void {
  const name = `template.${field}`;
  expectInputError(() => BlockTemplate.from(answer), 'ERR_UNSUPPORTED_TEMPLATE', name, message);
}

describe('BlockTemplate.from', () => {
  it("reads Bitcoin Core's answer", () => {
    const made = [transaction(1), transaction(2, true)];
    const template = BlockTemplate.from(coreAnswer({}, made));
    expect({ ...template, target: template.target.toHex() }).toEqual({
      height: 101,
      version: 0x20000000,
      previousBlockHash: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
      bits: 0x207fffff,
      target: `7fffff${'0'.repeat(58)}`,
      time: 1_700_000_000,
      timeRange: { start: 1_296_688_603, end: 1_700_007_200 },
      nonceRange: { start: 0, end: 0xffffffff },
      coinbaseValue: 5_000_000_000n,
      coinbaseAux: [],
      transactions: made.map((each) => ({
        data: each.toHex(),
        txid: each.getId(),
        wtxid: display(each.getHash(true)),
        hasWitness: each.hasWitnesses(),
        weight: each.weight(),
      })),
      witnessCommitment: commitment(made),
      rules: ['csv', 'segwit', 'taproot'],
      deployments: [],
      requiredVersionBits: 0,
      mutable: ['time', 'transactions', 'prevblock'],
      longPollId: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e22061',
      workId: undefined,
      sizeLimit: 4_000_000,
      weightLimit: 4_000_000,
      signetChallenge: undefined,
    });
  });

  it('reads the answer of a node without segwit, which gives `hash` alone', () => {
    const made = [transaction(1), transaction(2)];
    const template = BlockTemplate.from(oldCoreAnswer({}, made));
    expect(template.transactions.map(({ txid }) => txid)).toEqual(made.map((each) => each.getId()));
    expect(template.coinbaseAux).toEqual(['062f503253482f']);
    expect(template.rules).toEqual([]);
    expect(template.witnessCommitment).toBeUndefined();
  });

  it("reads bcoin's answer, whose commitment counts for nothing before segwit", () => {
    const template = BlockTemplate.from(bcoinAnswer({}, [transaction(1)]));
    expect(template.witnessCommitment).toBeUndefined();
    expect(template.deployments).toEqual([
      { name: 'csv', bit: 0 },
      { name: 'segwit', bit: 1 },
      { name: 'testdummy', bit: 28 },
    ]);
    expect(template.timeRange.end).toBe(1_700_007_200);
  });

  it.each(realBlocks)('takes what block $height of $chain is made of', (vector) => {
    const block = Block.fromHex(vector.block);
    const [, ...rest] = block.transactions!;
    const template = BlockTemplate.from({
      version: block.version,
      rules: vector.witnessCommitment === undefined ? [] : ['segwit'],
      previousblockhash: display(block.prevHash!),
      transactions: rest.map(entry),
      coinbasevalue: Number(block.transactions![0]!.outs[0]!.value),
      curtime: block.timestamp,
      bits: block.bits.toString(16),
      height: vector.height,
      default_witness_commitment: vector.witnessCommitment,
    });
    expect(template.witnessCommitment).toBe(vector.witnessCommitment);
    expect(template.transactions.map(({ data }) => data).join('')).toBe(
      rest.map((each) => each.toHex()).join(''),
    );
  });

  it('works ids and commitment out as bitcoinjs-lib does, whether they are given or not', () => {
    const list = fc.uniqueArray(transactions, { maxLength: 12, selector: (each) => each.getId() });
    fc.assert(
      fc.property(list, (made) => {
        const isWitnessed = made.some((each) => each.hasWitnesses());
        const bare = coreAnswer({
          transactions: made.map((each) => ({ data: each.toHex() })),
          default_witness_commitment: undefined,
        });
        const [given, worked] = [coreAnswer({}, made), bare].map((answer) => BlockTemplate.from(answer));
        expect(worked!.transactions).toEqual(given!.transactions);
        expect(given!.witnessCommitment).toBe(commitment(made));
        expect(worked!.witnessCommitment).toBe(isWitnessed ? commitment(made) : undefined);
      }),
    );
  });

  it('is frozen, and returned as it is by a second call', () => {
    const template = BlockTemplate.from(coreAnswer({ vbavailable: { x: 3 } }, [transaction(1)]));
    const { transactions, rules, mutable, deployments, timeRange, nonceRange, coinbaseAux } = template;
    const parts = [transactions, transactions[0], rules, mutable, deployments, deployments[0]];
    for (const part of [template, ...parts, timeRange, nonceRange, coinbaseAux]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    expect(BlockTemplate.from(template)).toBe(template);
  });

  it('takes transactions over from an earlier template, if their data is the same', () => {
    const [one, two, three] = [transaction(1), transaction(2, true), transaction(3)];
    const earlier = BlockTemplate.from(coreAnswer({}, [one, two]));
    const later = BlockTemplate.from(coreAnswer({}, [two, three]), earlier);
    expect(later.transactions[0]).toBe(earlier.transactions[1]);
    expect({ ...later }).toEqual({ ...BlockTemplate.from(coreAnswer({}, [two, three])) });
  });

  it('reads numbers of every size that is allowed, and either case of hex', () => {
    expect(BlockTemplate.from(coreAnswer({ version: 0xffffffff })).version).toBe(-1);
    expect(BlockTemplate.from(coreAnswer({ version: -1 })).version).toBe(-1);
    expect(BlockTemplate.from(coreAnswer({ coinbasevalue: 0 })).coinbaseValue).toBe(0n);
    expect(BlockTemplate.from(coreAnswer({ coinbasevalue: 2_100_000_000_000_000 })).coinbaseValue).toBe(
      2_100_000_000_000_000n,
    );
    const upper = coreAnswer({ bits: '207FFFFF', previousblockhash: 'AB'.repeat(32) });
    expect(BlockTemplate.from(upper).previousBlockHash).toBe('ab'.repeat(32));
    expect(BlockTemplate.from(coreAnswer({ noncerange: '0000000a0000000B' })).nonceRange).toEqual({
      start: 10,
      end: 11,
    });
  });

  it('keeps bits that are not the shortest form of their target', () => {
    const target = `1234`.padStart(64, '0');
    expect(BlockTemplate.from(coreAnswer({ bits: '04000012', target: undefined })).bits).toBe(0x04000012);
    expect(BlockTemplate.from(coreAnswer({ bits: '03001234', target })).bits).toBe(0x03001234);
  });
});

describe('the time of a template', () => {
  const timesOf = (changes: Answer) => {
    const { time, timeRange } = BlockTemplate.from(coreAnswer({ curtime: 1000, mintime: 900, ...changes }));
    return [timeRange.start, time, timeRange.end];
  };

  it("is the node's, and never less than mintime", () => {
    expect(timesOf({})).toEqual([900, 1000, 8200]);
    expect(timesOf({ mintime: 1001 })).toEqual([1001, 1001, 8200]);
    expect(timesOf({ mintime: 9000 })).toEqual([9000, 9000, 9000]);
    expect(timesOf({ mintime: undefined })).toEqual([1000, 1000, 8200]);
    expect(timesOf({ curtime: 0xffffffff })).toEqual([900, 0xffffffff, 0xffffffff]);
  });

  it('can be changed as far as `mutable` and the limits say (BIP 23)', () => {
    const none = { mutable: [], mintime: undefined };
    expect(timesOf(none)).toEqual([1000, 1000, 1000]);
    expect(timesOf({ ...none, mutable: undefined })).toEqual([1000, 1000, 1000]);
    expect(timesOf({ ...none, mutable: ['time/increment'] })).toEqual([1000, 1000, 8200]);
    expect(timesOf({ ...none, mutable: ['time/decrement'] })).toEqual([1000, 1000, 1000]);
    expect(timesOf({ ...none, maxtime: 1500 })).toEqual([1000, 1000, 1500]);
    expect(timesOf({ ...none, mintime: 900 })).toEqual([900, 1000, 1000]);
    expect(timesOf({ maxtime: 1500 })).toEqual([900, 1000, 1500]);
  });

  it('is refused if maxtime leaves none', () => {
    expectFault(
      coreAnswer({ curtime: 1000, mintime: 900, maxtime: 999 }),
      'maxtime',
      'at least curtime and mintime (1000), got 999',
    );
  });
});

describe('rules', () => {
  it('are refused if they begin with "!" and are not understood', () => {
    const message = 'a rule that is understood, since "!" demands it, got "!newfork"';
    expectUnsupported(coreAnswer({ rules: ['csv', '!segwit', '!newfork'] }), 'rules[2]', message);
    expectUnsupported(coreAnswer({ vbavailable: { '!newfork': 5 } }), 'vbavailable', message);
    // Whatever else is wrong: nothing more may be made of such a template.
    expectUnsupported({ rules: ['!newfork'] }, 'rules[0]', message);
    expectUnsupported(coreAnswer({ rules: ['!'] }), 'rules[0]', message.replace('newfork', ''));
  });

  it('are taken if they are understood, or of no concern to a miner', () => {
    const understood = ['!csv', '!segwit', '!taproot', '!signet', '!testdummy', '!bip34', '!bip65', '!bip66'];
    const { rules } = BlockTemplate.from(coreAnswer({ rules: [...understood, 'newfork'] }));
    expect(rules).toEqual([...understood.map((rule) => rule.slice(1)), 'newfork']);
    expect(BlockTemplate.from(coreAnswer({ vbavailable: { newfork: 5 } })).deployments).toEqual([
      { name: 'newfork', bit: 5 },
    ]);
  });
});

describe('a template is refused', () => {
  it('unless it is an object', () => {
    expectFault(undefined, '', 'an object, got undefined');
    expectFault(null, '', 'an object, got null');
    expectFault([], '', 'an object, got an array of 0');
    expectFault('<html>', '', 'an object, got "<html>"');
  });

  it.each([
    ['height', 'an integer from 1 to 500000000'],
    ['version', 'an integer from -2147483648 to 4294967295'],
    ['previousblockhash', 'a hex string'],
    ['bits', 'a string'],
    ['curtime', 'an integer from 0 to 4294967295'],
    ['coinbasevalue', 'an integer from 0 to 2100000000000000'],
    ['transactions', 'an array'],
  ])('without %s', (field, expected) => {
    expectFault(coreAnswer({ [field]: undefined }), field, `${expected}, got undefined`);
    expectFault(coreAnswer({ [field]: null }), field, `${expected}, got null`);
  });

  it.each<[string, unknown, string]>([
    ['height', '101', 'an integer from 1 to 500000000, got "101"'],
    ['height', 0, 'an integer from 1 to 500000000, got 0'],
    ['height', 500_000_001, 'an integer from 1 to 500000000, got 500000001'],
    ['height', 1.5, 'an integer from 1 to 500000000, got 1.5'],
    ['version', 2 ** 32, 'an integer from -2147483648 to 4294967295, got 4294967296'],
    ['version', '20000000', 'an integer from -2147483648 to 4294967295, got "20000000"'],
    ['previousblockhash', 'ab'.repeat(31), `64 hex digits (it has 62), got "${'ab'.repeat(31)}"`],
    [
      'previousblockhash',
      'xy'.repeat(32),
      `hex digits only (character 1 of 64 is "x"), got "${'xy'.repeat(32)}"`,
    ],
    ['bits', 0x207fffff, 'a string, got 545259519'],
    ['bits', '207fff', '8 hex digits, got "207fff"'],
    ['bits', '00000000', 'the compact form of a valid target (its value is zero), got "00000000"'],
    ['bits', '20800001', 'the compact form of a valid target (its value is negative), got "20800001"'],
    [
      'bits',
      'ff7fffff',
      'the compact form of a valid target (its value is greater than 2^256 - 1), got "ff7fffff"',
    ],
    ['target', 'ff', '64 hex digits (it has 2), got "ff"'],
    ['curtime', -1, 'an integer from 0 to 4294967295, got -1'],
    ['mintime', 'soon', 'an integer from 0 to 4294967295, got "soon"'],
    ['maxtime', 2 ** 32, 'an integer from 0 to 4294967295, got 4294967296'],
    ['coinbasevalue', -1, 'an integer from 0 to 2100000000000000, got -1'],
    ['coinbasevalue', 2_100_000_000_000_001, 'an integer from 0 to 2100000000000000, got 2100000000000001'],
    ['coinbasevalue', '5000000000', 'an integer from 0 to 2100000000000000, got "5000000000"'],
    ['coinbaseaux', 'flags', 'an object, got "flags"'],
    ['rules', 'segwit', 'an array, got "segwit"'],
    ['mutable', { time: true }, 'an array, got an object'],
    ['vbavailable', [], 'an object, got an array of 0'],
    ['vbrequired', -1, 'an integer from 0 to 4294967295, got -1'],
    ['noncerange', '00000000ffff', 'two 32-bit numbers in hex, the lower one first, got "00000000ffff"'],
    [
      'noncerange',
      'ffffffff00000000',
      'two 32-bit numbers in hex, the lower one first, got "ffffffff00000000"',
    ],
    ['longpollid', 7, 'a string, got 7'],
    ['workid', 7, 'a string, got 7'],
    ['sizelimit', '1 MB', 'an integer from 0 to 9007199254740991, got "1 MB"'],
    ['weightlimit', -4, 'an integer from 0 to 9007199254740991, got -4'],
    ['signet_challenge', 'OP_TRUE', 'hex digits only (character 1 of 7 is "O"), got "OP_TRUE"'],
    ['default_witness_commitment', '6a2', 'whole bytes of hex (3 digits are an odd number), got "6a2"'],
    ['transactions', {}, 'an array, got an object'],
  ])('whose %s is %j', (field, value, message) => {
    expectFault(coreAnswer({ [field]: value }), field, message);
  });

  it('for a wrong entry, which it names', () => {
    expectFault(coreAnswer({ rules: ['csv', 1] }), 'rules[1]', 'a string, got 1');
    expectFault(coreAnswer({ mutable: [null] }), 'mutable[0]', 'a string, got null');
    expectFault(coreAnswer({ vbavailable: { x: 32 } }), 'vbavailable.x', 'an integer from 0 to 31, got 32');
    expectFault(
      coreAnswer({ coinbaseaux: { flags: 'abc' } }),
      'coinbaseaux.flags',
      'whole bytes of hex (3 digits are an odd number), got "abc"',
    );
  });

  it('whose target contradicts its bits', () => {
    const target = `${'0'.repeat(8)}ffff${'0'.repeat(52)}`;
    const message = `what its bits stand for (7fffff${'0'.repeat(58)}), got "${target}"`;
    expectFault(coreAnswer({ target }), 'target', message);
  });

  it('whose server makes the coinbase', () => {
    expectUnsupported(
      coreAnswer({ coinbasevalue: undefined, coinbasetxn: entry(transaction(1)) }),
      'coinbasevalue',
      'given (the server insists on a coinbase of its own, `coinbasetxn`), got undefined',
    );
  });
});

describe('a transaction of a template is refused', () => {
  const [first, second] = [transaction(1, true), transaction(2)];
  const withSecond = (changes: Answer) =>
    coreAnswer({ transactions: [entry(first), { ...entry(second), ...changes }] }, [first, second]);

  it('without data, or with data that is no transaction', () => {
    const data = (value: unknown, message: string) => {
      expectFault(withSecond({ data: value }), 'transactions[1].data', message);
    };
    data(undefined, 'a string, got undefined');
    data('0102xx', 'hex digits only (character 5 of 6 is "x"), got "0102xx"');
    data('010', 'whole bytes of hex (3 digits are an odd number), got "010"');
    data('0102', 'a serialised transaction, whole (its end is 2 bytes short), got 2 bytes');
    data(
      `${second.toHex()}00`,
      `a serialised transaction, and nothing else (1 bytes follow), got ${second.byteLength() + 1} bytes`,
    );
    expectFault(coreAnswer({ transactions: [7] }), 'transactions[0]', 'an object, got 7');
  });

  it('whose txid or hash is not that of its data', () => {
    const other = 'ab'.repeat(32);
    const message = `the hash of its data (${second.getId()}), got "${other}"`;
    expectFault(withSecond({ txid: other }), 'transactions[1].txid', message);
    expectFault(withSecond({ hash: other }), 'transactions[1].hash', message);
    expectFault(withSecond({ txid: 'ab' }), 'transactions[1].txid', '64 hex digits (it has 2), got "ab"');
    const swapped = entry(first);
    expectFault(
      coreAnswer({ transactions: [{ ...swapped, txid: swapped.hash }] }),
      'transactions[0].txid',
      `the hash of its data (${swapped.txid}), got "${swapped.hash}"`,
    );
  });

  it('whose txid or hash is wrong, even if the data is known', () => {
    const known = BlockTemplate.from(coreAnswer({}, [first, second]));
    const answer = withSecond({ txid: 'ab'.repeat(32) });
    expect(() => BlockTemplate.from(answer, known)).toThrow('transactions[1].txid');
  });

  it('that is in the template already', () => {
    expectFault(
      coreAnswer({}, [first, second, first]),
      'transactions[2]',
      `a transaction that is not in the template already, got "${first.getId()}"`,
    );
  });

  it('with witnesses, where segwit is not in force', () => {
    const answer = coreAnswer({ rules: ['csv'] }, [second, first]);
    const message = `without witnesses, as segwit is not among the rules, got "${first.toHex().slice(0, 32)}…" (${first.toHex().length} characters)`;
    expectFault(answer, 'transactions[1].data', message);
  });
});

describe('default_witness_commitment', () => {
  const made = [transaction(1, true)];

  it('may have more after its 38 bytes (BIP 141)', () => {
    const longer = `${commitment(made)}0401020304`;
    const template = BlockTemplate.from(coreAnswer({ default_witness_commitment: longer }, made));
    expect(template.witnessCommitment).toBe(longer);
  });

  it("is refused if it is not the transactions'", () => {
    for (const wrong of [commitment([]), commitment(made).slice(0, -2), '']) {
      expectFault(
        coreAnswer({ default_witness_commitment: wrong }, made),
        'default_witness_commitment',
        `the transactions' commitment (${commitment(made)}), got "${wrong}"`,
      );
    }
  });
});
