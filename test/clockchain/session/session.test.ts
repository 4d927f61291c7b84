import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ChainedTick } from '../../../dist/clockchain/chain/chain-state.js';
import { verifyChains } from '../../../dist/clockchain/chain/verify-chains.js';
import { chainFileName } from '../../../dist/clockchain/device/device-folder.js';
import { runFree } from '../../../dist/clockchain/session/free.js';
import { runRounds } from '../../../dist/clockchain/session/rounds.js';
import { runSerial } from '../../../dist/clockchain/session/serial.js';
import { Session, type SessionSettings } from '../../../dist/clockchain/session/session.js';
import type { SessionEvent } from '../../../dist/clockchain/session/session-log.js';
import { figuresOf } from '../../../dist/clockchain/session/session-view.js';
import { targetOfZeros } from '../../../dist/clockchain/tick/difficulty.js';
import { temporaryFolder } from '../records/samples.js';
import { InProcessDevice } from './support/in-process.js';

const SESSION = 'garden';
const timeoutSeconds = 60;

/** Timeouts that come when a test says so. */
function manualTimeouts() {
  const waiting = new Set<() => void>();
  return {
    after: (_seconds: number, then: () => void) => {
      waiting.add(then);
      return () => void waiting.delete(then);
    },
    /** What is waited for now takes too long. */
    strike: () => {
      for (const then of [...waiting]) then();
    },
  };
}

/** A session that runs, and what it has told. */
async function begin(devices: readonly InProcessDevice[], settings: Partial<SessionSettings> = {}) {
  const events: SessionEvent[] = [];
  const session = await Session.open({
    session: SESSION,
    folder: temporaryFolder(),
    mode: 'rounds',
    devices: devices.map((device) => ({ link: device.link(), target: targetOfZeros(1) })),
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

type Of<Type extends SessionEvent['type']> = Extract<SessionEvent, { type: Type }>;
const only = <Type extends SessionEvent['type']>(events: readonly SessionEvent[], type: Type) =>
  events.filter((event): event is Of<Type> => event.type === type);

/** Both the copies and the devices' own chains. */
async function verdicts(session: Session, devices: readonly InProcessDevice[]) {
  const own = devices.map(({ folder }) => join(folder, chainFileName(SESSION)));
  const rules = { rounds: session.mode === 'rounds' };
  const all = [await verifyChains(session.chains.paths, { rules }), await verifyChains(own, { rules })];
  for (const verdict of all.flat()) expect(verdict.fault).toBeUndefined();
  return all.map((chains) => chains.map(({ ticks }) => ticks).sort((a, b) => a - b));
}

const pair = () => [new InProcessDevice('one'), new InProcessDevice('two')] as const;

test('serial: one device after the other', async () => {
  const devices = pair();
  const { session, events } = await begin(devices, { mode: 'serial' });
  await runSerial(session, { ticks: 3, timeoutSeconds });
  await session.close();
  const ticks = only(events, 'tick');
  expect(ticks.map(({ name }) => name)).toEqual(['one', 'two', 'one', 'two', 'one', 'two']);
  // Each has seen the one before.
  expect(ticks.map(({ lamport }) => lamport)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await verdicts(session, devices)).toEqual([
    [3, 3],
    [3, 3],
  ]);
});

test('free: each for itself, and each to its end', async () => {
  const devices = pair();
  const { session, events } = await begin(devices, { mode: 'free' });
  await runFree(session, { ticks: 30 });
  await session.close();
  expect(only(events, 'finished').map(({ ticks }) => ticks)).toEqual([30, 30]);
  expect(await verdicts(session, devices)).toEqual([
    [30, 30],
    [30, 30],
  ]);
  const figures = figuresOf(session.members);
  expect(figures).toMatchObject([
    { name: 'one', tau: 30, ticks: 30, round: 0, drift: undefined },
    { name: 'two', tau: 30, ticks: 30, round: 0, drift: { band: 1.96 * Math.sqrt(1 / 15) } },
  ]);
  const [one, two] = figures;
  // 30 ticks each, for so many tries.
  expect(two!.drift!.drift).toBeCloseTo(one!.tries / two!.tries - 1, 10);
});

test('free: until the signal, and the chains hold', async () => {
  const devices = pair();
  const abort = new AbortController();
  const { session, events } = await begin(devices, {
    mode: 'free',
    onEvent: (event) => event.type === 'tick' && event.tau === 10 && abort.abort(),
  });
  await runFree(session, { signal: abort.signal });
  await session.close();
  const [copies, own] = await verdicts(session, devices);
  // What was under way has been taken to the end.
  expect(copies).toEqual(own);
  expect(only(events, 'tick')).toHaveLength(copies!.reduce((sum, ticks) => sum + ticks, 0));
  const lines = readFileSync(session.log.path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line)).map(({ type }) => type)).toEqual(
    events.map(({ type }) => type),
  );
});

describe('rounds', () => {
  test('each closes when all have ticked', async () => {
    const devices = [...pair(), new InProcessDevice('three')];
    const { session, events } = await begin(devices);
    await runRounds(session, { rounds: 5, timeoutSeconds });
    await session.close();
    const rounds = only(events, 'round');
    expect(rounds.map(({ round, present, absent }) => ({ round, present, absent }))).toEqual(
      [1, 2, 3, 4, 5].map((round) => ({ round, present: ['one', 'two', 'three'], absent: [] })),
    );
    expect(only(events, 'tick').map(({ round, lamport }) => lamport - round)).toEqual(Array(15).fill(0));
    expect(await verdicts(session, devices)).toEqual([
      [5, 5, 5],
      [5, 5, 5],
    ]);
  });

  test('a device that leaves is recorded, and what it missed when it is back', async () => {
    const [one, two] = pair();
    const { session, events } = await begin([one, two], {
      onEvent(event) {
        if (event.type !== 'round') return;
        if (event.round === 3) two.leave();
        if (event.round === 6) two.comeBack();
      },
    });
    const isBack = () => only(events, 'back').length > 0;
    const abort = new AbortController();
    const run = runRounds(session, { timeoutSeconds, signal: abort.signal });
    await session.until(isBack);
    abort.abort();
    await run;
    await session.close();
    const [back] = only(events, 'back');
    expect(back).toMatchObject({ name: 'two' });
    const [from, to] = back!.missed;
    expect(from).toBeLessThanOrEqual(5);
    expect(to).toBe(back!.round - 1);
    const absences = only(events, 'round').filter(({ absent }) => absent.some(({ name }) => name === 'two'));
    expect(absences.map(({ round }) => round)).toEqual(
      Array.from({ length: to - from + 1 }, (_, i) => from + i),
    );
    expect(only(events, 'absent').length).toBeGreaterThan(0);
    await verdicts(session, [one, two]);
  });

  test('one that nobody comes to is void, and held again', async () => {
    const [one, two] = pair();
    const { after, strike } = manualTimeouts();
    // Each mines what it is asked for, and nothing of it is heard.
    const unheard = new Set<string>();
    let isMute = true;
    for (const device of [one, two])
      device.say = (line) => {
        if (!isMute || !/"type":"(tick|mined)"/.test(line)) return [line];
        if (line.includes('"mined"')) unheard.add(device.name);
        if (unheard.size === 2) strike();
        return [];
      };
    const { session, events } = await begin([one, two], {
      after,
      onEvent: (event) => {
        if (event.type === 'void') isMute = false;
      },
    });
    await runRounds(session, { rounds: 3, timeoutSeconds });
    await session.close();
    expect(only(events, 'void').map(({ round }) => round)).toEqual([1]);
    expect(only(events, 'round').map(({ round }) => round)).toEqual([1, 2, 3]);
    // The ticks that they had mined for it count: there is one of each.
    expect(await verdicts(session, [one, two])).toEqual([
      [3, 3],
      [3, 3],
    ]);
  });

  test('one closes at its timeout without those that are late, and takes their ticks afterwards', async () => {
    const [one, two] = pair();
    const { after, strike } = manualTimeouts();
    const late: string[] = [];
    let ofOne = 0;
    const look = () => round === 2 && late.length === 2 && ofOne === 2 && strike();
    // Of the second round it is heard only when the third has begun.
    let round = 1;
    two.say = (line) => {
      if (round !== 2 || !/"type":"(tick|mined)"/.test(line)) return [...late.splice(0), line];
      late.push(line);
      look();
      return [];
    };
    const { session, events } = await begin([one, two], {
      after,
      onEvent: (event) => {
        if (event.type === 'round') round = event.round + 1;
        if (event.type !== 'tick' || event.name !== 'one') return;
        ofOne++;
        look();
      },
    });
    await runRounds(session, { rounds: 3, timeoutSeconds });
    await session.close();
    expect(only(events, 'round').map(({ absent }) => absent)).toEqual([
      [],
      [{ name: 'two', why: 'late' }],
      [],
    ]);
    expect(await verdicts(session, [one, two])).toEqual([
      [3, 3],
      [3, 3],
    ]);
  });

  test('after a crash, a round that was announced is held again on the same ticks', async () => {
    const [one, two] = pair();
    const folder = temporaryFolder();
    const { after, strike } = manualTimeouts();
    let round = 1;
    const unheard: string[] = [];
    const late: string[] = [];
    // Of the second round two is late; of the third, which is on one's tick alone, nothing is heard.
    for (const device of [one, two])
      device.say = (line) => {
        if (!/"type":"(tick|mined)"/.test(line) || round === 1) return [line];
        if (round === 2 && device === one) return [line];
        if (round === 2) late.push(line);
        else if (line.includes('"mined"')) unheard.push(device.name);
        look();
        return [];
      };
    const look = () => {
      if (round === 2 && late.length === 2 && ofOne === 2) strike();
      if (round === 3 && unheard.length === 2) abort.abort();
    };
    let ofOne = 0;
    const abort = new AbortController();
    const first = await begin([one, two], {
      folder,
      after,
      onEvent: (event) => {
        if (event.type === 'round') round = event.round + 1;
        if (event.type !== 'tick' || event.name !== 'one') return;
        ofOne++;
        look();
      },
    });
    await runRounds(first.session, { rounds: 3, timeoutSeconds, signal: abort.signal });
    const announced = first.session.chains.agreements.lastRound!;
    expect(announced).toMatchObject({ number: 3, heads: [expect.anything()] });
    await first.session.close();

    // Now both tell all that they have, two's late tick of the second round too.
    for (const device of [one, two]) device.say = (line) => [line];
    const second = await begin([one, two], { folder });
    expect(only(second.events, 'refused')).toEqual([]);
    expect(
      only(second.events, 'tick')
        .map((event) => event.round)
        .sort(),
    ).toEqual([2, 3, 3]);
    expect(second.session.chains.agreements.lastRound).toEqual(announced);
    await runRounds(second.session, { rounds: 1, timeoutSeconds });
    await second.session.close();
    expect(only(second.events, 'round')).toMatchObject([{ round: 4, present: ['one', 'two'] }]);
    expect(await verdicts(second.session, [one, two])).toEqual([
      [4, 4],
      [4, 4],
    ]);
  });

  test('a round that was announced, and of which nobody has a tick, is announced again just so', async () => {
    const devices = pair();
    const folder = temporaryFolder();
    const first = await begin(devices, { folder });
    await runRounds(first.session, { rounds: 1, timeoutSeconds });
    const { agreements, set } = first.session.chains;
    // On one tick of the two, as if the other had come late.
    const [{ tick, hash }] = set.heads() as [ChainedTick];
    const announced = { number: 2, heads: [{ device: tick.device, head: hash }] };
    await agreements.announce(announced);
    await first.session.close();
    const second = await begin(devices, { folder });
    expect(second.session.chains.nextRound()).toEqual(announced);
    await runRounds(second.session, { rounds: 1, timeoutSeconds });
    const heads = second.session.chains.set.heads();
    expect(heads.map((head) => head.tick.roundRoot)).toEqual([hash, hash]);
    await second.session.close();
    await verdicts(second.session, devices);
  });

  test('a session goes on where it was, with devices that start anew', async () => {
    const devices = pair();
    const folder = temporaryFolder();
    for (const total of [3, 6]) {
      const { session, events } = await begin(devices, { folder });
      await runRounds(session, { rounds: 3, timeoutSeconds });
      await session.close();
      expect(only(events, 'round').map(({ round }) => round)).toEqual([total - 2, total - 1, total]);
      expect(await verdicts(session, devices)).toEqual([
        [total, total],
        [total, total],
      ]);
    }
  });

  test('a session goes on with harder ticks, and then with easier ones', async () => {
    const devices = pair();
    const folder = temporaryFolder();
    for (const zeros of [1, 2, 0]) {
      const targets = devices.map((device) => ({ link: device.link(), target: targetOfZeros(zeros) }));
      const { session } = await begin(devices, { folder, devices: targets });
      await runRounds(session, { rounds: 2, timeoutSeconds });
      await session.close();
      await verdicts(session, devices);
      expect(figuresOf(session.members)).toMatchObject([{ ticks: 2 }, { ticks: 2 }]);
    }
    // Where nothing of it is known, easier ticks than those of the run are not taken.
    const targets = devices.map((device) => ({ link: device.link(), target: targetOfZeros(2) }));
    const { session, events } = await begin(devices, { devices: targets });
    await session.close();
    expect(only(events, 'joined')).toEqual([]);
    expect(only(events, 'refused')).toMatchObject([
      { fault: 'ERR_INVALID_TICK' },
      { fault: 'ERR_INVALID_TICK' },
    ]);
  });

  test('copies that are lost come back from the devices, and a device’s chain from the copies', async () => {
    const [one, two] = pair();
    const folder = temporaryFolder();
    const first = await begin([one, two], { folder });
    await runRounds(first.session, { rounds: 4, timeoutSeconds });
    await first.session.close();
    // Another folder has no copies.
    const second = await begin([one, two]);
    expect(second.session.chains.length).toBe(8);
    await runRounds(second.session, { rounds: 1, timeoutSeconds });
    await second.session.close();
    expect(await verdicts(second.session, [one, two])).toEqual([
      [5, 5],
      [5, 5],
    ]);
    // The first folder is a round behind. It announces that round just so, and gets the ticks that the devices have.
    const third = await begin([one, two], { folder });
    await runRounds(third.session, { rounds: 1, timeoutSeconds });
    await third.session.close();
    expect(only(third.events, 'round').map(({ round }) => round)).toEqual([5]);
    expect(figuresOf(third.session.members)).toMatchObject([{ ticks: 0 }, { ticks: 0 }]);
    expect(await verdicts(third.session, [one, two])).toEqual([
      [5, 5],
      [5, 5],
    ]);
  });
});

describe('what a device does wrong', () => {
  test('is refused, counted and named, and ends nothing', async () => {
    const [one, two] = pair();
    two.say = (line) => {
      if (!line.includes('"type":"tick"')) return [line];
      const message = JSON.parse(line);
      const forged = {
        ...message,
        tick: message.tick.slice(0, -2) + (message.tick.endsWith('00') ? '01' : '00'),
      };
      return ['no JSON', JSON.stringify(forged), JSON.stringify({ type: 'what' }), line, line];
    };
    const { session, events } = await begin([one, two], { mode: 'serial' });
    await runSerial(session, { ticks: 2, timeoutSeconds });
    await session.close();
    expect(figuresOf(session.members)).toMatchObject([
      { name: 'one', ticks: 2, refused: {} },
      { name: 'two', ticks: 2, refused: { malformed: 4, signature: 2, replayed: 2 } },
    ]);
    for (const event of only(events, 'refused'))
      expect(event).toMatchObject({ name: 'two', by: 'coordinator' });
    expect(await verdicts(session, [one, two])).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });

  test('a tick to an easier target than agreed is refused, and what follows it', async () => {
    const [one, two] = pair();
    two.hear = (line) => line.replace(`"bits":${targetOfZeros(2).bits}`, `"bits":${targetOfZeros(1).bits}`);
    const devices = [one, two].map((device, i) => ({ link: device.link(), target: targetOfZeros(i + 1) }));
    const { session, events } = await begin([one, two], { mode: 'serial', devices });
    await runSerial(session, { ticks: 2, timeoutSeconds });
    await session.close();
    const [, cheat] = figuresOf(session.members);
    expect(cheat).toMatchObject({ ticks: 0, refused: { bits: 2 } });
    expect(only(events, 'skipped').map(({ name, turn }) => [name, turn])).toEqual([
      ['two', 1],
      ['two', 2],
    ]);
  });

  test('a device of another version never joins', async () => {
    const [one, two] = pair();
    two.say = (line) => [line.replace('"version":1', '"version":2')];
    const { session } = await begin([one, two], { mode: 'serial' });
    await runSerial(session, { ticks: 1, timeoutSeconds });
    await session.close();
    expect(figuresOf(session.members)).toMatchObject([{ ticks: 1 }, { ticks: 0, refused: { version: 1 } }]);
    expect(two.starts).toBe(1);
  });

  test.each(['serial', 'free', 'rounds'] as const)(
    '%s ends when no device can come any more',
    async (mode) => {
      const devices = pair();
      for (const device of devices) device.say = (line) => [line.replace('"version":1', '"version":2')];
      const { session } = await begin(devices, { mode });
      if (mode === 'serial') await runSerial(session, { ticks: 3, timeoutSeconds });
      else if (mode === 'free') await runFree(session, {});
      else await runRounds(session, { timeoutSeconds });
      await session.close();
      expect(figuresOf(session.members)).toMatchObject([{ ticks: 0 }, { ticks: 0 }]);
    },
  );

  test('one device under two names is one', async () => {
    const one = new InProcessDevice('one');
    const again = new InProcessDevice('again', one.folder);
    const { session } = await begin([one, again], { mode: 'serial' });
    await runSerial(session, { ticks: 1, timeoutSeconds });
    await session.close();
    const figures = figuresOf(session.members);
    expect(figures.map(({ ticks }) => ticks).sort()).toEqual([0, 1]);
    expect(figures.map(({ refused }) => refused)).toContainEqual({ device: 1 });
  });

  test('a chain that has parted from the session’s is not taken', async () => {
    const [one, two] = pair();
    const folder = temporaryFolder();
    const first = await begin([one, two], { folder, mode: 'serial' });
    await runSerial(first.session, { ticks: 2, timeoutSeconds });
    await first.session.close();
    // The same key, another chain.
    const fork = new InProcessDevice('two');
    cpSync(join(two.folder, 'device.pem'), join(fork.folder, 'device.pem'));
    const elsewhere = await begin([fork], { mode: 'serial' });
    await runSerial(elsewhere.session, { ticks: 3, timeoutSeconds });
    await elsewhere.session.close();
    const second = await begin([one, fork], { folder, mode: 'serial' });
    await runSerial(second.session, { ticks: 1, timeoutSeconds });
    await second.session.close();
    expect(figuresOf(second.session.members)).toMatchObject([
      { ticks: 1, tau: 3 },
      { ticks: 0, tau: 2, refused: expect.anything() },
    ]);
    expect(Object.keys(figuresOf(second.session.members)[1]!.refused)[0]).toMatch(/^(link|stale)$/);
    expect(only(second.events, 'skipped')).toMatchObject([{ name: 'two', why: 'absent' }]);
  });
});
