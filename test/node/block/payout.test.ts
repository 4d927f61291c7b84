import { address, networks } from 'bitcoinjs-lib';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../../src/bitcoin/bytes.js';
import type { ErrorCode } from '../../../src/errors.js';
import { parseChain, timeCanChangeBits } from '../../../src/node/block/chain.js';
import { checkScript, payoutScript } from '../../../src/node/block/payout.js';
import { expectInputError } from '../../bitcoin/input-error.js';

const TESTNETS = ['test', 'testnet4', 'signet'];
const ALL = ['main', ...TESTNETS, 'regtest'];
const EXPECTED = 'a base58, bech32 or bech32m address, or an output script in hex';

/** The generator point of secp256k1, as keys of vectors often are. */
const HASH = '751e76e8199196d454941c45d1b3a323f1433bd6';
const KEY = '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';

const scriptOf = async (payout: string, chain: string) => bytesToHex(await payoutScript(payout, chain));

async function expectRefusal(
  payout: unknown,
  chain: string,
  code: ErrorCode,
  message: string,
): Promise<void> {
  const outcome = await payoutScript(payout as string, chain).catch((error: unknown) => error);
  const rethrow = () => {
    throw outcome;
  };
  expectInputError(rethrow, code, 'payout', message);
}

describe('payoutScript', () => {
  it.each([
    // The genesis block's key; BIP 13's example; BIP 173, BIP 350, and BIP 86's first address.
    ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', ['main'], '76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac'],
    ['3P14159f73E4gFr7JterCCQh9QjiTjiZrG', ['main'], 'a914e9c3dd0c07aac76179ebc76a6c78d4d67c6c160a87'],
    ['BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', ['main'], `0014${HASH}`],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', ['main'], `0014${HASH}`],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0', ['main'], `5120${KEY}`],
    [
      'bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr',
      ['main'],
      '5120a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c',
    ],
    [
      'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn',
      [...TESTNETS, 'regtest'],
      '76a914243f1394f44554f4ce3fd68649c19adc483ce92488ac',
    ],
    [
      '2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc',
      [...TESTNETS, 'regtest'],
      'a9144e9f39ca4688ff102128ea4ccda34105324305b087',
    ],
    ['tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', TESTNETS, `0014${HASH}`],
    [
      'tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7',
      TESTNETS,
      '00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262',
    ],
    [
      'tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c',
      TESTNETS,
      '5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433',
    ],
  ])('of %s, on %j', async (payout, chains, script) => {
    for (const chain of chains) expect(await scriptOf(payout, chain)).toBe(script);
    for (const chain of ALL.filter((each) => !chains.includes(each))) {
      const message = `an address of ${chain} (it is one of ${chains.join(', ')}), got "${payout}"`;
      await expectRefusal(payout, chain, 'ERR_WRONG_CHAIN', message);
    }
  });

  it('equals bitcoinjs-lib for addresses of every kind and chain', async () => {
    for (const [chain, network] of [
      ['main', networks.bitcoin],
      ['test', networks.testnet],
      ['regtest', networks.regtest],
    ] as const) {
      for (let i = 0; i < 20; i++) {
        const hash = hexToBytes(i.toString(16).padStart(2, '0').repeat(20));
        for (const payout of [
          address.toBase58Check(hash, network.pubKeyHash),
          address.toBase58Check(hash, network.scriptHash),
          address.toBech32(hash, 0, network.bech32),
          address.toBech32(new Uint8Array(32).fill(i), 0, network.bech32),
        ]) {
          const script = await payoutScript(payout, chain);
          expect(script).toEqual(address.toOutputScript(payout, network));
          expect(address.fromOutputScript(script, network)).toBe(payout);
        }
        const taproot = address.toBech32(hexToBytes(KEY), 1, network.bech32);
        expect(await scriptOf(taproot, chain)).toBe(`5120${KEY}`);
      }
    }
  });

  it('takes a script in hex, on every chain', async () => {
    for (const chain of ALL) {
      expect(await scriptOf('51', chain)).toBe('51');
      expect(await scriptOf(`0014${HASH}`.toUpperCase(), chain)).toBe(`0014${HASH}`);
    }
  });

  it('refuses an address with a wrong letter, and says what is wrong', async () => {
    const base58 = '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb';
    await expectRefusal(
      base58,
      'main',
      'ERR_INVALID_PAYOUT',
      `${EXPECTED} (Invalid checksum), got "${base58}"`,
    );
    // Also of another chain than the one that is wanted.
    const bech32 = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5';
    const reason = `Invalid checksum in ${bech32}`;
    await expectRefusal(bech32, 'regtest', 'ERR_INVALID_PAYOUT', `${EXPECTED} (${reason}), got "${bech32}"`);
  });

  it.each([
    // BIP 350's invalid addresses, in its order.
    'tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd',
    'tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf',
    'BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL',
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh',
    'tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47',
    'bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4',
    'BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R',
    'bc1pw5dgrnzv',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav',
    'BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P',
    'tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf',
    'tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j',
    'bc1gmk9yu',
  ])('refuses %s', async (payout) => {
    for (const chain of ALL) {
      await expect(payoutScript(payout, chain)).rejects.toMatchObject({ code: 'ERR_INVALID_PAYOUT' });
    }
  });

  it.each([
    // Valid by BIP 350, for witness versions that nobody can spend from yet.
    ['bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y', 'Unknown witness program'],
    ['BC1SW50QGDZ25J', 'Unknown witness program'],
    ['bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs', 'Unknown witness program'],
  ])('refuses %s, from which nothing could be spent', async (payout, reason) => {
    await expectRefusal(payout, 'main', 'ERR_INVALID_PAYOUT', `${EXPECTED} (${reason}), got "${payout}"`);
  });

  it('refuses a taproot address whose key is none', async () => {
    // BIP 340's fifth vector: x = eefdea4c… is on no point of the curve.
    const key = hexToBytes('eefdea4cdb677750a420fee807eacf21eb9898ae79b9768766e4faa04a2d4a34');
    const payout = address.toBech32(key, 1, 'bc');
    await expect(payoutScript(payout, 'main')).rejects.toMatchObject({ code: 'ERR_INVALID_PAYOUT' });
  });

  it('refuses what is neither address nor script', async () => {
    const length = `${EXPECTED} (Invalid address length)`;
    await expectRefusal('me', 'main', 'ERR_INVALID_PAYOUT', `${length}, got "me"`);
    await expectRefusal('', 'main', 'ERR_INVALID_PAYOUT', 'a script of 1 to 10000 bytes (it has 0), got ""');
    await expectRefusal('abc', 'main', 'ERR_INVALID_PAYOUT', `${length}, got "abc"`);
    await expectRefusal(undefined, 'main', 'ERR_INVALID_PAYOUT', `${EXPECTED}, got undefined`);
  });
});

describe('checkScript', () => {
  it('copies 1 to 10,000 bytes, given as such or as hex', () => {
    const bytes = new Uint8Array(10_000).fill(0x51);
    const copy = checkScript(bytes);
    expect(copy).toEqual(bytes);
    expect(copy.buffer).not.toBe(bytes.buffer);
    expect(checkScript('51')).toEqual(Uint8Array.of(0x51));
  });

  it('refuses others', () => {
    const refuse = (script: unknown, message: string) => {
      expectInputError(() => checkScript(script as string), 'ERR_INVALID_PAYOUT', 'payout', message);
    };
    refuse(new Uint8Array(10_001), 'a script of 1 to 10000 bytes (it has 10001), got 10001 bytes');
    refuse(new Uint8Array(), 'a script of 1 to 10000 bytes (it has 0), got 0 bytes');
    const neither = 'an output script, as bytes or hex (payoutScript makes one from an address)';
    refuse('bc1pfeessrawgf', `${neither}, got "bc1pfeessrawgf"`);
    refuse('abc', `${neither}, got "abc"`);
    refuse(undefined, `${neither}, got undefined`);
  });
});

describe('parseChain', () => {
  it('knows the names of getblockchaininfo, and some others', () => {
    for (const chain of ALL) expect(parseChain(chain)).toBe(chain);
    expect(['mainnet', 'testnet', 'testnet3'].map(parseChain)).toEqual(['main', 'test', 'test']);
  });

  it.each(['simnet', '', 'Main', 'constructor', undefined])('refuses %j', (name) => {
    const got = name === undefined ? 'undefined' : JSON.stringify(name);
    const expected = `main, test, testnet4, signet or regtest, got ${got}`;
    expectInputError(() => parseChain(name as string), 'ERR_INVALID_OPTION', 'chain', expected);
  });
});

it('timeCanChangeBits where a block may be mined at the least difficulty after 20 minutes', () => {
  expect(ALL.filter((chain) => timeCanChangeBits(parseChain(chain)))).toEqual([
    'test',
    'testnet4',
    'regtest',
  ]);
});
