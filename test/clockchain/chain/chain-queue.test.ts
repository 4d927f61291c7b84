import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChainQueue } from '../../../src/clockchain/chain/chain-queue.js';
import { ChainSet } from '../../../src/clockchain/chain/chain-set.js';
import type { Tick } from '../../../src/clockchain/tick/tick.js';
import { encodeTick } from '../../../src/clockchain/tick/tick-codec.js';
import { genesis, hash } from '../support/rounds.js';
import { TestDevice } from '../support/test-device.js';

const ANNA = new TestDevice('anna');
const BERTA = new TestDevice('berta');
const CARLA = new TestDevice('carla');
const SESSION = 'garden';

/** Three devices that take turns, each citing the last tick of the two others. */
function turns(count: number): Tick[] {
  const devices = [ANNA, BERTA, CARLA];
  const last = new Map<TestDevice, Tick>();
  return Array.from({ length: count }, (_, i) => {
    const device = devices[i % 3]!;
    const before = last.get(device);
    const citations = [...last]
      .filter(([other]) => other !== device)
      .map(([other, tick]) => ({ device: other.publicKey, head: hash(tick) }));
    const tick = device.mine({ prev: before === undefined ? genesis(SESSION) : hash(before), citations });
    last.set(device, tick);
    return tick;
  });
}

const TICKS = turns(12);
const idOf = (tick: Tick) => Buffer.from(tick.device).toString('hex');
const of = (device: TestDevice) => TICKS.filter((tick) => idOf(tick) === device.id);
const offer = (queue: ChainQueue, tick: Tick) => queue.offer(tick, idOf(tick));
const faults = (queue: ChainQueue, tick: Tick) => offer(queue, tick).refused.map(({ error }) => error.fault);

const placeOf = (tick: Tick) => TICKS.findIndex((other) => Buffer.compare(hash(other), hash(tick)) === 0);

test('takes the chains whole, in any order in which each is in its own', () => {
  const order = fc.shuffledSubarray(
    TICKS.map((tick) => idOf(tick)),
    { minLength: TICKS.length },
  );
  fc.assert(
    fc.property(order, (devices) => {
      const queue = new ChainQueue(new ChainSet(SESSION));
      const rest = new Map([ANNA, BERTA, CARLA].map((device) => [device.id, [...of(device)]]));
      const accepted = devices.flatMap((id) => offer(queue, rest.get(id)!.shift()!).accepted);
      expect(accepted.map(({ tick }) => tick).toSorted((a, b) => placeOf(a) - placeOf(b))).toEqual(TICKS);
      const known = new Map(accepted.map(({ tick, lamport }) => [placeOf(tick), lamport]));
      expect(TICKS.map((_, i) => known.get(i))).toEqual(TICKS.map((_, i) => i + 1));
      for (const device of [ANNA, BERTA, CARLA]) expect(queue.waiting(device.id)).toBe(0);
    }),
    { numRuns: 20 },
  );
});

test('says what a device waits for', () => {
  const queue = new ChainQueue(new ChainSet(SESSION));
  expect(offer(queue, of(BERTA)[0]!)).toEqual({ accepted: [], refused: [] });
  offer(queue, of(BERTA)[1]!);
  expect(queue.waiting(BERTA.id)).toBe(2);
  expect(queue.holds(BERTA.id, hash(of(BERTA)[1]!))).toBe(true);
  expect(queue.holds(BERTA.id, hash(of(BERTA)[2]!))).toBe(false);
  expect(queue.obstacle(BERTA.id)).toMatchObject({
    fault: 'unknown-citation',
    missing: [{ device: ANNA.publicKey, head: hash(of(ANNA)[0]!) }],
  });
  expect(queue.obstacle(ANNA.id)).toBeUndefined();
});

test('keeps a tick that waits as its record, a fifth of what it has decoded', () => {
  const queue = new ChainQueue(new ChainSet(SESSION));
  offer(queue, of(BERTA)[0]!);
  const [, taken] = offer(queue, of(ANNA)[0]!).accepted;
  expect(taken!.tick).not.toBe(of(BERTA)[0]!);
  expect(encodeTick(taken!.tick)).toEqual(encodeTick(of(BERTA)[0]!));
});

test('refuses behind those that wait: another link, a forged tick, one too many', () => {
  const queue = new ChainQueue(new ChainSet(SESSION), 2);
  const [first, second, third] = of(BERTA);
  offer(queue, first!);
  expect(faults(queue, third!)).toEqual(['link']);
  expect(faults(queue, { ...second!, signature: new Uint8Array(64) })).toEqual(['signature']);
  expect(faults(queue, second!)).toEqual([]);
  expect(faults(queue, third!)).toEqual(['unknown-citation']);
  expect(queue.waiting(BERTA.id)).toBe(2);
});

test('refuses a waiting tick once it can be checked, and lets go of what follows it', () => {
  const queue = new ChainQueue(new ChainSet(SESSION));
  const anna = of(ANNA)[0]!;
  // It says that the cited tick is Carla's.
  const bad = BERTA.mine({
    prev: genesis(SESSION),
    citations: [{ device: CARLA.publicKey, head: hash(anna) }],
  });
  offer(queue, bad);
  offer(queue, BERTA.mine({ prev: hash(bad) }));
  const { accepted, refused } = offer(queue, anna);
  expect(accepted.map(({ tick }) => tick)).toEqual([anna]);
  expect(refused.map(({ tick, error }) => [tick, error.fault])).toEqual([[bad, 'citation']]);
  expect(queue.waiting(BERTA.id)).toBe(0);
});

test('refuses at once what never could be taken', () => {
  const queue = new ChainQueue(new ChainSet(SESSION, { rounds: true }));
  expect(faults(queue, of(ANNA)[0]!)).toEqual(['round']);
  expect(faults(queue, { ...of(ANNA)[0]!, signature: new Uint8Array(64) })).toEqual(['signature']);
  expect(queue.waiting(ANNA.id)).toBe(0);
});
