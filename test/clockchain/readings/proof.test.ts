import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChainFile } from '../../../dist/clockchain/chain/chain-file.js';
import { DeviceKey } from '../../../dist/clockchain/device/device-key.js';
import { checkProof, type ProofDemands } from '../../../dist/clockchain/readings/check-proof.js';
import { makeProof } from '../../../dist/clockchain/readings/make-proof.js';
import { type ReadingProof, readProof } from '../../../dist/clockchain/readings/proof.js';
import { ProofError } from '../../../dist/clockchain/readings/proof-error.js';
import { leafOf, signReading } from '../../../dist/clockchain/readings/reading.js';
import { ReadingJournal } from '../../../dist/clockchain/readings/reading-journal.js';
import { Sealer } from '../../../dist/clockchain/readings/sealer.js';
import { signTransfer } from '../../../dist/clockchain/readings/transfer.js';
import { targetOfZeros } from '../../../dist/clockchain/tick/difficulty.js';
import type { Tick } from '../../../dist/clockchain/tick/tick.js';
import { createMiner } from '../../../dist/index.js';
import { temporaryFolder as commandFolder } from '../../cli/command.js';
import { temporaryFolder } from '../records/samples.js';
import { FORGED_PROOFS, validProof } from '../support/forged-proofs.js';
import { merkleRoot, sha256d, toNumber } from '../support/oracle.js';
import { openSeeded } from '../support/seeded-key.js';
import { EASY_BITS, solve } from '../support/test-device.js';
import { line, SESSION } from './journal.js';

const TARGET = targetOfZeros(1);
const SCRIPT = fileURLToPath(new URL('../../../docs/check-proof.mjs', import.meta.url));

let key: DeviceKey;
let transfer: string;
/** Four ticks: readings 1 … 3, 4 … 6, 7 … 9, and a transfer. */
const folder = commandFolder();
const files = { journal: join(folder, 'readings'), chain: join(folder, 'a.chain') };
/** Of reading 6, the last of an odd batch, with one tick after its own. */
let proof: ReadingProof;

beforeAll(async () => {
  key = await openSeeded(DeviceKey.open, '2a'.repeat(32));
  transfer = signTransfer(key, { amount: 5, fee: 1, to: key.id });
  async function* lines() {
    for (let t = 1; t < 10; t++) yield Buffer.from(`{ "t" : ${t}.50, "place": "Gewächshaus" }\r`);
    yield Buffer.from(transfer);
  }
  await using miner = await createMiner({ threads: 1, cache: false });
  const options = { session: SESSION, key, miner, target: TARGET, count: 3, age: 3600 };
  const sealer = await Sealer.open({ ...options, ...files, fsync: 'batch' });
  await sealer.run(lines());
  await sealer.close();
  proof = await makeProof({ ...files, number: 6, later: 1 });
});
afterAll(async () => {
  const { rmSync } = await import('node:fs');
  rmSync(folder, { recursive: true, force: true });
});

/** All that the independent script says of a proof that does not hold. */
const oneLine = expect.stringMatching(/^not valid: expected .*\n$/);

/** What the independent script says of a proof. */
async function script(given: object | string): Promise<{ code: number; stdout: string; stderr: string }> {
  const path = join(temporaryFolder(), 'proof.json');
  writeFileSync(path, typeof given === 'string' ? given : JSON.stringify(given));
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, path], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

function faultOf(given: object, demands?: ProofDemands): string | undefined {
  try {
    checkProof(readProof(JSON.stringify(given)), demands);
    return undefined;
  } catch (error) {
    if (error instanceof ProofError && error.code === 'ERR_INVALID_PROOF') return error.fault;
    throw error;
  }
}

describe('a proof', () => {
  it('holds for every reading, with any number of later headers', async () => {
    for (let number = 1; number <= 10; number++) {
      for (const later of [0, 1, undefined]) {
        const made = await makeProof({ ...files, number, later });
        const tau = Math.ceil(number / 3);
        const proven = checkProof(readProof(JSON.stringify(made)), {
          device: key.id,
          session: SESSION,
          easiest: TARGET,
        });
        const after = Math.min(later ?? 6, 4 - tau);
        expect(proven).toMatchObject({ number, tau, later: after, session: SESSION, device: key.id });
        expect(proven.work).toBeCloseTo((1 + after) * TARGET.expectedHashes);
        expect(proven.text).toBe(number < 10 ? `{ "t" : ${number}.50, "place": "Gewächshaus" }\r` : transfer);
        expect(made.headers).toHaveLength(tau + after);
        expect(sha256d(Buffer.from(made.headers[tau - 1]!, 'hex'))).toEqual(
          Uint8Array.from(Buffer.from(proven.hash, 'hex').reverse()),
        );
      }
    }
  });

  it('holds for the independent script', async () => {
    for (const number of [1, 6, 9, 10]) {
      const made = await makeProof({ ...files, number });
      const { code, stdout, stderr } = await script(made);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(inspect(made.reading.text));
      const tries = Math.round((made.headers.length - made.tick.tau + 1) * TARGET.expectedHashes);
      expect(stdout).toContain(`number ${number} of ${key.id}, tick ${made.tick.tau}, ${tries} tries\n`);
    }
  });

  it('is checked by a script of 40 lines, which needs Node alone', () => {
    const text = readFileSync(SCRIPT, 'utf8');
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect([...text.matchAll(/from '(.*)'/g)].map(([, name]) => name)).toEqual(['node:crypto', 'node:fs']);
  });

  it('tells what a transfer says', async () => {
    const made = await makeProof({ ...files, number: 10 });
    expect(checkProof(made).transfer).toEqual({ amount: 5, fee: 1, to: key.id, from: key.id });
    expect(checkProof(proof).transfer).toBeUndefined();
  });

  it('holds while the device goes on, and with what an append has left', async () => {
    const copy = temporaryFolder();
    const torn = { journal: join(copy, 'readings'), chain: join(copy, 'a.chain') };
    for (const name of ['journal', 'chain'] as const) {
      const bytes = readFileSync(files[name]);
      writeFileSync(torn[name], Buffer.concat([bytes, bytes.subarray(8, 40)]));
    }
    expect(await makeProof({ ...torn, number: 6, later: 1 })).toEqual(proof);
  });
});

describe('there is no proof', () => {
  it.each([
    ['of a reading that is not there', 11, /^Expected a sealed reading with number 11, got a journal of 10/],
    ['of any in an empty journal', 1, /^Expected a sealed reading with number 1, got a journal of 0/],
  ])('%s', async (_, number, message) => {
    const journal = number === 1 ? join(temporaryFolder(), 'readings') : files.journal;
    if (number === 1)
      await (await ReadingJournal.open(journal, { session: SESSION, key, fsync: 'batch' })).close();
    await expect(makeProof({ ...files, journal, number })).rejects.toMatchObject({
      code: 'ERR_NOT_SEALED',
      message: expect.stringMatching(message),
    });
  });

  it('of a reading that is not sealed yet, in a batch or not', async () => {
    const path = join(temporaryFolder(), 'readings');
    const journal = await ReadingJournal.open(path, { session: SESSION, key, fsync: 'batch' });
    await journal.append([line({ t: 1 }), line({ t: 2 })], 1);
    await journal.beginBatch(1);
    for (const number of [1, 2]) {
      await expect(makeProof({ ...files, journal: path, number })).rejects.toMatchObject({
        code: 'ERR_NOT_SEALED',
        message: `Expected a sealed reading with number ${number}, got one that is not sealed yet (${path})`,
      });
    }
    await journal.close();
  });

  it.each([
    ['number', { number: 0 }],
    ['number', { number: 1.5 }],
    ['later', { number: 1, later: -1 }],
  ])('for a wrong %s', async (option, wrong) => {
    await expect(makeProof({ ...files, ...wrong })).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option,
    });
  });

  it('from files that are not there, or do not belong together', async () => {
    const none = join(temporaryFolder(), 'none');
    await expect(makeProof({ ...files, journal: none, number: 1 })).rejects.toMatchObject({ fault: 'disk' });
    await expect(makeProof({ ...files, chain: none, number: 1 })).rejects.toMatchObject({ fault: 'disk' });
    await expect(makeProof({ ...files, journal: files.chain, number: 1 })).rejects.toMatchObject({
      fault: 'magic',
    });
    const empty = join(temporaryFolder(), 'empty');
    writeFileSync(empty, '');
    await expect(makeProof({ ...files, journal: empty, number: 1 })).rejects.toMatchObject({ fault: 'head' });
    await expect(makeProof({ ...files, chain: empty, number: 1 })).rejects.toMatchObject({ fault: 'head' });
    const chain = await ChainFile.open(none, { session: SESSION, device: key.publicKey, fsync: 'none' });
    await chain.close();
    await expect(makeProof({ ...files, chain: none, number: 1 })).rejects.toMatchObject({ fault: 'chain' });
  });

  it('from a chain whose tick was changed', async () => {
    const ticks: Tick[] = [];
    const head = { session: SESSION, device: key.publicKey, fsync: 'none' } as const;
    await (await ChainFile.open(files.chain, { ...head, onTick: (tick) => ticks.push(tick) })).close();
    const changed = join(temporaryFolder(), 'a.chain');
    const chain = await ChainFile.open(changed, head);
    for (const tick of ticks) await chain.append({ ...tick, payload: sha256d(Buffer.from('other')) });
    await chain.close();
    await expect(makeProof({ ...files, chain: changed, number: 1 })).rejects.toMatchObject({
      code: 'ERR_INVALID_PROOF',
      fault: 'batch-path',
    });
  });
});

/** The same digit replaced by another. */
const flip = (hex: string, at = 0) => hex.slice(0, at) + (hex[at] === '0' ? '1' : '0') + hex.slice(at + 1);

/** The last header with another nonce, and too little work. */
function unsolved(headers: readonly string[]): string[] {
  const bytes = Buffer.from(headers.at(-1)!, 'hex');
  do bytes.writeUInt32LE((bytes.readUInt32LE(76) + 1) % 2 ** 32, 76);
  while (toNumber(sha256d(bytes)) <= TARGET.toBigInt());
  return [...headers.slice(0, -1), bytes.toString('hex')];
}

/** What the device itself can put behind its last header but one, solved and signed. */
function resigned(version: number, bits: number): Partial<ReadingProof> {
  const [before] = proof.headers.slice(-2).map((hex) => Buffer.from(hex, 'hex'));
  const header = solve(sha256d(before!), sha256d(Buffer.of(1)), bits, version);
  return {
    headers: [...proof.headers.slice(0, -1), header.toHex()],
    signature: Buffer.from(key.sign(header.hashBytes())).toString('hex'),
  };
}

/** A reading that the device has signed, in a batch of its own. */
function alone(text: string): Partial<ReadingProof> {
  const signed = signReading(key, SESSION, { number: 6, time: 1, bytes: Buffer.from(text) });
  return {
    reading: { number: 6, time: 1, text, signature: Buffer.from(signed.signature).toString('hex') },
    batch: { index: 0, siblings: [] },
    payload: Buffer.from(leafOf(signed)).toString('hex'),
  };
}

describe('refuses', () => {
  const reading = (change: Partial<ReadingProof['reading']>) => ({
    reading: { ...proof.reading, ...change },
  });
  const forgeries: [what: string, fault: string, change: () => object | Promise<object>][] = [
    ['another text', 'reading-signature', () => reading({ text: proof.reading.text.replace('6.5', '7.5') })],
    ['a text of other spaces', 'reading-signature', () => reading({ text: proof.reading.text.trim() })],
    ['another number', 'reading-signature', () => reading({ number: 5 })],
    ['another time', 'reading-signature', () => reading({ time: proof.reading.time + 1 })],
    ['another signature', 'reading-signature', () => reading({ signature: flip(proof.reading.signature) })],
    ['another device', 'reading-signature', () => ({ device: DeviceKey.generate().id })],
    ['another session', 'session', () => ({ session: 'house' })],
    ['a chain without its beginning', 'session', () => ({ headers: proof.headers.slice(1) })],
    ['a chain with a gap', 'link', () => ({ headers: proof.headers.toSpliced(1, 1) })],
    ['a chain without its end', 'chain-signature', () => ({ headers: proof.headers.slice(0, -1) })],
    ['a header without work', 'work', () => ({ headers: unsolved(proof.headers) })],
    ['another place in the batch', 'batch-path', () => ({ batch: { ...proof.batch, index: 1 } })],
    ['the place that an odd batch repeats', 'batch-path', () => ({ batch: { ...proof.batch, index: 3 } })],
    ['a place that is too high for its path', 'batch-path', () => ({ batch: { ...proof.batch, index: 4 } })],
    [
      'a longer path',
      'batch-path',
      () => ({ batch: { index: 2, siblings: [...proof.batch.siblings, proof.payload] } }),
    ],
    [
      'another sibling',
      'batch-path',
      () => ({ batch: { index: 2, siblings: proof.batch.siblings.map((hex) => flip(hex)) } }),
    ],
    ['another payload', 'batch-path', () => ({ payload: flip(proof.payload) })],
    [
      "another tick's reading",
      'tick-path',
      async () => {
        const { reading, batch, payload } = await makeProof({ ...files, number: 2 });
        return { reading, batch, payload };
      },
    ],
    ['a reading that is in no tick', 'tick-path', () => alone('{"t":99}')],
    ['another tick', 'tick-path', () => ({ tick: { ...proof.tick, tau: 1 } })],
    [
      "a path beside another's key",
      'tick-path',
      () => ({
        tick: { tau: 2, siblings: [flip(proof.tick.siblings[0]!), ...proof.tick.siblings.slice(1)] },
      }),
    ],
    [
      'a path in the tick that is cut',
      'tick-path',
      () => ({ tick: { tau: 2, siblings: proof.tick.siblings.slice(0, 1) } }),
    ],
    ['no path in the tick', 'tick-path', () => ({ tick: { tau: 2, siblings: [] } })],
    ['a tick to come', 'place', () => ({ tick: { ...proof.tick, tau: 4 } })],
    ['another signature of the chain', 'chain-signature', () => ({ signature: flip(proof.signature, 3) })],
  ];
  it.each(forgeries)('%s (%s)', async (_, fault, change) => {
    const forged = { ...proof, ...(await change()) };
    expect(faultOf(forged)).toBe(fault);
    const { code, stdout, stderr } = await script(forged);
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: oneLine });
  });

  // What is wrong in form, which readProof refuses below.
  const malformed: [what: string, change: () => object][] = [
    ['another type', () => ({ type: 'mine-wasm-card' })],
    ['a later version', () => ({ version: 2 })],
    ['a device in capitals', () => ({ device: proof.device.toUpperCase() })],
    ['half a key', () => ({ device: proof.device.slice(0, 32) })],
    ['a payload with a byte more', () => ({ payload: `${proof.payload}00` })],
    ['a header with a byte more', () => ({ headers: proof.headers.with(-1, `${proof.headers.at(-1)}00`) })],
    ['a signature with something behind it', () => ({ signature: `${proof.signature}x` })],
    ['a reading without its text', () => ({ reading: { ...proof.reading, text: undefined } })],
    ['a number before the first', () => reading({ number: -1 })],
    ['a time that is no integer', () => reading({ time: 0.5 })],
    ['a sibling that is none', () => ({ batch: { index: 2, siblings: ['ab', 'cd'] } })],
    ['a place before the first', () => ({ batch: { ...proof.batch, index: -2 } })],
    ['a place that 32 bits do not hold', () => ({ batch: { ...proof.batch, index: 2 + 2 ** 32 } })],
    ['no tick', () => ({ tick: undefined })],
    ['tick 0', () => ({ tick: { ...proof.tick, tau: 0 } })],
    ['no headers', () => ({ headers: [] })],
    ['a target above all hashes', () => resigned(0x20000000, 0xff7fffff)],
    ['a negative target', () => resigned(0x20000000, 0x20800001)],
  ];
  it.each(malformed)('by the independent script too: %s', async (_, change) => {
    const { code, stdout, stderr } = await script({ ...proof, ...change() });
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: oneLine });
  });

  // It leaves to mine-wasm what is more than form: fields that it does not read, a chain's versions, what a reading's text says.
  const MORE = [
    'a field too many',
    'a field too many in the reading',
    'a number as a text',
    "a block's version",
    'a text that is no JSON',
    'a text that is no object',
    'a transfer that its sender did not sign',
  ];
  it.each(FORGED_PROOFS.filter(({ name }) => !MORE.includes(name)))(
    'of the table of forgeries by the independent script too: $name',
    async ({ damage }) => {
      const { code, stdout, stderr } = await script(damage(validProof()));
      expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: oneLine });
    },
  );

  it('what the device itself has signed, but can be in no chain', () => {
    expect(faultOf({ ...proof, ...resigned(0x20000000, EASY_BITS) })).toBeUndefined();
    expect(faultOf({ ...proof, ...resigned(0x3fffe000, EASY_BITS) })).toBeUndefined();
    expect(faultOf({ ...proof, ...resigned(1, EASY_BITS) })).toBe('header');
    expect(faultOf({ ...proof, ...resigned(0x20000000, 0x20800001) })).toBe('header');
    expect(faultOf({ ...proof, ...resigned(0x20000000, 0) })).toBe('header');
    expect(faultOf({ ...proof, ...alone('21.5') })).toBe('reading');
    expect(faultOf({ ...proof, ...alone(transfer.replace('"fee":1', '"fee":2')) })).toBe('transfer');
  });

  it('what is not asked for', () => {
    const other = DeviceKey.generate().id;
    expect(faultOf(proof, { device: other })).toBe('other-device');
    expect(faultOf(proof, { session: 'house' })).toBe('other-session');
    expect(faultOf(proof, { easiest: targetOfZeros(2) })).toBe('easy');
    expect(faultOf({ ...proof, ...resigned(0x20000000, 0x207fffff) }, { easiest: TARGET })).toBe('easy');
  });

  it.each([
    ['what is no JSON', '{"type":', /^Expected the proof to be JSON, got/],
    ['what is no object', '[]', /to be an object with `type` mine-wasm-reading-proof, got an array of 0/],
    ['null', 'null', /got null/],
    ['another kind of file', '{"type":"mine-wasm-card"}', /got one with "mine-wasm-card"/],
    [
      'a later version',
      '{"type":"mine-wasm-reading-proof","version":2}',
      /to be of version 1, got one of version 2/,
    ],
    ['a field that is missing', '{"type":"mine-wasm-reading-proof","version":1}', /to have `session`/],
  ])('%s', (_, text, message) => {
    expect(() => readProof(text)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_PROOF', message: expect.stringMatching(message) }),
    );
  });

  it.each([
    ['device', () => ({ device: proof.device.toUpperCase() })],
    ['payload', () => ({ payload: proof.payload.slice(2) })],
    ['headers.0', () => ({ headers: [proof.headers[0]!.slice(2)] })],
    ['headers', () => ({ headers: [] })],
    ['tick.tau', () => ({ tick: { tau: 0, siblings: [] } })],
    ['batch.siblings', () => ({ batch: { index: 0, siblings: Array(13).fill(proof.payload) } })],
    ['session', () => ({ session: 'x'.repeat(201) })],
    ['note', () => ({ note: 'more' })],
  ])('a wrong `%s`', (field, change) => {
    expect(() => readProof(JSON.stringify({ ...proof, ...change() }))).toThrow(
      expect.objectContaining({ fault: 'proof', message: expect.stringContaining(`\`${field}\``) }),
    );
  });

  it('a proof of which any one character was changed', () => {
    const text = JSON.stringify(proof);
    const characters = fc.constantFrom(...'0123456789abcdef"{}[],:.- x');
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), characters, (at, character) => {
        fc.pre(text[at] !== character);
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        expect(() => checkProof(readProof(changed))).toThrow(ProofError);
      }),
      { numRuns: 300 },
    );
  });
});

it('has paths that are worked out from the definition alone', async () => {
  const leaves = [4, 5, 6].map(async (number) => {
    const { reading } = await makeProof({ ...files, number });
    const u64 = (value: number) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt(value));
      return bytes;
    };
    const head = [key.publicKey, u64(reading.number), u64(reading.time)];
    return sha256d(...head, Buffer.from(reading.signature, 'hex'), Buffer.from(reading.text));
  });
  const root = merkleRoot(await Promise.all(leaves));
  expect(proof.payload).toBe(Buffer.from(root).toString('hex'));
});
