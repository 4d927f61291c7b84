/** Ticks that must not be taken: each is refused with the name of what is wrong with it, and changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Target } from '../../../src/bitcoin/target.js';
import { type ChainRules, ChainSet } from '../../../src/clockchain/chain/chain-set.js';
import type { Tick } from '../../../src/clockchain/tick/tick.js';
import { decodeTick, encodeTick } from '../../../src/clockchain/tick/tick-codec.js';
import { TICK_FAULTS, type TickFault } from '../../../src/clockchain/tick/tick-error.js';
import { merkleRoot, sha256d, ZEROS } from '../support/oracle.js';
import { genesis, hash, nextRound } from '../support/rounds.js';
import { EASY_BITS, inOrder, TestDevice } from '../support/test-device.js';
import { faultOf } from '../support/tick-fault.js';

const SESSION = 'two devices in step';
const ada = new TestDevice('ada');
const bob = new TestDevice('bob');
const eve = new TestDevice('eve');
const easiest = Target.fromBits(EASY_BITS);
const devices = new Set([ada.id, bob.id]);
const cite = (device: TestDevice, tick: Tick) => ({ device: device.publicKey, head: hash(tick) });

/** Two rounds of two devices, and the ticks of the third, not yet taken. */
const a1 = ada.mine({ prev: genesis(SESSION), round: 1 });
const b1 = bob.mine({ prev: genesis(SESSION), round: 1 });
const a2 = ada.mine({ prev: hash(a1), ...nextRound(2, [a1, b1], ada), payload: sha256d(Buffer.of(1)) });
const b2 = bob.mine({ prev: hash(b1), ...nextRound(2, [a1, b1], bob) });
const a3 = ada.mine({ prev: hash(a2), ...nextRound(3, [a2, b2], ada) });
const third = { prev: hash(a2), ...nextRound(3, [a2, b2], ada) };
const inRounds: ChainRules = { easiest, devices, rounds: true };

/** A free session of the same devices. */
const f1 = ada.mine({ prev: genesis(SESSION) });
const g1 = bob.mine({ prev: genesis(SESSION), citations: [cite(ada, f1)] });
const f2 = ada.mine({ prev: hash(f1), citations: [cite(bob, g1)], payload: sha256d(Buffer.of(2)) });
const free: ChainRules = { easiest, devices, rounds: false };

function setOf(rules: ChainRules, ticks: readonly Tick[]): ChainSet {
  const set = new ChainSet(SESSION, rules);
  for (const tick of ticks) set.add(tick);
  return set;
}
const afterTwoRounds = () => setOf(inRounds, [a1, b1, a2, b2]);

/** All that can be asked of a set. */
function view(set: ChainSet) {
  return [ada, bob, eve].map(({ id }) => ({
    heads: set.heads(),
    head: set.head(id),
    prev: set.prev(id),
    citations: set.citations(id),
  }));
}

/** Adds what a record says, expects its refusal, and that the good tick is still taken. */
function expectRefused(set: ChainSet, record: Uint8Array, good: Tick): TickFault {
  const before = view(set);
  const fault = faultOf(() => set.add(decodeTick(record)));
  expect(fault).toBeDefined();
  expect(view(set)).toEqual(before);
  if (set.find(hash(good)) === undefined) expect(set.add(good).tick).toBe(good);
  return fault!;
}

/** In place of ada's third tick. */
const forgeries: [string, TickFault, () => Tick | Uint8Array][] = [
  ['a record cut off by a byte', 'length', () => encodeTick(a3).subarray(0, -1)],
  ['a record with a byte more', 'length', () => Buffer.concat([encodeTick(a3), Buffer.of(0)])],
  ['an oversized record', 'length', () => new Uint8Array(1 << 20)],
  ['a record of nothing', 'length', () => new Uint8Array()],
  [
    'more citations than there can be',
    'length',
    () => {
      const record = Buffer.alloc(246 + 256 * 64);
      record.writeUInt16LE(256, 180);
      return record;
    },
  ],
  [
    'citations that are not in order',
    'citations-order',
    () => {
      const citations = inOrder([cite(bob, b2), cite(eve, a1)]).reverse();
      return { ...ada.mine({ ...third, citations }), citations };
    },
  ],
  [
    'two citations of one device',
    'citations-order',
    () => ada.mine({ ...third, citations: [cite(bob, b1), cite(bob, b2)] }),
  ],
  ['a citation of its own device', 'cites-itself', () => ada.mine({ ...third, citations: [cite(ada, a2)] })],
  ['another version', 'version', () => ada.mine({ ...third, version: 2 })],
  ['bits that are no target', 'bits', () => ada.mine({ ...third, bits: 0x20800000 })],
  ['an easier target', 'bits', () => ada.mine({ ...third, bits: 0x2100ffff })],
  ['work that was not done', 'work', () => unsolved()],
  ['another payload', 'root', () => ({ ...a3, payload: sha256d(Buffer.of(9)) })],
  ['another round root', 'root', () => ({ ...a3, roundRoot: hash(b2) })],
  ['a citation exchanged for an older one', 'root', () => ({ ...a3, citations: [cite(bob, b1)] })],
  ['a citation taken away', 'root', () => ({ ...a3, citations: [] })],
  ['another name', 'root', () => ({ ...a3, device: bob.publicKey, citations: [] })],
  ["another's signature", 'signature', () => ({ ...a3, signature: eve.sign(hash(a3)) })],
  ["another tick's signature", 'signature', () => ({ ...a3, signature: a2.signature })],
  ['no signature', 'signature', () => ({ ...a3, signature: new Uint8Array(64) })],
  ['a device that does not belong', 'device', () => eve.mine({ prev: genesis(SESSION), round: 1 })],
  ['a tick once more', 'replayed', () => a2],
  ['an old tick once more', 'replayed', () => a1],
  [
    'a second tick beside the last',
    'stale',
    () => ada.mine({ ...nextRound(2, [a1, b1], ada), prev: hash(a1) }),
  ],
  ['a second first tick', 'stale', () => ada.mine({ prev: genesis(SESSION), round: 1, payload: hash(a1) })],
  ["another session's tick", 'link', () => ada.mine({ ...third, prev: genesis('another session') })],
  ["another device's link", 'link', () => ada.mine({ ...third, prev: hash(b2) })],
  ['a gap before it', 'link', () => ada.mine({ ...third, prev: hash(a3) })],
  [
    'a citation of what nobody has seen',
    'unknown-citation',
    () => ada.mine({ ...third, citations: [cite(bob, a3)] }),
  ],
  ["a citation in another's name", 'citation', () => ada.mine({ ...third, citations: [cite(bob, a1)] })],
  ["another round's citation", 'round', () => ada.mine({ ...third, citations: [cite(bob, b1)] })],
  ['a round too early', 'round', () => ({ ...a3, round: 2 })],
  ['a round too late', 'round', () => ({ ...a3, round: 4 })],
  ['no round', 'round', () => ({ ...a3, round: 0 })],
  ['a first round after others', 'round', () => ada.mine({ prev: hash(a2), round: 1 })],
  ['a tick outside of rounds', 'round', () => ada.mine({ prev: hash(a2) })],
  [
    'a round root that leaves its own tick out and cites nobody',
    'round-root',
    () => ada.mine({ ...third, citations: [], roundRoot: hash(b2) }),
  ],
  [
    'a round root of other ticks',
    'round-root',
    () => ada.mine({ ...third, roundRoot: merkleRoot([hash(a1), hash(b1)]) }),
  ],
  ['no round root', 'round-root', () => ada.mine({ ...third, roundRoot: ZEROS })],
];

function unsolved(): Tick {
  let header = a3.header;
  do header = header.withNonce(header.nonce + 1);
  while (easiest.isMetBy(header.hashBytes()));
  return { ...a3, header, signature: ada.sign(header.hashBytes()) };
}

it.each(forgeries)('%s: %s', (_, fault, forge) => {
  const forged = forge();
  const record = forged instanceof Uint8Array ? forged : encodeTick(forged);
  expect(expectRefused(afterTwoRounds(), record, a3)).toBe(fault);
});

it('there is a forgery for each fault', () => {
  expect(new Set(forgeries.map(([, fault]) => fault))).toEqual(new Set(TICK_FAULTS));
});

describe('a round root that is also the only cited head', () => {
  // Only bob came to the first round, so that the tree's odd level repeats his head.
  const setAfterRound = () => setOf(inRounds, [b1]);
  const legit = ada.mine({ prev: genesis(SESSION), ...nextRound(2, [b1], ada) });

  it('can not be left out of the citations, though the merkle root stays', () => {
    expect(legit.roundRoot).toEqual(legit.citations[0]!.head);
    const stripped = { ...legit, citations: [] };
    expect(expectRefused(setAfterRound(), encodeTick(stripped), legit)).toBe('round');
  });

  it('can not be put into them', () => {
    const own = bob.mine({ prev: hash(b1), ...nextRound(2, [b1], bob) });
    const padded = { ...own, citations: [{ device: ada.publicKey, head: hash(b1) }] };
    expect(expectRefused(setAfterRound(), encodeTick(padded), own)).toBe('citation');
  });
});

describe('a flipped bit', () => {
  const places: [string, ChainRules, Tick[], Tick][] = [
    ['of the first round', inRounds, [], a1],
    ['of a later round', inRounds, [a1, b1, a2, b2], a3],
    ['of no round', free, [], f1],
    ['that cites', free, [f1, g1], f2],
  ];

  it.each(places)('of a tick %s is noticed, whichever it is', (_, rules, before, tick) => {
    const set = setOf(rules, before);
    const record = encodeTick(tick);
    for (let bit = 0; bit < 8 * record.length; bit++) {
      const flipped = Uint8Array.from(record);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(faultOf(() => set.add(decodeTick(flipped)))).toBeDefined();
    }
    expect(set.add(decodeTick(record)).tick.device).toEqual(tick.device);
  });

  it('or several, or bytes put in their place, leave no tick that is taken', () => {
    const change = fc.record({ at: fc.nat(), bytes: fc.uint8Array({ minLength: 1, maxLength: 70 }) });
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (place, changes) => {
          const [, rules, before, tick] = place;
          const record = Buffer.from(encodeTick(tick));
          const changed = Buffer.from(record);
          for (const { at, bytes } of changes)
            changed.set(bytes.subarray(0, changed.length - (at % changed.length)), at % changed.length);
          fc.pre(!changed.equals(record));
          expectRefused(setOf(rules, before), changed, tick);
        },
      ),
      { numRuns: 300 },
    );
  });
});
