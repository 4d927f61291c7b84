import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Target } from '../../../dist/bitcoin/target.js';
import { verifyChains } from '../../../dist/clockchain/chain/verify-chains.js';
import { runFree } from '../../../dist/clockchain/session/free.js';
import { runRounds } from '../../../dist/clockchain/session/rounds.js';
import { runSerial } from '../../../dist/clockchain/session/serial.js';
import { Session, type SessionSettings } from '../../../dist/clockchain/session/session.js';
import type { SessionEvent } from '../../../dist/clockchain/session/session-log.js';
import { figuresOf } from '../../../dist/clockchain/session/session-view.js';
import { targetOfZeros } from '../../../dist/clockchain/tick/difficulty.js';
import { temporaryFolder } from '../records/samples.js';
import { InProcessDevice } from './support/in-process.js';

/** 65,536 tries. */
const FIRST_BITS = '1f010000';
const timeoutSeconds = 60;
const pair = () => [new InProcessDevice('one'), new InProcessDevice('two')] as const;

async function begin(
  devices: readonly InProcessDevice[],
  every: number,
  settings: Partial<SessionSettings> = {},
) {
  const events: SessionEvent[] = [];
  const session = await Session.open({
    session: 'garden',
    folder: temporaryFolder(),
    mode: 'rounds',
    devices: devices.map((device) => ({ link: device.link(), every })),
    firstPauseMilliseconds: 5,
    ...settings,
    onEvent: (event) => {
      events.push(event);
      settings.onEvent?.(event);
    },
  });
  await session.start();
  return { session, events };
}

type TickEvent = Extract<SessionEvent, { type: 'tick' }>;
const ticksOf = (events: readonly SessionEvent[], name: string) =>
  events.filter((event): event is TickEvent => event.type === 'tick' && event.name === name);
const expectedOf = ({ bits }: TickEvent) => Target.fromBits(bits).expectedHashes;
const rateOf = (ticks: readonly TickEvent[]) => {
  const sum = (of: 'tries' | 'seconds') => ticks.reduce((all, tick) => all + tick[of], 0);
  return sum('tries') / sum('seconds');
};

/** A device that says of itself that it is so many times as slow. */
function slow(device: InProcessDevice, times: number): InProcessDevice {
  device.say = (line) => [
    line.replace(/"seconds":([\d.e-]+)/, (_, seconds) => `"seconds":${Number(seconds) * times}`),
  ];
  return device;
}

/** That each tick's bits are those of the rate that the ticks before it have, where a new order goes before each. */
function expectPaced(ticks: readonly TickEvent[], every: number): void {
  expect(ticks[0]!.bits).toBe(FIRST_BITS);
  for (const [at, tick] of ticks.entries()) {
    if (at === 0) continue;
    const wanted = rateOf(ticks.slice(Math.max(0, at - 16), at)) * every;
    const last = expectedOf(ticks[at - 1]!);
    const expected = Math.min(Math.max(wanted, last / 4, 256), Math.max(256, last * 4));
    expect(Math.abs(expectedOf(tick) / expected - 1)).toBeLessThan(2 ** -15);
    const measured = ticks.slice(0, at).reduce((all, { seconds }) => all + seconds, 0);
    const isAtPace = expected === wanted && measured >= Math.min(Math.max(16 * every, 1), 10);
    expect(tick.every).toBe(isAtPace ? every : undefined);
  }
}

test.each(['serial', 'rounds'] as const)(
  '%s: each tick has the target of its device’s measured rate',
  async (mode) => {
    const devices = pair();
    slow(devices[0], 100);
    slow(devices[1], 500);
    const { session, events } = await begin(devices, 2, { mode });
    if (mode === 'serial') await runSerial(session, { ticks: 20, timeoutSeconds });
    else await runRounds(session, { rounds: 20, timeoutSeconds });
    await session.close();
    const [one, two] = ['one', 'two'].map((name) => ticksOf(events, name));
    for (const ticks of [one!, two!]) {
      expect(ticks).toHaveLength(20);
      expectPaced(ticks, 2);
    }
    const figures = figuresOf(session.members);
    for (const [i, ticks] of [one!, two!].entries()) {
      const paced = ticks.filter(({ every }) => every !== undefined);
      expect(paced.length).toBeGreaterThan(0);
      expect(figures[i]!.pace).toMatchObject({ every: 2, count: paced.length, expected: 2 });
      const seconds = paced.reduce((all, tick) => all + tick.seconds, 0);
      expect(figures[i]!.pace!.mean).toBeCloseTo(seconds / paced.length, 12);
    }
    expect(events[0]).toMatchObject({ devices: [{ name: 'one', every: 2 }, { every: 2 }] });
    const verdicts = await verifyChains(session.chains.paths);
    expect(verdicts.map(({ fault, ticks }) => [fault, ticks])).toEqual([
      [undefined, 20],
      [undefined, 20],
    ]);
  },
);

test('free: an order is for one tick, and for sixteen once sixteen are known', async () => {
  const one = slow(new InProcessDevice('one'), 100);
  const orders: { bits: number; count: number }[] = [];
  one.hear = (line) => {
    if (line.includes('"type":"mine"')) orders.push(JSON.parse(line));
    return line;
  };
  const { session, events } = await begin([one], 3, { mode: 'free' });
  await runFree(session, { ticks: 60 });
  await session.close();
  const ticks = ticksOf(events, 'one');
  expect(ticks).toHaveLength(60);
  expect(orders.reduce((all, { count }) => all + count, 0)).toBe(60);
  const long = orders.findIndex(({ count }) => count > 1);
  expect(long).toBeGreaterThanOrEqual(16);
  expect(orders.slice(0, long).every(({ count }) => count === 1)).toBe(true);
  expect(orders[long]!.count).toBe(16);
  expectPaced(ticks.slice(0, long), 3);
  // All ticks of an order have its target.
  const bits = orders.flatMap(({ bits, count }) => Array<number>(count).fill(bits));
  expect(ticks.map((tick) => Number.parseInt(tick.bits, 16))).toEqual(bits);
  expect(figuresOf(session.members)[0]!.refused).toEqual({});
});

test('a second run measures anew, and takes the first one’s ticks whatever their targets', async () => {
  const devices = pair();
  const folder = temporaryFolder();
  for (const run of [1, 2]) {
    const { session, events } = await begin(devices, 0.02, { folder });
    await runRounds(session, { rounds: 5, timeoutSeconds });
    await session.close();
    for (const name of ['one', 'two']) expectPaced(ticksOf(events, name), 0.02);
    expect(figuresOf(session.members)).toMatchObject([
      { tau: 5 * run, ticks: 5 },
      { tau: 5 * run, ticks: 5 },
    ]);
  }
  // Nor does a coordinator without copies refuse them.
  const { session } = await begin(devices, 0.02);
  await runRounds(session, { rounds: 1, timeoutSeconds });
  await session.close();
  expect(figuresOf(session.members)).toMatchObject([
    { tau: 11, refused: {} },
    { tau: 11, refused: {} },
  ]);
});

test('a session goes from zeros to a pace and back', async () => {
  const devices = pair();
  const folder = temporaryFolder();
  const zeros = () => devices.map((device) => ({ link: device.link(), target: targetOfZeros(1) }));
  for (const settings of [{ folder, devices: zeros() }, { folder }, { folder, devices: zeros() }]) {
    const { session } = await begin(devices, 0.02, settings);
    await runRounds(session, { rounds: 3, timeoutSeconds });
    await session.close();
    const figures = figuresOf(session.members);
    expect(figures.map(({ ticks, refused }) => [ticks, refused])).toEqual([
      [3, {}],
      [3, {}],
    ]);
    const isPaced = settings.devices === undefined;
    expect(figures.map(({ pace }) => pace !== undefined)).toEqual([isPaced, isPaced]);
    const last = readFileSync(session.log.path, 'utf8').trimEnd().split('\n').at(-1)!;
    expect(JSON.parse(last).devices[0].pace?.every).toBe(isPaced ? 0.02 : undefined);
  }
});

test('a tick that answers an order from before a retarget is held against that order', async () => {
  const one = new InProcessDevice('one');
  // Its first tick is told with the second at hand; that one is on its way until the second order has come.
  const held: string[] = [];
  let ticks = 0;
  let hasSecond = false;
  one.say = (line) => {
    if (line.includes('"type":"tick"')) ticks++;
    if (ticks === 0) return [line];
    held.push(line);
    if (hasSecond) return held.splice(0);
    return ticks === 2 && line.includes('"type":"tick"') ? held.splice(0, 1) : [];
  };
  one.hear = (line) => {
    hasSecond ||= line.includes('"order":2');
    return line;
  };
  const { session, events } = await begin([one], 3600, {
    mode: 'free',
    onEvent: (event) => {
      if (event.type === 'tick' && event.tau === 1) session.members[0]!.assign(() => ({ count: 1 }));
    },
  });
  const [member] = session.members;
  member!.assign(() => ({ count: 2 }));
  await session.until(() => ticksOf(events, 'one').length === 3);
  await session.close();
  const [first, second, third] = ticksOf(events, 'one');
  expect(second!.bits).toBe(first!.bits);
  // Of an hour's pace the second order is as much harder as it may be.
  expect(expectedOf(third!) / expectedOf(second!)).toBe(4);
  expect(figuresOf(session.members)[0]!.refused).toEqual({});
});

test('a tick to an easier target than its order’s is refused, and the device is not asked for ever', async () => {
  const one = new InProcessDevice('one');
  let orders = 0;
  one.hear = (line) => {
    if (line.includes('"type":"mine"')) orders++;
    return line.replace(/"bits":\d+/, `"bits":${targetOfZeros(2).bits}`);
  };
  const { session, events } = await begin([one], 1, { mode: 'free' });
  const abort = new AbortController();
  const run = runFree(session, { signal: abort.signal });
  await session.until(() => events.some(({ type }) => type === 'refused') && !session.members[0]!.isMining);
  abort.abort();
  await run;
  await session.close();
  expect(orders).toBe(1);
  expect(figuresOf(session.members)).toMatchObject([{ ticks: 0, refused: { bits: 1 } }]);
});
