/** kill −9 at random moments of `clock seal`: every acknowledged reading is sealed exactly once, and provable. */
import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { ChainReader } from '../../../src/clockchain/chain/chain-reader.js';
import { ChainSet } from '../../../src/clockchain/chain/chain-set.js';
import { chainFileName } from '../../../src/clockchain/device/device-folder.js';
import { checkProof } from '../../../src/clockchain/readings/check-proof.js';
import {
  decodeReadings,
  decodeSeal,
  JOURNAL_FORMAT,
  READINGS_KIND,
  SEAL_KIND,
  type Seal,
} from '../../../src/clockchain/readings/journal-format.js';
import { makeProof } from '../../../src/clockchain/readings/make-proof.js';
import { encodeReading, type SignedReading } from '../../../src/clockchain/readings/reading.js';
import { RecordReader } from '../../../src/clockchain/records/record-reader.js';
import { targetOfZeros } from '../../../src/clockchain/tick/difficulty.js';
import { jsonLines, run, start, temporaryFolder } from '../../cli/command.js';
import { randomFrom } from '../../cli/interruptions.js';
import { merkleRoot, sha256d } from '../../clockchain/support/oracle.js';

const KILLS = 50;
const SCRIPT = fileURLToPath(new URL('../../../docs/check-proof.mjs', import.meta.url));
const FLAGS = ['--json', '--session', 'garden', '--count', '5', '--age', '1s', '--threads', '1'];

/** What the journal's file has, read record by record. */
async function readJournal(path: string): Promise<{ readings: SignedReading[]; seals: Seal[] }> {
  const file = await open(path);
  const readings: SignedReading[] = [];
  const seals: Seal[] = [];
  const reader = new RecordReader(file, path, JOURNAL_FORMAT);
  let device: Uint8Array | undefined;
  for (let records = await reader.next(); records !== undefined; records = await reader.next()) {
    for (const { kind, body } of records) {
      device ??= body.slice(2, 34);
      if (kind === READINGS_KIND) readings.push(...decodeReadings(body, device)!);
      if (kind === SEAL_KIND) seals.push(decodeSeal(body)!);
    }
  }
  await file.close();
  return { readings, seals };
}

/** The payloads of the chain's ticks, each of which is verified. */
async function payloadsOf(path: string): Promise<string[]> {
  const set = new ChainSet('garden', { easiest: targetOfZeros(2), rounds: false });
  const reader = await ChainReader.open(path);
  const payloads: string[] = [];
  for (let ticks = await reader.next(); ticks !== undefined; ticks = await reader.next()) {
    for (const { tick } of ticks) payloads.push(Buffer.from(set.add(tick).tick.payload).toString('hex'));
  }
  await reader.close();
  return payloads;
}

test.each([
  { fsync: 'reading', seed: 20_261_121 },
  { fsync: 'batch', seed: 7 },
])('with --fsync $fsync (seed $seed)', async ({ fsync, seed }) => {
  const dir = temporaryFolder();
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const random = randomFrom(seed);
  const seal = ['clock', 'seal', '--dir', dir, '--fsync', fsync, ...FLAGS];
  /** The texts of the readings that were acknowledged, by number. */
  const acknowledged = new Map<number, string>();
  let sent = 0;
  let metUnsealed = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const running = start([...seal, '--difficulty', String(2 + random(2))]);
    // What the journal then waits to seal differs from run to run, as more and more is left behind, or less.
    const quota = 5 + random(30);
    const texts: string[] = [];
    let isOver = false;
    running.child.stdin!.on('error', () => {});
    const feed = (async () => {
      while (!isOver && texts.length < quota) {
        texts.push(JSON.stringify({ reading: ++sent, pad: 'x'.repeat(random(300)) }));
        running.child.stdin!.write(`${texts.at(-1)}\n`);
        await setTimeout(random(3));
      }
    })();
    // All are acknowledged, and all full batches sealed, if it lives. Now and then it has not even opened its files.
    const lines = random(5) === 0 ? 0 : random(quota + Math.floor(quota / 5));
    const isThere = (text: string) => text.split('\n').length > lines;
    if (lines > 0) await running.shows('stdout', isThere);
    await setTimeout(random(lines === 0 ? 120 : 25));
    running.child.kill('SIGKILL');
    const { stdout, signal } = await running.ended;
    isOver = true;
    await feed;
    expect(signal).toBe('SIGKILL');
    for (const event of jsonLines(stdout.slice(0, stdout.lastIndexOf('\n') + 1))) {
      if (event.type !== 'acknowledged') continue;
      // A number is given to one reading alone.
      expect(acknowledged.has(event.number)).toBe(false);
      acknowledged.set(event.number, texts[event.line - 1]!);
    }
    const highest = Math.max(0, ...ofSealed(stdout));
    if ([...acknowledged.keys()].some((number) => number > highest)) metUnsealed++;
  }
  expect(acknowledged.size).toBeGreaterThan(5 * KILLS);
  expect(metUnsealed).toBeGreaterThan(KILLS / 5);

  const last = start([...seal, '--difficulty', '2']);
  last.child.stdin!.end();
  expect((await last.ended).code).toBe(0);

  const chain = join(dir, chainFileName('garden'));
  const files = { journal: chain.replace(/chain$/, 'journal'), chain };
  const { readings, seals } = await readJournal(files.journal);
  expect(readings.map(({ number }) => number)).toEqual(readings.map((_, i) => i + 1));
  for (const [number, text] of acknowledged) {
    expect(Buffer.from(readings[number - 1]!.bytes).toString()).toBe(text);
  }
  // The seals go through all readings without a gap, and the chain has one tick for each of them and no other.
  const leaves = readings.map((reading) => sha256d(encodeReading(reading)));
  let next = 1;
  const roots = seals.map(({ first, count, tau }, i) => {
    expect([first, tau]).toEqual([next, i + 1]);
    next += count;
    return Buffer.from(merkleRoot(leaves.slice(first - 1, next - 1))).toString('hex');
  });
  expect(next).toBe(readings.length + 1);
  expect(await payloadsOf(files.chain)).toEqual(roots);
  expect(new Set(roots).size).toBe(roots.length);

  const path = join(dir, 'proof.json');
  const numbers = [...acknowledged.keys()];
  for (const [i, number] of numbers.entries()) {
    const proof = await makeProof({ ...files, number, later: random(4) });
    expect(checkProof(proof, { session: 'garden' })).toMatchObject({
      number,
      text: acknowledged.get(number),
    });
    if (i % Math.ceil(numbers.length / 10) !== 0) continue;
    writeFileSync(path, JSON.stringify(proof));
    expect((await run(['clock', 'check', path])).code).toBe(0);
    expect((await promisify(execFile)(process.execPath, [SCRIPT, path])).stdout).toMatch(/^valid: /);
  }
});

/** The last reading of each batch that a run has told to be sealed. */
function ofSealed(stdout: string): number[] {
  return jsonLines(stdout.slice(0, stdout.lastIndexOf('\n') + 1))
    .filter(({ type }) => type === 'sealed')
    .map(({ last }) => last);
}
