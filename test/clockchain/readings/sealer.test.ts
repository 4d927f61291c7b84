import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ChainFile } from '../../../dist/clockchain/chain/chain-file.js';
import { ChainSet } from '../../../dist/clockchain/chain/chain-set.js';
import { DeviceKey } from '../../../dist/clockchain/device/device-key.js';
import { TickMiner } from '../../../dist/clockchain/device/tick-miner.js';
import { leafOf, type SignedReading } from '../../../dist/clockchain/readings/reading.js';
import { ReadingJournal } from '../../../dist/clockchain/readings/reading-journal.js';
import { type SealEvent, Sealer, type SealerOptions } from '../../../dist/clockchain/readings/sealer.js';
import { signTransfer } from '../../../dist/clockchain/readings/transfer.js';
import { targetOfZeros } from '../../../dist/clockchain/tick/difficulty.js';
import type { Tick } from '../../../dist/clockchain/tick/tick.js';
import { createMiner, type Miner } from '../../../dist/index.js';
import { temporaryFolder } from '../records/samples.js';
import { merkleRoot, ZEROS } from '../support/oracle.js';
import { genesis } from '../support/rounds.js';
import { openSeeded } from '../support/seeded-key.js';
import { kindsOf, line, SESSION } from './journal.js';

let miner: Miner;
let key: DeviceKey;
beforeAll(async () => {
  miner = await createMiner({ threads: 1, cache: false });
  key = await openSeeded(DeviceKey.open, '2a'.repeat(32));
});
afterAll(() => miner.close());
afterEach(() => {
  vi.restoreAllMocks();
});

function optionsIn(folder: string, options: Partial<SealerOptions> = {}): SealerOptions {
  return {
    session: SESSION,
    key,
    chain: join(folder, 'a.chain'),
    journal: join(folder, 'readings'),
    miner,
    target: targetOfZeros(1),
    count: 3,
    age: 3600,
    fsync: 'batch',
    ...options,
  };
}

/** One that is closed with the test. */
async function openSealer(options: SealerOptions): Promise<Sealer> {
  const sealer = await Sealer.open(options);
  onTestFinished(() => sealer.close());
  return sealer;
}

/** All that it tells. */
class Events {
  readonly all: SealEvent[] = [];
  readonly onEvent = (event: SealEvent) => void this.all.push(event);

  of<Type extends SealEvent['type']>(type: Type) {
    return this.all.filter((event): event is SealEvent & { type: Type } => event.type === type);
  }

  get readings(): SignedReading[] {
    return this.of('reading').map(({ reading }) => reading);
  }

  /** First reading, count and tick of each batch. */
  get seals(): number[][] {
    return this.of('sealed').map(({ seal: { first, count, tau } }) => [first, count, tau]);
  }
}

async function* source(values: readonly (object | string)[]) {
  for (const value of values) yield typeof value === 'string' ? Buffer.from(value) : line(value);
}

const numbered = (count: number, first = 1) =>
  Array.from({ length: count }, (_, i): object => ({ t: first + i }));

/** The chain's ticks, each verified. */
async function ticksOf({ chain, session }: SealerOptions): Promise<Tick[]> {
  const ticks: Tick[] = [];
  const set = new ChainSet(session, { easiest: targetOfZeros(1) });
  const file = await ChainFile.open(chain, {
    session,
    device: key.publicKey,
    fsync: 'none',
    onTick: (tick) => ticks.push(set.add(tick).tick),
  });
  await file.close();
  return ticks;
}

describe('a sealer', () => {
  it('acknowledges each reading, and seals it into a tick with its batch', async () => {
    const options = optionsIn(temporaryFolder());
    const events = new Events();
    const sealer = await openSealer(options);
    const summary = await sealer.run(source(numbered(7)), events);
    expect(summary).toEqual({ readings: 7, refused: 0, batches: 3, sealed: 7 });
    expect(sealer).toMatchObject({ readings: 7, unsealed: 0, ticks: 3, recovered: undefined, torn: [] });
    await sealer.close();
    expect(events.of('reading').map((event) => [event.line, event.reading.number])).toEqual(
      numbered(7).map((_, i) => [i + 1, i + 1]),
    );
    expect(events.seals).toEqual([
      [1, 3, 1],
      [4, 3, 2],
      [7, 1, 3],
    ]);
    const leaves = events.readings.map(leafOf);
    const payloads = [leaves.slice(0, 3), leaves.slice(3, 6), leaves.slice(6)].map(merkleRoot);
    expect((await ticksOf(options)).map(({ payload }) => payload)).toEqual(payloads);
  });

  it('refuses what is no reading by its line, and goes on', async () => {
    const events = new Events();
    const transfer = signTransfer(key, { amount: 5, to: key.id });
    const lines = [
      '{"t":1}',
      'oops',
      '',
      ' \r',
      '{"t":2',
      transfer,
      transfer.replace(':5', ':6'),
      '{"t":3}\r',
    ];
    const sealer = await openSealer(optionsIn(temporaryFolder()));
    const summary = await sealer.run(source(lines), events);
    expect(summary).toEqual({ readings: 3, refused: 3, batches: 1, sealed: 3 });
    expect(events.of('reading').map((event) => event.line)).toEqual([1, 6, 8]);
    expect(events.of('refused').map((event) => [event.line, event.error.message])).toEqual([
      [2, 'Expected the reading to be a JSON object, got "oops"'],
      [5, 'Expected the reading to be a JSON object, got "{\\"t\\":2"'],
      [7, `Expected the reading to be a transfer signed by ${key.id}, got another signature`],
    ]);
    expect(Buffer.from(events.readings[2]!.bytes).toString()).toBe('{"t":3}\r');
  });

  it('begins a batch when its oldest reading is of age', async () => {
    const sealed = new EventTarget();
    async function* slowly() {
      yield line({ t: 1 });
      await once(sealed, 'first');
      yield line({ t: 2 });
      await once(sealed, 'second');
    }
    const names = ['first', 'second'];
    const events = new Events();
    const sealer = await openSealer(optionsIn(temporaryFolder(), { age: 0.05 }));
    await sealer.run(slowly(), {
      onEvent(event) {
        events.onEvent(event);
        if (event.type === 'sealed') sealed.dispatchEvent(new Event(names.shift()!));
      },
    });
    expect(events.seals).toEqual([
      [1, 1, 1],
      [2, 1, 2],
    ]);
  });

  it('seals what it has taken when it is stopped, though its source says nothing', async () => {
    const stop = new AbortController();
    let isReturned = false;
    const silent: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]() {
        let count = 0;
        return {
          async next() {
            if (count < 2) return { done: false, value: line({ t: ++count }) };
            return new Promise(() => {});
          },
          async return() {
            isReturned = true;
            return { done: true, value: undefined };
          },
        };
      },
    };
    const events = new Events();
    const sealer = await openSealer(optionsIn(temporaryFolder()));
    const summary = await sealer.run(silent, {
      signal: stop.signal,
      onEvent(event) {
        events.onEvent(event);
        if (events.readings.length === 2) stop.abort();
      },
    });
    expect(summary).toEqual({ readings: 2, refused: 0, batches: 1, sealed: 2 });
    expect(isReturned).toBe(true);
  });

  it('takes nothing when it is stopped before it begins', async () => {
    const sealer = await openSealer(optionsIn(temporaryFolder()));
    const summary = await sealer.run(source(numbered(3)), { signal: AbortSignal.abort() });
    expect(summary).toEqual({ readings: 0, refused: 0, batches: 0, sealed: 0 });
  });

  it('holds its source back until what it has told is taken', async () => {
    let asked = 0;
    async function* counted() {
      for (;;) {
        asked++;
        yield line({ t: 'x'.repeat(8000) });
      }
    }
    let release = () => {};
    const isHeld = new Promise<void>((resolve) => {
      release = resolve;
    });
    const stop = new AbortController();
    const sealer = await openSealer(optionsIn(temporaryFolder()));
    const ended = sealer.run(counted(), { signal: stop.signal, onEvent: () => isHeld });
    // One group is told of, one more is full.
    await vi.waitUntil(() => asked > 8);
    await setTimeout(50);
    expect(asked).toBeLessThan(24);
    stop.abort();
    release();
    const { readings } = await ended;
    expect(sealer).toMatchObject({ readings, unsealed: 0 });
  });

  it('seals what came before its source failed, and says so', async () => {
    async function* failing() {
      yield line({ t: 1 });
      throw new Error('the sensor is gone');
    }
    const events = new Events();
    const sealer = await openSealer(optionsIn(temporaryFolder()));
    await expect(sealer.run(failing(), events)).rejects.toThrow('the sensor is gone');
    expect(events.seals).toEqual([[1, 1, 1]]);
  });

  it('stops when what it tells is not taken', async () => {
    const sealer = await openSealer(optionsIn(temporaryFolder(), { count: 1 }));
    const gone = () => Promise.reject(new Error('nobody listens'));
    await expect(sealer.run(source(numbered(50)), { onEvent: gone })).rejects.toThrow('nobody listens');
    expect(sealer.readings).toBeGreaterThan(0);
  });

  it('seals into a chain that has ticks of other kinds', async () => {
    const options = optionsIn(temporaryFolder());
    const chain = { session: SESSION, device: key.publicKey, fsync: 'none' } as const;
    const other = async (prev: Uint8Array) => {
      const { tick } = (await new TickMiner(miner, key).mine(prev, {
        target: targetOfZeros(1),
        citations: [],
      }))!;
      const file = await ChainFile.open(options.chain, chain);
      await file.append(tick);
      await file.close();
    };
    await other(genesis(SESSION));
    const first = await openSealer(options);
    await first.run(source(numbered(3)));
    await first.close();
    await other((await ticksOf(options)).at(-1)!.header.hashBytes());
    const second = await openSealer(options);
    const events = new Events();
    await second.run(source(numbered(1)), events);
    await second.close();
    expect(events.seals).toEqual([[4, 1, 4]]);
    expect((await ticksOf(options)).map(({ payload }) => Buffer.compare(payload, ZEROS) !== 0)).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});

describe('after a process that was killed', () => {
  /** What it left, up to a step of the order of writes. */
  async function leave(options: SealerOptions, steps: number): Promise<void> {
    const journal = await ReadingJournal.open(options.journal, options);
    const chain = await ChainFile.open(options.chain, {
      session: SESSION,
      device: key.publicKey,
      fsync: 'none',
    });
    const prev = genesis(SESSION);
    try {
      await journal.append([line({ t: 1 }), line({ t: 2 })], Date.now());
      if (steps < 2) return;
      const { root } = (await journal.beginBatch(2))!;
      if (steps < 3) return;
      const mined = await new TickMiner(miner, key).mine(prev, {
        target: targetOfZeros(1),
        payload: root,
        citations: [],
      });
      await chain.append(mined!.tick);
      if (steps < 4) return;
      await journal.seal(1, mined!.tick.header.hashBytes());
    } finally {
      await journal.close();
      await chain.close();
    }
  }

  it.each([
    { after: 'the readings', steps: 1, left: 'hr', unsealed: 2, mined: [[1, 2, 1]] },
    { after: 'the batch', steps: 2, left: 'hrb', unsealed: 2, mined: [[1, 2, 1]] },
    { after: 'the tick', steps: 3, left: 'hrb', unsealed: 0, mined: [] },
    { after: 'the seal', steps: 4, left: 'hrbs', unsealed: 0, mined: [] },
  ])('after $after, the next one seals them once', async ({ steps, left, unsealed, mined }) => {
    const options = optionsIn(temporaryFolder());
    await leave(options, steps);
    expect(kindsOf(options.journal)).toBe(left);
    const sealer = await openSealer(options);
    expect(sealer).toMatchObject({ readings: 2, unsealed });
    expect(sealer.recovered?.tau).toBe(steps === 3 ? 1 : undefined);
    const events = new Events();
    await sealer.run(source([]), events);
    await sealer.close();
    expect(events.seals).toEqual(mined);
    expect(kindsOf(options.journal)).toBe('hrbs');
    expect(await ticksOf(options)).toHaveLength(1);

    const again = await openSealer(options);
    await again.run(source(numbered(1)), events);
    expect(events.seals.at(-1)).toEqual([3, 1, 2]);
  });

  it('keeps the batch that it had begun, with another count and target', async () => {
    const options = optionsIn(temporaryFolder());
    await leave(options, 2);
    const sealer = await openSealer({ ...options, count: 1, target: targetOfZeros(2) });
    const events = new Events();
    await sealer.run(source(numbered(2)), events);
    expect(events.seals).toEqual([
      [1, 2, 1],
      [3, 1, 2],
      [4, 1, 3],
    ]);
  });

  it('cuts torn ends off, and says so', async () => {
    const options = optionsIn(temporaryFolder());
    await leave(options, 3);
    const journal = readFileSync(options.journal);
    const chain = readFileSync(options.chain);
    writeFileSync(options.journal, Buffer.concat([journal, journal.subarray(8, 30)]));
    writeFileSync(options.chain, chain.subarray(0, -1));
    const sealer = await openSealer(options);
    expect(sealer.torn.map(({ path, torn }) => [path, torn.bytes])).toEqual([
      [options.journal, 22],
      [options.chain, chain.length - 8 - (9 + 34 + SESSION.length) - 1],
    ]);
    const events = new Events();
    await sealer.run(source([]), events);
    expect(events.seals).toEqual([[1, 2, 1]]);
  });

  it('does not seal into a chain that has not what the journal says', async () => {
    const options = optionsIn(temporaryFolder());
    await leave(options, 4);
    const journal = readFileSync(options.journal);
    const chain = readFileSync(options.chain);
    writeFileSync(options.chain, '');
    await expect(Sealer.open(options)).rejects.toMatchObject({
      code: 'ERR_CHAIN_FILE',
      fault: 'chain',
      message: `Expected ${options.chain} to have tick 1, which seals readings up to 2 by ${options.journal}, got 0 ticks without it`,
    });
    expect(readFileSync(options.journal)).toEqual(journal);
    // Both are free again, and the right chain is taken.
    writeFileSync(options.chain, chain);
    await openSealer(options);
  });
});

describe('before it seals into a chain', () => {
  /** A chain of three ticks with a batch each, and what the journal was after so many runs. */
  async function threeSeals() {
    const options = optionsIn(temporaryFolder());
    const journals: Buffer[] = [];
    for (let run = 1; run <= 3; run++) {
      const sealer = await Sealer.open(options);
      await sealer.run(source(numbered(2, 2 * run)));
      await sealer.close();
      journals.push(readFileSync(options.journal));
    }
    return { options, journals };
  }

  it.each([
    ['is lost', 0, 1],
    ['is an older copy', 1, 2],
    ['is the copy before the last', 2, 3],
  ])('it refuses when the journal %s, unless that is known', async (_, runs, unknown) => {
    const { options, journals } = await threeSeals();
    writeFileSync(options.journal, runs === 0 ? '' : journals[runs - 1]!);
    const chain = readFileSync(options.chain);
    await expect(Sealer.open(options)).rejects.toMatchObject({
      code: 'ERR_CHAIN_FILE',
      fault: 'journal',
      path: options.journal,
      message: `Expected ${options.journal} to have the readings that tick ${unknown} of ${options.chain} seals, got ${2 * runs} readings without them: it was lost, or is an older copy`,
    });
    expect(readFileSync(options.chain)).toEqual(chain);
    const events = new Events();
    const sealer = await openSealer({ ...options, isJournalLost: true });
    await sealer.run(source(numbered(1)), events);
    await sealer.close();
    expect(events.seals).toEqual([[2 * runs + 1, 1, 4]]);
    // From here on the journal knows the last again.
    await openSealer(options);
  });

  it.each([
    ['a tick that is missing', (ticks: Tick[]) => ticks.toSpliced(0, 1), 1, /to follow/],
    ['two ticks in the other order', ([a, b, c]: Tick[]) => [b!, a!, c!], 1, /to follow/],
    [
      'another payload than its header commits to',
      ([a, b, c]: Tick[]) => [a!, { ...b!, payload: ZEROS }, c!],
      2,
      /to have merkle root/,
    ],
    [
      'a last tick that is not signed',
      ([a, b, c]: Tick[]) => [a!, b!, { ...c!, signature: a!.signature }],
      3,
      /to be signed by its device/,
    ],
  ])('it refuses one with %s', async (_, change, tau, why) => {
    const { options } = await threeSeals();
    const changed = change(await ticksOf(options));
    writeFileSync(options.chain, '');
    const head = { session: SESSION, device: key.publicKey, fsync: 'none' } as const;
    const file = await ChainFile.open(options.chain, head);
    for (const tick of changed) await file.append(tick);
    await file.close();
    const chain = readFileSync(options.chain);
    const error = await Sealer.open(options).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_CHAIN_FILE', fault: 'tick', path: options.chain });
    expect(error.message).toContain(`got tick ${tau} that is refused: `);
    expect(error.message).toMatch(why);
    expect(readFileSync(options.chain)).toEqual(chain);
  });
});

describe('when the disk refuses', () => {
  async function handles() {
    const handle = await open('/dev/null', 'r');
    await handle.close();
    return Object.getPrototypeOf(handle);
  }

  it('acknowledges nothing that it could not force to it', async () => {
    const options = optionsIn(temporaryFolder(), { fsync: 'reading' });
    const sealer = await openSealer(options);
    vi.spyOn(await handles(), 'datasync').mockRejectedValue(new Error('EIO'));
    const events = new Events();
    await expect(sealer.run(source(numbered(5)), events)).rejects.toMatchObject({ fault: 'disk' });
    expect(events.all).toEqual([]);
    vi.restoreAllMocks();
    await sealer.close().catch(() => {});
    const again = await openSealer(options);
    expect(again.readings).toBe(0);
    await again.run(source(numbered(1)), events);
    expect(events.seals).toEqual([[1, 1, 1]]);
  });

  it('goes on later with a batch whose tick it did not take', async () => {
    const options = optionsIn(temporaryFolder());
    const sealer = await openSealer(options);
    vi.spyOn(ChainFile.prototype, 'append').mockRejectedValue(new Error('ENOSPC'));
    const events = new Events();
    await expect(sealer.run(source(numbered(5)), events)).rejects.toThrow('ENOSPC');
    vi.restoreAllMocks();
    await sealer.close();
    const { length } = events.readings;
    const again = await openSealer(options);
    expect(again.unsealed).toBeGreaterThanOrEqual(length);
    const summary = await again.run(source([]), events);
    expect(summary.sealed).toBe(again.readings);
    expect(events.seals[0]).toEqual([1, 3, 1]);
  });
});

it.each([
  ['count', { count: 0 }],
  ['count', { count: 4097 }],
  ['count', { count: 1.5 }],
  ['age', { age: -1 }],
  ['age', { age: Number.NaN }],
  ['age', { age: 86_401 }],
  ['session', { session: '' }],
])('refuses a wrong %s', async (option, wrong) => {
  const options = optionsIn(temporaryFolder(), wrong);
  await expect(Sealer.open(options)).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option });
});

it('seals nothing between the ticks of rounds, and says where to', async () => {
  const options = optionsIn(temporaryFolder());
  const { session, chain } = options;
  const owner = { session, device: key.publicKey, fsync: 'none' } as const;
  const round = { number: 1, root: ZEROS };
  const request = { target: targetOfZeros(1), citations: [], round };
  const mined = await new TickMiner(miner, key).mine(genesis(session), request);
  const file = await ChainFile.open(chain, owner);
  await file.append(mined!.tick);
  await file.close();
  const before = readFileSync(chain);
  await expect(Sealer.open(options)).rejects.toMatchObject({
    fault: 'rounds',
    message: expect.stringMatching(/got tick 1, of round 1: seal readings in a session of their own$/),
  });
  expect(readFileSync(chain)).toEqual(before);
});
