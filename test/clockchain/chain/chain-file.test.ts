import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ChainFile, type ChainFileOptions } from '../../../src/clockchain/chain/chain-file.js';
import { CHAIN_FORMAT } from '../../../src/clockchain/chain/chain-format.js';
import { encodeRecord } from '../../../src/clockchain/records/record.js';
import type { Tick } from '../../../src/clockchain/tick/tick.js';
import { encodeTick } from '../../../src/clockchain/tick/tick-codec.js';
import { temporaryFolder } from '../records/samples.js';
import { chainBytes, chainOf, chainParts, SESSION } from '../support/chain-samples.js';
import { Child } from '../support/child.js';
import { TestDevice } from '../support/test-device.js';

const ANNA = new TestDevice('anna');
const TICKS = chainOf(ANNA, 4);

async function openChain(path: string, options: Partial<ChainFileOptions> = {}) {
  const found: Tick[] = [];
  const file = await ChainFile.open(path, {
    session: SESSION,
    device: ANNA.publicKey,
    fsync: 'none',
    onTick: (tick) => found.push(tick),
    ...options,
  });
  return { file, found };
}

const hexOf = (ticks: readonly Tick[]) => ticks.map((tick) => Buffer.from(encodeTick(tick)).toString('hex'));

afterEach(() => {
  vi.restoreAllMocks();
});

test('has the bytes of the documented format', async () => {
  const path = join(temporaryFolder(), 'a.chain');
  const { file } = await openChain(path);
  await file.append(TICKS[0]!);
  await file.close();
  const bytes = readFileSync(path);
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('MWCHAIN\x01');
  expect(bytes.readUInt32LE(8)).toBe(1 + 2 + 32 + SESSION.length);
  expect(bytes[16]).toBe(0);
  expect(bytes.readUInt16LE(17)).toBe(1);
  expect(bytes.subarray(19, 51)).toEqual(Buffer.from(ANNA.publicKey));
  expect(bytes.subarray(51, 57).toString()).toBe(SESSION);
  expect(bytes[57 + 8]).toBe(1);
  expect(bytes.subarray(57 + 9)).toEqual(Buffer.from(encodeTick(TICKS[0]!)));
});

test('gives back the ticks that it took', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.chain');
  const first = await openChain(path);
  await Promise.all(TICKS.slice(0, 3).map((tick) => first.file.append(tick)));
  expect(first.file.ticks).toBe(3);
  await first.file.close();
  await first.file.close();
  expect(readdirSync(folder)).toEqual(['a.chain']);

  const second = await openChain(path);
  expect(hexOf(second.found)).toEqual(hexOf(TICKS.slice(0, 3)));
  await second.file.append(TICKS[3]!);
  await second.file.close();
  expect(readFileSync(path)).toEqual(Buffer.from(chainBytes(ANNA, TICKS)));
});

test('opens at every length that a kill can leave, with all whole ticks', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.chain');
  const parts = chainParts(ANNA.publicKey, TICKS.slice(0, 2));
  const bytes = Buffer.concat(parts);
  let end = 0;
  const ends = parts.map((part) => {
    end += part.length;
    return end;
  });
  for (let size = 0; size <= bytes.length; size += size % 7 === 0 ? 1 : 3) {
    writeFileSync(path, bytes.subarray(0, size));
    const { file, found } = await openChain(path);
    const whole = ends.filter((partEnd) => partEnd <= size).length;
    expect(found).toHaveLength(Math.max(0, whole - 2));
    expect(file.torn !== undefined).toBe(size !== 0 && size !== 8 && !(whole >= 2 && ends.includes(size)));
    await file.append(TICKS[found.length]!);
    await file.close();
    expect(readFileSync(path)).toEqual(Buffer.from(chainBytes(ANNA, TICKS.slice(0, found.length + 1))));
  }
});

describe('refuses and leaves as it is', () => {
  const whole = chainParts(ANNA.publicKey, TICKS.slice(0, 2));
  const head = (body: Uint8Array, kind = 0) => encodeRecord(CHAIN_FORMAT, kind, body);
  const withHead = (record: Uint8Array) => [whole[0]!, record, ...whole.slice(2)];
  const headBody = whole[1]!.slice(9);
  const later = headBody.slice();
  later[0] = 2;
  const notUtf8 = headBody.slice();
  notUtf8[34] = 0xff;
  const cases: [what: string, fault: string, parts: Uint8Array[]][] = [
    ['another kind of file', 'magic', [Buffer.from('{"type":"tick"}\n')]],
    ["another device's chain", 'device', chainParts(new TestDevice('bert').publicKey, [])],
    ["another session's chain", 'session', chainParts(ANNA.publicKey, [], 'house')],
    ['a later format', 'format', withHead(head(later))],
    ['a head without a name', 'head', withHead(head(headBody.slice(0, 34)))],
    ['a head of one byte', 'head', withHead(head(Uint8Array.of(1)))],
    ['a name that is not UTF-8', 'head', withHead(head(notUtf8))],
    ['a name that is too long', 'head', withHead(head(new Uint8Array(235).fill(1, 0, 1)))],
    ['a file without a head', 'kind', [whole[0]!, ...whole.slice(2)]],
    ['a second head', 'kind', [...whole, whole[1]!]],
    ['an unknown kind of record', 'kind', [...whole, head(Uint8Array.of(1), 9)]],
    ['a record that is no tick', 'tick', [...whole, head(new Uint8Array(50), 1)]],
  ];
  test.each(cases)('%s', async (_, fault, parts) => {
    const path = join(temporaryFolder(), 'a.chain');
    const bytes = Buffer.concat(parts);
    writeFileSync(path, bytes);
    await expect(openChain(path)).rejects.toMatchObject({ code: 'ERR_CHAIN_FILE', fault, path });
    expect(readFileSync(path)).toEqual(bytes);
    // And the lock is free again.
    writeFileSync(path, '');
    await (await openChain(path)).file.close();
  });

  test.each(['', 'x'.repeat(201), 'ü'.repeat(101), 'lone \ud800'])('the session %j', async (session) => {
    const path = join(temporaryFolder(), 'a.chain');
    await expect(openChain(path, { session })).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION' });
  });

  test("another device's tick", async () => {
    const { file } = await openChain(join(temporaryFolder(), 'a.chain'));
    const [tick] = chainOf(new TestDevice('bert'), 1);
    await expect(file.append(tick!)).rejects.toMatchObject({ fault: 'device' });
    expect(file.ticks).toBe(0);
    await file.close();
  });

  test('a second writer', async () => {
    const path = join(temporaryFolder(), 'a.chain');
    const { file } = await openChain(path);
    await expect(openChain(path)).rejects.toMatchObject({ code: 'ERR_CHAIN_LOCKED', pid: process.pid });
    await file.close();
    await (await openChain(path)).file.close();
  });
});

test.each([
  { fsync: 'tick', afterTick: 1, afterSync: 2, afterClose: 3 },
  { fsync: 'round', afterTick: 0, afterSync: 1, afterClose: 2 },
  { fsync: 'none', afterTick: 0, afterSync: 0, afterClose: 0 },
] as const)(
  'forces to the disk by the policy $fsync',
  async ({ fsync, afterTick, afterSync, afterClose }) => {
    const handle = await open('/dev/null', 'r');
    await handle.close();
    const datasync = vi.spyOn(Object.getPrototypeOf(handle), 'datasync');
    const { file } = await openChain(join(temporaryFolder(), 'a.chain'), { fsync });
    await file.append(TICKS[0]!);
    expect(datasync).toHaveBeenCalledTimes(afterTick);
    await file.sync();
    expect(datasync).toHaveBeenCalledTimes(afterSync);
    await file.close();
    expect(datasync).toHaveBeenCalledTimes(afterClose);
  },
);

test('with the policy round no more is at stake than can be told from damage', async () => {
  const handle = await open('/dev/null', 'r');
  await handle.close();
  const path = join(temporaryFolder(), 'a.chain');
  const { file } = await openChain(path);
  await file.close();
  const again = await openChain(path, { fsync: 'round' });
  let forced = readFileSync(path).length;
  vi.spyOn(Object.getPrototypeOf(handle), 'datasync').mockImplementation(async () => {
    forced = readFileSync(path).length;
  });
  let most = 0;
  for (let i = 0; i < 700; i++) {
    await again.file.append(TICKS[0]!);
    most = Math.max(most, readFileSync(path).length - forced);
  }
  expect(most).toBeGreaterThan(60_000);
  expect(most).toBeLessThanOrEqual(65_536);
  await again.file.close();
});

/** Appends ticks for ever, and prints the count of those that were taken. They are ticks in form alone, each of other citations. */
const WRITER = `
  import { ChainFile } from './dist/clockchain/chain/chain-file.js';
  import { Header } from './dist/bitcoin/header.js';
  const [path, device] = process.argv.slice(1);
  const key = Buffer.from(device, 'hex');
  const file = await ChainFile.open(path, { session: 'garden', device: key, fsync: 'none' });
  let refused = 0;
  for (let count = file.ticks; ; ) {
    const payload = Buffer.alloc(32, count);
    const citations = Array.from({ length: (count * 37) % 200 }, () => ({ device: payload, head: payload }));
    const signature = Buffer.alloc(64, count);
    const header = Header.from(Buffer.alloc(80, 1));
    try {
      await file.append({ header, device: key, payload, roundRoot: payload, round: 0, citations, signature });
      console.log(++count);
      refused = 0;
    } catch (error) {
      console.log(error.code + ' ' + error.fault + ' ' + error.cause.code);
      if (++refused === 2) break;
    }
  }
  await file.close();
`;

/** That each tick in the file is the one that the writer wrote there. @returns how many there are */
async function countWritten(path: string): Promise<number> {
  const { file, found } = await openChain(path);
  await file.close();
  for (const [i, tick] of found.entries()) {
    expect(tick.payload.every((byte) => byte === i % 256)).toBe(true);
    expect(tick.signature.every((byte) => byte === i % 256)).toBe(true);
    expect(tick.citations).toHaveLength((i * 37) % 200);
  }
  return found.length;
}

test('after kill -9 in the middle of appending, the file opens and has all that was acknowledged', async () => {
  const path = join(temporaryFolder(), 'a.chain');
  let acknowledged = 0;
  for (let run = 0; run < 6; run++) {
    const child = new Child(WRITER, [path, ANNA.id]);
    const wanted = acknowledged + 5 + 23 * run;
    while (acknowledged < wanted) acknowledged = Number(await child.line());
    await child.kill();
    for (let line = await child.line(); line !== undefined; line = await child.line())
      acknowledged = Number(line);
    const kept = await countWritten(path);
    expect(kept).toBeGreaterThanOrEqual(acknowledged);
    acknowledged = kept;
  }
});

test.skipIf(process.platform === 'win32')(
  'on a disk that is full the ticks that were taken stay, and the file is whole',
  async () => {
    const path = join(temporaryFolder(), 'a.chain');
    // In blocks of 512 bytes.
    const child = new Child(WRITER, [path, ANNA.id], 'ulimit -f 64');
    const lines: string[] = [];
    for (let line = await child.line(); line !== undefined; line = await child.line()) lines.push(line);
    expect(await child.end()).toBe(0);
    expect(lines.slice(-2)).toEqual(['ERR_CHAIN_FILE disk EFBIG', 'ERR_CHAIN_FILE disk EFBIG']);
    const acknowledged = Number(lines.at(-3));
    expect(acknowledged).toBeGreaterThan(2);
    const { size } = statSync(path);
    expect(size).toBeLessThan(65_536);
    expect(await countWritten(path)).toBe(acknowledged);
    expect(statSync(path).size).toBe(size);
  },
);
