/**
 * Messages that must not be taken, over a real broker: of someone without a key, who hears all and publishes what he likes, and of a device of
 * the session that lies. Each is refused with the name of what is wrong with it, counted and told, and changes nothing.
 */
import { randomBytes } from 'node:crypto';
import mqtt from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DeviceKey } from '../../../dist/clockchain/device/device-key.js';
import {
  type CallFrame,
  callText,
  frameText,
  LONGEST_FRAME,
  type PlacedFrame,
  writeFrame,
} from '../../../dist/clockchain/link/mqtt-frame.js';
import {
  isPresenceOf,
  presenceText,
  readPresence,
  writePresence,
} from '../../../dist/clockchain/link/mqtt-presence.js';
import { LONGEST_LINE } from '../../../dist/clockchain/link/wire.js';
import type { Citation, Tick } from '../../../src/clockchain/tick/tick.js';
import { encodeTick } from '../../../src/clockchain/tick/tick-codec.js';
import { merkleRoot, sha256d, ZEROS } from '../support/oracle.js';
import { genesis, hash, nextRound } from '../support/rounds.js';
import { type Draft, inOrder, TestDevice } from '../support/test-device.js';
import { AttackedSession, SESSION, topics } from './support/attacked-session.js';

let it: AttackedSession;
beforeAll(async () => {
  it = await AttackedSession.start();
}, 60_000);
afterAll(() => it.end(), 60_000);

/** Someone's whom nobody knows. */
const stranger = DeviceKey.generate();
const answersOf = (id: string) => topics.answers(id);
const ordersOf = (id: string) => topics.orders(id);

const callOf = (id: string): string => it.calls.get(id)!;

/** A frame of a connection, signed by whoever. */
function frameBy(
  key: { sign(bytes: Uint8Array): Uint8Array },
  sender: 'coordinator' | 'device',
  call: string,
  n: number,
  line: string,
): string {
  const frame = { type: 'line', call, n, line } as const;
  return writeFrame({ ...frame, signature: key.sign(frameText(SESSION, sender, frame)) } as PlacedFrame);
}

/** A call of a device's process. */
function callBy(key: DeviceKey, coordinator: Uint8Array, id: string): string {
  const { process } = it.last(topics.presence(id), (json) => json?.isPresent).json;
  const frame = { type: 'call', call: randomBytes(16).toString('hex'), process, coordinator } as const;
  return writeFrame({ ...frame, signature: key.sign(callText(SESSION, id, frame)) } as CallFrame);
}

/** A presence of a device's process, newer than any. */
function presenceBy(key: DeviceKey, id: string, isPresent: boolean): string {
  const { process, start } = it.last(topics.presence(id), (json) => json?.isPresent).json;
  const unsigned = { process, start, n: 1000, isPresent, zeros: null };
  return writePresence({ ...unsigned, signature: key.sign(presenceText(SESSION, unsigned)) });
}

const isLine = (json: { type?: string; n?: number }) => json?.type === 'line' && json.n! > 2;
const tickLine = (tick: Tick | Uint8Array) => {
  const record = tick instanceof Uint8Array ? tick : encodeTick(tick);
  return JSON.stringify({
    type: 'tick',
    tick: Buffer.from(record).toString('hex'),
    order: 1,
    tries: 1,
    seconds: 1,
  });
};

/** The rogue's next tick, otherwise in order. */
function draft(): Draft & { readonly citations: Citation[] } {
  const present = [it.ada.id, it.bob.id, it.rogue.key.id].map((id) => it.tip(id));
  return { prev: hash(it.tip(it.eve.id)), ...nextRound(it.view().round + 1, present, it.eve) };
}
const mine = (changes: Partial<Draft> = {}) => it.eve.mine({ ...draft(), ...changes });
const adaCited = () =>
  draft().citations.find(({ device }) => Buffer.from(device).toString('hex') === it.ada.id)!;
const others = (citation: Citation) => [
  ...draft().citations.filter(({ device }) => Buffer.compare(device, citation.device) !== 0),
  citation,
];
function unsolved(): Tick {
  const tick = mine();
  let { header } = tick;
  do header = header.withNonce(header.nonce + 1);
  while (header.target().isMetBy(header.hashBytes()));
  return { ...tick, header, signature: it.eve.sign(header.hashBytes()) };
}

type Attack = () => void | Promise<void>;
/** Whose message it pretends to be, at the coordinator. */
type Rows = readonly (readonly [what: string, fault: string, attack: Attack])[];

const asAda: Rows = [
  ['no JSON', 'malformed', () => it.publish(answersOf(it.ada.id), '{"type":')],
  ['nothing', 'malformed', () => it.publish(answersOf(it.ada.id), '')],
  ['another schema', 'malformed', () => it.publish(answersOf(it.ada.id), '{"type":"line","call":7}')],
  [
    'a frame without a signature',
    'malformed',
    () => it.publish(answersOf(it.ada.id), `{"type":"end","call":"${callOf(it.ada.id)}","n":9}`),
  ],
  [
    'an oversized line',
    'oversized',
    () =>
      it.publish(
        answersOf(it.ada.id),
        frameBy(stranger, 'device', callOf(it.ada.id), 9, 'x'.repeat(LONGEST_LINE + 1)),
      ),
  ],
  [
    "a tick of ada's, signed by another key",
    'forged',
    () =>
      it.publish(
        topics.head(it.ada.id),
        frameBy(stranger, 'device', callOf(it.ada.id), 9, tickLine(it.tip(it.ada.id))),
        true,
      ),
  ],
  [
    "the rogue's own tick, on ada's topic",
    'forged',
    () =>
      it.publish(
        answersOf(it.ada.id),
        frameBy(it.rogue.key, 'device', callOf(it.ada.id), 9, tickLine(mine())),
      ),
  ],
  [
    'a frame that was bent',
    'forged',
    () => {
      const { json } = it.last(answersOf(it.ada.id), isLine);
      return it.publish(answersOf(it.ada.id), JSON.stringify({ ...json, n: json.n + 1 }));
    },
  ],
  [
    "bob's frame, on ada's topic",
    'forged',
    () => it.publish(answersOf(it.ada.id), it.last(answersOf(it.bob.id), isLine).payload),
  ],
  [
    "the coordinator's order, as ada's answer",
    'forged',
    () => it.publish(answersOf(it.ada.id), it.last(ordersOf(it.ada.id), isLine).payload),
  ],
  [
    "the coordinator's call, as ada's answer",
    'unexpected',
    () =>
      it.publish(answersOf(it.ada.id), it.last(ordersOf(it.ada.id), (json) => json?.type === 'call').payload),
  ],
  [
    'a frame again',
    'replayed',
    () => it.publish(answersOf(it.ada.id), it.last(answersOf(it.ada.id), isLine).payload),
  ],
  [
    'a tick again',
    'replayed',
    () => it.publish(topics.head(it.ada.id), it.last(topics.head(it.ada.id), isLine).payload, true),
  ],
  [
    'a frame of another call',
    'replayed',
    () => it.publish(answersOf(it.ada.id), it.last(answersOf(it.ada.id), isLine, [...it.before]).payload),
  ],
  [
    'a presence that is none',
    'malformed',
    () => it.publish(topics.presence(it.ada.id), '{"isPresent":false}', true),
  ],
  [
    'an oversized presence',
    'oversized',
    () => it.publish(topics.presence(it.ada.id), ' '.repeat(1025), true),
  ],
  [
    'a last will, signed by another key',
    'forged',
    () => it.publish(topics.presence(it.ada.id), presenceBy(stranger, it.ada.id, false), true),
  ],
  [
    'a presence, signed by another key',
    'forged',
    () => it.publish(topics.presence(it.ada.id), presenceBy(it.rogue.key, it.ada.id, true), true),
  ],
  [
    'a presence of an earlier process again',
    'replayed',
    () => {
      const isOld = (json: { isPresent?: boolean }) => json?.isPresent === true;
      const { payload } = it.last(topics.presence(it.ada.id), isOld, [...it.before]);
      return it.publish(topics.presence(it.ada.id), payload, true);
    },
  ],
];

/** What the rogue tells in its own name. */
const byRogue: Rows = [
  [
    "a tick with another's signature",
    'signature',
    () => it.rogue.say(tickLine({ ...mine(), signature: new TestDevice('x').sign(hash(mine())) })),
  ],
  ["another device's tick", 'device', () => it.rogue.say(tickLine(it.tip(it.ada.id)))],
  ['a tick again', 'replayed', () => it.rogue.say(tickLine(it.tip(it.eve.id)))],
  ['a second first tick', 'stale', () => it.rogue.say(tickLine(mine({ prev: genesis(SESSION) })))],
  ['a tick behind no tick of its chain', 'link', () => it.rogue.say(tickLine(mine({ prev: hash(mine()) })))],
  [
    'a tick behind another device’s',
    'link',
    () => it.rogue.say(tickLine(mine({ prev: hash(it.tip(it.ada.id)) }))),
  ],
  ['a tick to an easier target', 'bits', () => it.rogue.say(tickLine(mine({ bits: 0x2100ffff })))],
  ['a tick to no target', 'bits', () => it.rogue.say(tickLine(mine({ bits: 0x20800000 })))],
  ['work that was not done', 'work', () => it.rogue.say(tickLine(unsolved()))],
  ['another version of the header', 'version', () => it.rogue.say(tickLine(mine({ version: 2 })))],
  [
    'another merkle root',
    'root',
    () => it.rogue.say(tickLine({ ...mine(), payload: sha256d(Buffer.of(9)) })),
  ],
  ['a round too late', 'round', () => it.rogue.say(tickLine({ ...mine(), round: it.view().round + 2 }))],
  ['no round', 'round', () => it.rogue.say(tickLine({ ...mine(), round: 0 }))],
  ['no round root', 'round-root', () => it.rogue.say(tickLine(mine({ roundRoot: ZEROS })))],
  [
    'a round root of other ticks',
    'round-root',
    () => it.rogue.say(tickLine(mine({ roundRoot: merkleRoot([hash(it.tip(it.ada.id))]) }))),
  ],
  [
    'a citation of what nobody has seen',
    'unknown-citation',
    () => {
      const head = sha256d(Buffer.of(1));
      it.rogue.say(tickLine(mine({ citations: others({ ...adaCited(), head }) })));
    },
  ],
  [
    "a citation in another's name",
    'citation',
    () => {
      const head = hash(it.tip(it.bob.id));
      it.rogue.say(tickLine(mine({ citations: others({ ...adaCited(), head }) })));
    },
  ],
  [
    'citations that are not in order',
    'citations-order',
    () => it.rogue.say(tickLine({ ...mine(), citations: inOrder(draft().citations).reverse() })),
  ],
  [
    'a citation of itself',
    'cites-itself',
    () =>
      it.rogue.say(
        tickLine(mine({ citations: [{ device: it.eve.publicKey, head: hash(it.tip(it.eve.id)) }] })),
      ),
  ],
  [
    'a record with a byte more',
    'length',
    () => it.rogue.say(tickLine(Buffer.concat([encodeTick(mine()), Buffer.of(0)]))),
  ],
  [
    'a tick of no order',
    'unexpected',
    () =>
      it.rogue.say(JSON.stringify({ type: 'tick', tick: Buffer.from(encodeTick(mine())).toString('hex') })),
  ],
  ['a line of no JSON', 'malformed', () => it.rogue.say('tick, tock')],
  ['a message that is not known', 'malformed', () => it.rogue.say('{"type":"mine","order":1}')],
  [
    'an oversized line',
    'oversized',
    () => it.rogue.publish({ type: 'line', n: 1_000_000, line: 'x'.repeat(LONGEST_LINE + 1) }),
  ],
  [
    'another version of the protocol',
    'version',
    () => it.rogue.say(JSON.stringify({ type: 'hello', version: 2, device: it.eve.id, software: '' })),
  ],
  [
    "another device's name",
    'forged',
    () => it.rogue.say(JSON.stringify({ type: 'hello', version: 1, device: it.ada.id, software: '' })),
  ],
  ['another chain', 'unexpected', () => it.rogue.say('{"type":"opened","ticks":0,"tip":null,"torn":0}')],
  ['the end of a history again', 'unexpected', () => it.rogue.say('{"type":"told"}')],
  ['lines taken that were never sent', 'unexpected', () => it.rogue.publish({ type: 'taken', n: 1_000_000 })],
  ['a line far ahead', 'unexpected', () => it.rogue.publish({ type: 'line', n: 1_000_000, line: '{}' })],
];

/** What someone tells ada in the coordinator's name. */
const toAda: Rows = [
  ['no JSON', 'malformed', () => it.publish(ordersOf(it.ada.id), 'stop', true)],
  [
    'an oversized line',
    'oversized',
    () =>
      it.publish(
        ordersOf(it.ada.id),
        frameBy(stranger, 'coordinator', callOf(it.ada.id), 9, 'x'.repeat(LONGEST_LINE + 1)),
      ),
  ],
  [
    "another coordinator's call",
    'forged',
    () => it.publish(ordersOf(it.ada.id), callBy(stranger, stranger.publicKey, it.ada.id)),
  ],
  [
    "a call in the coordinator's name",
    'forged',
    () => it.publish(ordersOf(it.ada.id), callBy(stranger, it.key.publicKey, it.ada.id)),
  ],
  [
    'a call of bob, told to ada',
    'forged',
    () =>
      it.publish(ordersOf(it.ada.id), it.last(ordersOf(it.bob.id), (json) => json?.type === 'call').payload),
  ],
  [
    'her call again',
    'replayed',
    () =>
      it.publish(
        ordersOf(it.ada.id),
        it.last(ordersOf(it.ada.id), (json) => json?.call === callOf(it.ada.id) && json.type === 'call')
          .payload,
      ),
  ],
  [
    'a call of an earlier process again',
    'replayed',
    () =>
      it.publish(
        ordersOf(it.ada.id),
        it.last(ordersOf(it.ada.id), (json) => json?.type === 'call', [...it.before]).payload,
      ),
  ],
  [
    'an order, signed by another key',
    'forged',
    () =>
      it.publish(
        ordersOf(it.ada.id),
        frameBy(stranger, 'coordinator', callOf(it.ada.id), 9, '{"type":"stop"}'),
      ),
  ],
  [
    'the end of the connection, signed by another key',
    'forged',
    () => {
      const frame = { type: 'end', call: callOf(it.ada.id), n: 9 } as const;
      const signature = stranger.sign(frameText(SESSION, 'coordinator', frame));
      return it.publish(ordersOf(it.ada.id), writeFrame({ ...frame, signature }));
    },
  ],
  [
    'an order again',
    'replayed',
    () => it.publish(ordersOf(it.ada.id), it.last(ordersOf(it.ada.id), isLine).payload),
  ],
  [
    'an order of another call',
    'replayed',
    () => it.publish(ordersOf(it.ada.id), it.last(ordersOf(it.bob.id), isLine).payload),
  ],
  [
    'her own answer',
    'forged',
    () => it.publish(ordersOf(it.ada.id), it.last(answersOf(it.ada.id), isLine).payload),
  ],
];

/** Holds an attack against a session at rest, waits until it is counted, and has the session go on. */
async function expectRefused(
  by: 'coordinator' | 'device',
  member: string,
  fault: string,
  attack: Attack,
  counts: () => number,
) {
  const before = it.view();
  const count = counts();
  const told = it.events.length;
  await attack();
  await it.until(() => counts() > count && it.events.length > told);
  expect(counts()).toBe(count + 1);
  const { name } = it.member(member);
  expect(it.events.slice(told)).toMatchObject([{ type: 'refused', by, name, device: member, fault }]);
  expect(it.view()).toEqual(before);
  expect(await it.round()).toEqual(['device 1', 'device 2', 'device 3']);
  const after = it.view();
  expect(after).toMatchObject({ round: before.round + 1, comings: before.comings });
  expect(after.heads.map(({ tau }) => tau)).toEqual(before.heads.map(({ tau }) => tau + 1));
}
const refusedOf = (id: string, fault: string) => () => it.member(id).refused.get(fault) ?? 0;

test.each(asAda)('told in ada’s name: %s: %s', async (_what, fault, attack) => {
  await expectRefused('coordinator', it.ada.id, fault, attack, refusedOf(it.ada.id, fault));
});

test.each(byRogue)('told by a device of the session: %s: %s', async (_what, fault, attack) => {
  await expectRefused('coordinator', it.rogue.key.id, fault, attack, refusedOf(it.rogue.key.id, fault));
});

test.each(toAda)('told to ada: %s: %s', async (_what, fault, attack) => {
  await expectRefused('device', it.ada.id, fault, attack, () => it.ada.refused.get(fault) ?? 0);
});

const isAdas = (json: { process?: string; isPresent?: boolean }) =>
  json?.isPresent === true && json.process === it.last(topics.presence(it.ada.id), isPresent).json.process;
const isPresent = (json: { isPresent?: boolean }) => json?.isPresent === true;

test('the last will of an earlier process, told late or again, changes nothing and is no fault', async () => {
  const { process } = it.last(topics.presence(it.ada.id), isPresent).json;
  const isOld = (json: { process?: string; isPresent?: boolean }) =>
    json?.isPresent === false && json.process !== undefined && json.process !== process;
  const { payload } = it.last(topics.presence(it.ada.id), isOld, [...it.before]);
  const before = it.view();
  const told = it.events.length;
  const putRight = it.hears(topics.presence(it.ada.id), isAdas);
  await it.publish(topics.presence(it.ada.id), payload, true);
  await putRight;
  expect(it.events.slice(told)).toEqual([]);
  expect(await it.round()).toHaveLength(3);
  expect(it.view()).toMatchObject({ round: before.round + 1, comings: before.comings });
});

test.each([
  ['nothing', () => ''],
  ['something else', () => 'x'],
  ['an absence signed by another key', () => presenceBy(stranger, it.ada.id, false)],
])('a device puts right what its presence’s topic retains: %s', async (_what, payload) => {
  const putRight = it.hears(topics.presence(it.ada.id), isAdas);
  await it.publish(topics.presence(it.ada.id), payload(), true);
  await putRight;
  const late = await mqtt.connectAsync(it.url);
  const retained = new Promise<Buffer>((resolve) => late.on('message', (_topic, bytes) => resolve(bytes)));
  await late.subscribeAsync(topics.presence(it.ada.id));
  const presence = readPresence(await retained);
  await late.endAsync(true);
  expect(presence.isPresent).toBe(true);
  expect(isPresenceOf(Uint8Array.from(Buffer.from(it.ada.id, 'hex')), SESSION, presence)).toBe(true);
});

test('what is told in the name of nobody of the session is refused, and told to who runs it', async () => {
  const refused = new Promise<string>((resolve) => {
    it.onStray = resolve;
  });
  await it.publish(answersOf(stranger.id), frameBy(it.rogue.key, 'device', callOf(it.ada.id), 0, '{}'));
  expect(await refused).toBe('forged');
});

test('what is longer than any frame does not pass the embedded broker', async () => {
  const before = it.view();
  const client = await mqtt.connectAsync(it.url, { reconnectPeriod: 0 });
  const closed = new Promise<void>((resolve) => client.on('close', resolve));
  client.publish(answersOf(it.ada.id), Buffer.alloc(LONGEST_FRAME + 1, ' '));
  await closed;
  await client.endAsync(true);
  expect(it.view()).toEqual(before);
  expect(await it.round()).toHaveLength(3);
});

test('of many refusals all are counted, and the first ten are told', async () => {
  const { bob } = it;
  const counts = [
    () => it.member(bob.id).refused.get('malformed') ?? 0,
    () => bob.refused.get('malformed') ?? 0,
  ];
  expect(counts.map((count) => count())).toEqual([0, 0]);
  const told = it.events.length;
  for (let i = 0; i < 15; i++) {
    await it.publish(answersOf(bob.id), `no JSON ${i}`);
    await it.publish(ordersOf(bob.id), `no JSON ${i}`);
  }
  await it.round();
  await it.until(() => counts.every((count) => count() === 15));
  const refusals = it.events.slice(told).filter((event) => event.type === 'refused');
  expect(refusals.map(({ by }) => by).sort()).toEqual([
    ...Array(10).fill('coordinator'),
    ...Array(10).fill('device'),
  ]);
});
