import { describe, expect, it } from 'vitest';
import { Header } from '../../../src/bitcoin/header.js';
import { Target } from '../../../src/bitcoin/target.js';
import { targetOfZeros } from '../../../src/clockchain/tick/difficulty.js';
import { hashOf, type Tick } from '../../../src/clockchain/tick/tick.js';
import { checkTick, checkUnsigned } from '../../../src/clockchain/tick/tick-checks.js';
import { contentRoot, sha256d, ZEROS } from '../support/oracle.js';
import { EASY_BITS, solve, TestDevice } from '../support/test-device.js';
import { faultOf } from '../support/tick-fault.js';

const ada = new TestDevice('ada');
const peers = ['bob', 'cy', 'dan'].map((name) => new TestDevice(name));
const prev = sha256d(Buffer.from('a session'));
const citations = peers.map(({ publicKey }, i) => ({ device: publicKey, head: sha256d(Buffer.of(i)) }));
const good = ada.mine({
  prev,
  payload: sha256d(Buffer.from('payload')),
  round: 3,
  roundRoot: prev,
  citations,
});

/** The tick with its header solved and signed anew, so that nothing else is wrong. */
function resealed(tick: Tick): Tick {
  const header = solve(prev, contentRoot(tick), EASY_BITS);
  return { ...tick, header, signature: ada.sign(header.hashBytes()) };
}

function withHeader(change: Partial<Header>): Tick {
  const { version, previousBlockHash, merkleRoot, time, bits, nonce } = good.header;
  const fields = { version, previousBlockHash, merkleRoot, time, bits, nonce, ...change };
  return { ...good, header: Header.fromFields(fields) };
}

it('a tick in order has the hash of its header', () => {
  expect(checkTick(good)).toEqual(sha256d(good.header.toBytes()));
  expect(hashOf(good)).toEqual(sha256d(good.header.toBytes()));
});

it('versions may differ in the 16 bits that BIP 320 leaves free', () => {
  for (const version of [0x20002000, 0x3fffe000, 0x30000000]) {
    expect(faultOf(() => checkTick(ada.mine({ prev, version })))).toBeUndefined();
  }
  for (const version of [0, 0x20000001, 0x20001000, 0x60000000, 0xa0000000]) {
    expect(faultOf(() => checkTick(ada.mine({ prev, version })))).toBe('version');
  }
});

it('a target as easy as agreed will do, and an easier one will not', () => {
  const easiest = Target.fromBits(EASY_BITS);
  expect(faultOf(() => checkTick(good, { easiest }))).toBeUndefined();
  const harder = Target.fromBits(EASY_BITS - 1);
  expect(faultOf(() => checkTick(good, { easiest: harder }))).toBe('bits');
  expect(
    faultOf(() => checkTick(ada.mine({ prev, bits: targetOfZeros(2).bits }), { easiest })),
  ).toBeUndefined();
});

describe('refused is a tick', () => {
  const swapped = [citations[1]!, citations[0]!];
  const sorted = good.citations;
  const cases: [string, Tick, string][] = [
    ['with a short payload', { ...good, payload: new Uint8Array(31) }, 'length'],
    ['whose citations descend', resealed({ ...good, citations: [...sorted].reverse() }), 'citations-order'],
    [
      'that cites a device twice',
      resealed({ ...good, citations: [sorted[0]!, sorted[0]!] }),
      'citations-order',
    ],
    [
      'that cites itself',
      resealed({ ...good, citations: [{ device: ada.publicKey, head: prev }] }),
      'cites-itself',
    ],
    ['with bits of zero', ada.mine({ prev, bits: 0 }), 'bits'],
    ['with negative bits', ada.mine({ prev, bits: 0x208fffff }), 'bits'],
    ['with bits above 2^256', withHeader({ bits: 0x2200ffff }), 'bits'],
    ['with other work', { ...good, header: unsolved(good) }, 'work'],
    ['with harder bits than it has work', withHeader({ bits: 0x1d00ffff }), 'work'],
    ['with another payload', { ...good, payload: ZEROS }, 'root'],
    ['with another round root', { ...good, roundRoot: ZEROS }, 'root'],
    ['with a citation left out', { ...good, citations: sorted.slice(1) }, 'root'],
    ['in the name of another', { ...good, device: new TestDevice('eve').publicKey }, 'root'],
    ['signed by another', { ...good, signature: new TestDevice('eve').sign(hashOf(good)) }, 'signature'],
    ['whose display hash was signed', { ...good, signature: ada.sign(hashOf(good).reverse()) }, 'signature'],
  ];

  it.each(cases)('%s', (_, tick, fault) => {
    expect(faultOf(() => checkTick(tick))).toBe(fault);
    if (fault !== 'signature') expect(faultOf(() => checkUnsigned(tick))).toBe(fault);
  });

  it('and not one whose citations are only given in another order', () => {
    expect(faultOf(() => checkTick(ada.mine({ prev, citations: swapped })))).toBeUndefined();
  });
});

/** The header with the next nonce that does not solve it. */
function unsolved({ header }: Tick): Header {
  const target = header.target();
  let other = header;
  do other = other.withNonce(other.nonce + 1);
  while (target.isMetBy(other.hashBytes()));
  return other;
}
