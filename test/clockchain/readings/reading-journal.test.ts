import { readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeHead } from '../../../src/clockchain/chain/chain-format.js';
import { DeviceKey } from '../../../src/clockchain/device/device-key.js';
import {
  BATCH_KIND,
  decodeReadings,
  encodeBatch,
  encodeReadings,
  encodeSeal,
  JOURNAL_FORMAT,
  LARGEST_GROUP,
  READINGS_KIND,
  SEAL_KIND,
  sizeInGroup,
} from '../../../src/clockchain/readings/journal-format.js';
import {
  isSigned,
  leafOf,
  type SignedReading,
  signReading,
} from '../../../src/clockchain/readings/reading.js';
import { type JournalOptions, ReadingJournal } from '../../../src/clockchain/readings/reading-journal.js';
import { encodeRecord } from '../../../src/clockchain/records/record.js';
import { temporaryFolder } from '../records/samples.js';
import { merkleRoot, sha256d } from '../support/oracle.js';
import { annasKey, kindsOf, line, SESSION } from './journal.js';

let key: DeviceKey;
beforeAll(async () => {
  key = await annasKey();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const openJournal = (path: string, options: Partial<JournalOptions> = {}) =>
  ReadingJournal.open(path, { session: SESSION, key, fsync: 'batch', ...options });

const lines = (...values: number[]) => values.map((t) => line({ t }));
const hash = (n: number) => sha256d(Buffer.of(n));

describe('a journal', () => {
  it('numbers and signs readings from 1 on, across openings', async () => {
    const path = join(temporaryFolder(), 'readings');
    const first = await openJournal(path);
    const a = await first.append(lines(21, 22), 1000);
    await first.close();
    await first.close();
    const second = await openJournal(path);
    expect(second).toMatchObject({ readings: 2, waiting: 2, openBatch: undefined, lastSeal: undefined });
    const b = await second.append(lines(23), 2000);
    await second.close();
    expect([...a, ...b].map(({ number, time }) => [number, time])).toEqual([
      [1, 1000],
      [2, 1000],
      [3, 2000],
    ]);
    for (const reading of [...a, ...b]) expect(isSigned(SESSION, reading)).toBe(true);
    expect(Buffer.from(b[0]!.bytes).toString()).toBe('{"t":23}');
  });

  it('puts the oldest readings into a batch, once, with their merkle root', async () => {
    const path = join(temporaryFolder(), 'readings');
    const journal = await openJournal(path);
    const readings = [
      ...(await journal.append(lines(1, 2, 3), 1)),
      ...(await journal.append(lines(4, 5), 2)),
    ];
    const leaves = readings.map(leafOf);
    const batch = (await journal.beginBatch(4))!;
    expect(batch).toEqual({ first: 1, count: 4, root: merkleRoot(leaves.slice(0, 4)) });
    expect(journal).toMatchObject({ waiting: 1, openBatch: batch });
    await expect(journal.beginBatch(4)).rejects.toThrow('Expected the last batch to be sealed');
    expect(await journal.seal(9, hash(9))).toEqual({ first: 1, count: 4, tau: 9, hash: hash(9) });
    expect(await journal.beginBatch(4)).toEqual({ first: 5, count: 1, root: leaves[4] });
    await journal.seal(11, hash(11));
    expect(await journal.beginBatch(4)).toBeUndefined();
    await expect(journal.seal(12, hash(12))).rejects.toThrow('Expected an open batch, got none');
    await journal.close();
    expect(kindsOf(path)).toBe('hrrbsbs');
  });

  it('knows after each of its records what is left to do', async () => {
    const path = join(temporaryFolder(), 'readings');
    const steps: [(journal: ReadingJournal) => Promise<unknown>, object][] = [
      [(journal) => journal.append(lines(1, 2, 3), 1), { readings: 3, waiting: 3 }],
      [(journal) => journal.beginBatch(2), { waiting: 1, openBatch: { first: 1, count: 2 } }],
      [
        (journal) => journal.append(lines(4), 1),
        { readings: 4, waiting: 2, openBatch: { first: 1, count: 2 } },
      ],
      [(journal) => journal.seal(1, hash(1)), { waiting: 2, openBatch: undefined, lastSeal: { tau: 1 } }],
      [(journal) => journal.beginBatch(9), { waiting: 0, openBatch: { first: 3, count: 2 } }],
      [(journal) => journal.seal(2, hash(2)), { readings: 4, waiting: 0, lastSeal: { first: 3, tau: 2 } }],
    ];
    for (const [step, expected] of steps) {
      const journal = await openJournal(path);
      await step(journal);
      expect(journal).toMatchObject(expected);
      const { readings, waiting, openBatch, lastSeal } = journal;
      await journal.close();
      const again = await openJournal(path);
      expect(again).toMatchObject({ readings, waiting, openBatch, lastSeal });
      await again.close();
    }
  });

  it('has whole readings at every length that a kill can leave', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'whole');
    const journal = await openJournal(path);
    await journal.append(lines(1, 2), 1);
    await journal.beginBatch(2);
    await journal.seal(1, hash(1));
    await journal.append(lines(3), 1);
    await journal.close();
    const bytes = readFileSync(path);
    const counts = new Set<string>();
    for (let size = bytes.length % 3; size <= bytes.length; size += 3) {
      const cut = join(folder, 'cut');
      writeFileSync(cut, bytes.subarray(0, size));
      const again = await openJournal(cut);
      counts.add([again.readings, again.waiting, again.openBatch?.count, again.lastSeal?.tau].join());
      const [next] = await again.append(lines(9), 1);
      expect(next!.number).toBe(again.readings);
      await again.close();
    }
    expect([...counts]).toEqual(['0,0,,', '2,2,,', '2,0,2,', '2,0,,1', '3,1,,1']);
  });

  it('has one writer', async () => {
    const path = join(temporaryFolder(), 'readings');
    const journal = await openJournal(path);
    await expect(openJournal(path)).rejects.toMatchObject({ code: 'ERR_CHAIN_LOCKED', pid: process.pid });
    await journal.close();
    await (await openJournal(path)).close();
  });

  it.each([
    { fsync: 'reading', forced: 3 },
    { fsync: 'batch', forced: 1 },
  ] as const)('forces to the disk by each $fsync', async ({ fsync, forced }) => {
    const handle = await open('/dev/null', 'r');
    await handle.close();
    const datasync = vi.spyOn(Object.getPrototypeOf(handle), 'datasync');
    const journal = await openJournal(join(temporaryFolder(), 'readings'), { fsync });
    await journal.append(lines(1), 1);
    await journal.append(lines(2), 1);
    await journal.beginBatch(2);
    await journal.seal(1, hash(1));
    expect(datasync).toHaveBeenCalledTimes(forced);
    await journal.close();
  });

  it('never leaves more unforced than can be told from damage', async () => {
    const handle = await open('/dev/null', 'r');
    await handle.close();
    const datasync = vi.spyOn(Object.getPrototypeOf(handle), 'datasync');
    const journal = await openJournal(join(temporaryFolder(), 'readings'));
    for (let i = 0; i < 10; i++) await journal.append([line({ t: 'x'.repeat(16_000) })], 1);
    // Four of them are below 65,536 bytes.
    expect(datasync).toHaveBeenCalledTimes(2);
    await journal.close();
  });
});

describe('refuses and leaves as it is', () => {
  const record = (kind: number, body: Uint8Array) => encodeRecord(JOURNAL_FORMAT, kind, body);
  const head = (session = SESSION, device = key.publicKey) => record(0, encodeHead({ session, device }));
  const sign = (number: number): SignedReading =>
    signReading(key, SESSION, { number, time: 1, bytes: line({ number }) });
  const readings = (...numbers: number[]) => record(READINGS_KIND, encodeReadings(numbers.map(sign)));
  const batch = (first: number, count: number) =>
    record(BATCH_KIND, encodeBatch({ first, count, root: hash(0) }));
  const seal = (first: number, count: number, tau: number) =>
    record(SEAL_KIND, encodeSeal({ first, count, tau, hash: hash(tau) }));

  const cases: [what: string, fault: string, parts: () => Uint8Array[]][] = [
    ["another device's", 'device', () => [head(SESSION, DeviceKey.generate().publicKey)]],
    ["another session's", 'session', () => [head('house')]],
    ['one without a head', 'kind', () => [readings(1)]],
    ['an unknown kind of record', 'kind', () => [head(), record(4, hash(1))]],
    ['a gap in the numbers', 'reading', () => [head(), readings(1), readings(3)]],
    ['a number twice', 'reading', () => [head(), readings(1, 2), readings(2)]],
    ['a record of no readings', 'reading', () => [head(), record(READINGS_KIND, new Uint8Array(8))]],
    ['a reading that is cut', 'reading', () => [head(), record(READINGS_KIND, new Uint8Array(50))]],
    ['a batch of readings to come', 'reading', () => [head(), readings(1), batch(1, 2)]],
    ['a batch that leaves one out', 'reading', () => [head(), readings(1, 2), batch(2, 1)]],
    ['a batch of none', 'reading', () => [head(), readings(1), batch(1, 0)]],
    ['a batch within a batch', 'reading', () => [head(), readings(1, 2), batch(1, 1), batch(2, 1)]],
    ['a batch of another length', 'reading', () => [head(), readings(1), record(BATCH_KIND, hash(1))]],
    ['a seal of no batch', 'reading', () => [head(), readings(1), seal(1, 1, 1)]],
    ['a seal of another batch', 'reading', () => [head(), readings(1, 2), batch(1, 1), seal(1, 2, 1)]],
    [
      'a seal of another length',
      'reading',
      () => [head(), readings(1), batch(1, 1), record(SEAL_KIND, hash(1))],
    ],
    [
      'two seals by one tick',
      'reading',
      () => [head(), readings(1, 2), batch(1, 1), seal(1, 1, 3), batch(2, 1), seal(2, 1, 3)],
    ],
  ];
  it.each(cases)('%s', async (_, fault, parts) => {
    const path = join(temporaryFolder(), 'readings');
    const bytes = Buffer.concat([JOURNAL_FORMAT.magic, ...parts()]);
    writeFileSync(path, bytes);
    await expect(openJournal(path)).rejects.toMatchObject({ code: 'ERR_CHAIN_FILE', fault, path });
    expect(readFileSync(path)).toEqual(bytes);
    // And the lock is free again.
    writeFileSync(path, '');
    await (await openJournal(path)).close();
  });
});

it('a record of readings comes back as it was, and any other bytes are none', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  const drafts = fc.array(fc.record({ bytes, time: fc.maxSafeNat() }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(drafts, fc.nat({ max: 2 ** 40 }), (readings, first) => {
      const signed = readings.map((draft, i) => ({
        ...draft,
        number: first + i,
        device: key.publicKey,
        signature: key.sign(draft.bytes),
      }));
      const body = encodeReadings(signed);
      expect(decodeReadings(body, key.publicKey)).toEqual(signed);
      expect(body.length).toBe(8 + readings.reduce((sum, draft) => sum + sizeInGroup(draft.bytes), 0));
      expect(decodeReadings(body.subarray(0, -1), key.publicKey)).toBeUndefined();
    }),
    { numRuns: 30 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (body) => {
      const readings = decodeReadings(body, key.publicKey);
      if (readings !== undefined) expect(Buffer.from(encodeReadings(readings))).toEqual(Buffer.from(body));
    }),
  );
});

it('the largest group is one record', async () => {
  const journal = await openJournal(join(temporaryFolder(), 'readings'));
  const whole = [1, 2, 3, 4].map(() => new Uint8Array(LARGEST_GROUP / 4 - sizeInGroup(new Uint8Array(0))));
  whole[3] = new Uint8Array(
    LARGEST_GROUP -
      whole.slice(0, 3).reduce((sum, part) => sum + sizeInGroup(part), 0) -
      sizeInGroup(new Uint8Array(0)),
  );
  await journal.append(whole, 1);
  expect(journal.readings).toBe(4);
  whole[3] = new Uint8Array(whole[3].length + 1);
  await expect(journal.append(whole, 1)).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION' });
  expect(journal.readings).toBe(4);
  await journal.close();
});
