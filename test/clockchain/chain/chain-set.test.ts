import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChainRules, ChainSet, MOST_DEVICES } from '../../../src/clockchain/chain/chain-set.js';
import type { Tick } from '../../../src/clockchain/tick/tick.js';
import { TickError } from '../../../src/clockchain/tick/tick-error.js';
import { TickRecord } from '../../../src/clockchain/tick/tick-record.js';
import { genesis, hash, nextRound } from '../support/rounds.js';
import { inOrder, TestDevice } from '../support/test-device.js';
import { faultOf } from '../support/tick-fault.js';

const devices = ['ada', 'bob', 'cy', 'dan'].map((name) => new TestDevice(name));
const SESSION = 'garden, north';

/** A session's ticks by the definition: whoever ticks cites the newest heads of those it is told to, and L and τ are worked out here. */
class Definition {
  readonly heads = new Map<TestDevice, { tick: Tick; tau: number; lamport: number }>();

  tick(device: TestDevice, peers: readonly TestDevice[]) {
    const last = this.heads.get(device);
    const seen = peers.flatMap((peer) => (peer === device ? [] : (this.heads.get(peer) ?? [])));
    const tick = device.mine({
      prev: last === undefined ? genesis(SESSION) : hash(last.tick),
      citations: seen.map(({ tick: cited }) => ({ device: cited.device, head: hash(cited) })),
    });
    const lamport = 1 + Math.max(0, last?.lamport ?? 0, ...seen.map((head) => head.lamport));
    const head = { tick, tau: (last?.tau ?? 0) + 1, lamport };
    this.heads.set(device, head);
    return head;
  }
}

describe('of free ticks', () => {
  const steps = fc.array(
    fc.record({
      device: fc.nat({ max: devices.length - 1 }),
      peers: fc.subarray(devices),
    }),
    { minLength: 1, maxLength: 15 },
  );

  it('τ and L are those of the definition, and heads are the last ticks', () => {
    fc.assert(
      fc.property(steps, (session) => {
        const set = new ChainSet(SESSION, { rounds: false });
        const truth = new Definition();
        for (const { device, peers } of session) {
          const { tick, tau, lamport } = truth.tick(devices[device]!, peers);
          expect(set.add(tick)).toEqual({ tick, hash: hash(tick), tau, lamport });
          expect(set.find(hash(tick))).toEqual({ device: devices[device]!.id, tau, lamport, round: 0 });
        }
        const last = inOrder([...truth.heads.values()].map(({ tick }) => tick));
        expect(set.heads().map(({ tick }) => tick)).toEqual(last);
        for (const device of devices) {
          const head = truth.heads.get(device);
          expect(set.head(device.id)?.tick).toBe(head?.tick);
          expect(set.prev(device.id)).toEqual(head ? hash(head.tick) : genesis(SESSION));
          const others = last.filter((tick) => tick.device !== device.publicKey);
          expect(set.citations(device.id)).toEqual(
            others.map((tick) => ({ device: tick.device, head: hash(tick) })),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('a tick that cites what is not known yet can be added when it is', () => {
    const truth = new Definition();
    const [first, second] = [truth.tick(devices[0]!, []), truth.tick(devices[1]!, devices)];
    const set = new ChainSet(SESSION);
    let error: unknown;
    try {
      set.add(second.tick);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TickError);
    expect(error).toMatchObject({ fault: 'unknown-citation', missing: second.tick.citations });
    set.add(first.tick);
    expect(set.add(second.tick)).toMatchObject({ tau: 1, lamport: 2 });
  });

  it('an older tick of a peer may be cited, as heads travel slowly', () => {
    const set = new ChainSet(SESSION);
    const [ada, bob] = devices as [TestDevice, TestDevice];
    const first = ada.mine({ prev: genesis(SESSION) });
    set.add(first);
    set.add(ada.mine({ prev: hash(first) }));
    const cites = bob.mine({
      prev: genesis(SESSION),
      citations: [{ device: ada.publicKey, head: hash(first) }],
    });
    expect(set.add(cites)).toMatchObject({ tau: 1, lamport: 2 });
  });

  it('once a tick of a peer was cited, an older one of it is not', () => {
    const set = new ChainSet(SESSION);
    const [ada, bob] = devices as [TestDevice, TestDevice];
    const old = ada.mine({ prev: genesis(SESSION) });
    const newer = ada.mine({ prev: hash(old) });
    const citing = (prev: Uint8Array, ...ticks: Tick[]) =>
      bob.mine({ prev, citations: ticks.map((tick) => ({ device: tick.device, head: hash(tick) })) });
    const first = citing(genesis(SESSION), newer);
    for (const tick of [old, newer, first]) set.add(tick);
    // Nor after a tick that cites nothing.
    const second = citing(hash(first));
    set.add(second);
    expect(faultOf(() => set.add(citing(hash(second), old)))).toBe('stale');
    // What is refused changes nothing; the same one may be cited again.
    expect(set.add(citing(hash(second), newer))).toMatchObject({ tau: 3, lamport: 5 });
  });

  it('a tick that was checked elsewhere is not checked again, but linked all the same', () => {
    const tick = { ...devices[0]!.mine({ prev: genesis(SESSION) }), signature: new Uint8Array(64) };
    const set = new ChainSet(SESSION);
    expect(faultOf(() => set.add(tick))).toBe('signature');
    const addChecked = (checked: Tick) => set.addChecked(TickRecord.of(checked), hash(checked));
    addChecked(tick);
    expect(set.head(devices[0]!.id)).toEqual({ tick, hash: hash(tick), tau: 1, lamport: 1 });
    expect(faultOf(() => addChecked(tick))).toBe('replayed');
    const other = devices[0]!.mine({ prev: genesis('another session') });
    expect(faultOf(() => addChecked(other))).toBe('link');
  });
});

describe('of rounds', () => {
  /** For each round, who comes: in time, too late to be counted, or not at all. */
  const attendance = fc.array(
    fc.array(fc.constantFrom('present', 'late', 'absent'), { minLength: 3, maxLength: 3 }),
    { minLength: 1, maxLength: 6 },
  );

  it('each round is on the ticks of the one before, whoever was there', () => {
    fc.assert(
      fc.property(attendance, (rounds) => {
        const set = new ChainSet(SESSION, { rounds: true });
        let before: Tick[] = [];
        let number = 1;
        for (const states of rounds) {
          // A round in which nobody came is held again under its number: those who were late have their tick of it already.
          if (!states.includes('present')) continue;
          const present: Tick[] = [];
          for (const [i, state] of states.entries()) {
            const device = devices[i]!;
            if (state === 'absent') continue;
            const draft = { prev: set.prev(device.id), ...nextRound(number, before, device) };
            const tick = device.mine(draft);
            const lamports = tick.citations.map(({ head }) => set.find(head)!.lamport);
            const own = set.head(device.id);
            expect(set.add(tick)).toMatchObject({
              tau: (own?.tau ?? 0) + 1,
              lamport: 1 + Math.max(own?.lamport ?? 0, ...lamports),
            });
            expect(set.find(hash(tick))).toMatchObject({ round: number });
            if (state === 'present') present.push(tick);
          }
          before = present;
          number++;
        }
      }),
      { numRuns: 40 },
    );
  });

  it('ticks of no round may lie in between, unless all have to be of rounds', () => {
    const [ada] = devices as [TestDevice];
    const first = ada.mine({ prev: genesis(SESSION), round: 1 });
    const between = ada.mine({ prev: hash(first) });
    const second = ada.mine({ prev: hash(between), ...nextRound(2, [first], ada) });
    const set = new ChainSet(SESSION);
    for (const tick of [first, between, second]) set.add(tick);
    expect(set.find(hash(second))).toMatchObject({ tau: 3, round: 2 });
    const strict = new ChainSet(SESSION, { rounds: true });
    strict.add(first);
    expect(faultOf(() => strict.add(between))).toBe('round');
  });
});

describe('the round root of a round', () => {
  const [ada, bob, cy] = devices as [TestDevice, TestDevice, TestDevice];
  const first = [ada, bob, cy].map((device) => device.mine({ prev: genesis(SESSION), round: 1 })) as [
    Tick,
    Tick,
    Tick,
  ];
  const [a1, b1, c1] = first;
  const a2 = ada.mine({ prev: hash(a1), ...nextRound(2, first, ada) });
  const setOf = (rules: ChainRules, ...ticks: Tick[]) => {
    const set = new ChainSet(SESSION, { rounds: true, ...rules });
    for (const tick of ticks) set.add(tick);
    return set;
  };

  it.each([
    ['alone', bob.mine({ prev: hash(b1), ...nextRound(2, [b1], bob) })],
    ['without one that was there', bob.mine({ prev: hash(b1), ...nextRound(2, [a1, b1], bob) })],
    ['without its own, which was there', cy.mine({ prev: hash(c1), ...nextRound(2, [a1, b1], cy) })],
  ])('is the same for all: none goes on %s', (_, tick) => {
    expect(faultOf(() => setOf({}, ...first, a2).add(tick))).toBe('round-root');
    // Whoever comes first says what it is, where it was not announced.
    expect(faultOf(() => setOf({}, ...first, tick).add(a2))).toBe('round-root');
  });

  it('is the announced one, and a round that was not announced does not come', () => {
    const announced = (round: number) => (round === 1 ? new Uint8Array(32) : undefined);
    const set = setOf({ announced }, ...first);
    expect(faultOf(() => set.add(a2))).toBe('round');
    const other = setOf({ announced: (round) => (round === 1 ? new Uint8Array(32) : hash(b1)) }, ...first);
    expect(faultOf(() => other.add(a2))).toBe('round-root');
    const right = setOf(
      { announced: (round) => (round === 1 ? new Uint8Array(32) : a2.roundRoot) },
      ...first,
    );
    expect(right.add(a2).tau).toBe(2);
  });
});

it('takes no more than 256 devices', () => {
  const set = new ChainSet(SESSION);
  const first = (name: string) => new TestDevice(name).mine({ prev: genesis(SESSION), bits: 0x2100ffff });
  for (let i = 0; i < MOST_DEVICES; i++) set.add(first(`device ${i}`));
  expect(set.heads()).toHaveLength(256);
  expect(faultOf(() => set.add(first('one more')))).toBe('device');
});
