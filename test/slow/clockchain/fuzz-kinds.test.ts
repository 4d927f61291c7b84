/** Each kind of file that a clockchain leaves, damaged: whoever reads it finds it whole, or says what is wrong by a typed error. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ChainReader } from '../../../dist/clockchain/chain/chain-reader.js';
import { verifyChains } from '../../../dist/clockchain/chain/verify-chains.js';
import { chainFileName } from '../../../dist/clockchain/device/device-folder.js';
import { DeviceKey } from '../../../dist/clockchain/device/device-key.js';
import { checkProof } from '../../../dist/clockchain/readings/check-proof.js';
import { linesOf } from '../../../dist/clockchain/readings/lines.js';
import { makeProof } from '../../../dist/clockchain/readings/make-proof.js';
import { readProofFile } from '../../../dist/clockchain/readings/proof-file.js';
import { parseReading } from '../../../dist/clockchain/readings/reading.js';
import { ReadingJournal } from '../../../dist/clockchain/readings/reading-journal.js';
import { signTransfer } from '../../../dist/clockchain/readings/transfer.js';
import { sessionPage } from '../../../dist/clockchain/report/session-page.js';
import { readSession } from '../../../dist/clockchain/report/session-report.js';
import { MineWasmError } from '../../../dist/errors.js';
import { ENVIRONMENT, MAIN, temporaryFolder } from '../../cli/command.js';
import { changesWithin, mendChecksums } from './support/damage.js';

/** Of each kind; all together take under a minute on a PC. */
const FILES = 150;

const folder = temporaryFolder();
const at = (...parts: string[]) => join(folder, ...parts);
const SEALED = at('seal', chainFileName('readings'));
const JOURNAL = SEALED.replace(/chain$/, 'journal');
const LINES = ['{"t":1}', '{"t":2,"where":"Grönland"}', '{"t":3}'];

/** A kind of file, and what is done with one that is damaged. */
interface Kind {
  readonly name: string;
  /** A whole one. */
  readonly file: () => string;
  /** Whether its records have checksums, which some changes mend. */
  readonly hasChecksums?: boolean;
  /** It throws for what is wrong, and expects what has to be so nevertheless. @param path of the damaged one */
  readonly read: (path: string, whole: string) => Promise<void>;
}

const chainsIn = (mode: string) =>
  readdirSync(at(mode, 'garden', 'chains')).map((name) => at(mode, 'garden', 'chains', name));

/** The hashes of a file's ticks. */
const hashes = new Map<string, string[]>();
async function hashesOf(path: string): Promise<string[]> {
  const known = hashes.get(path);
  if (known !== undefined) return known;
  const found: string[] = [];
  const reader = await ChainReader.open(path);
  for (let ticks = await reader.next(); ticks !== undefined; ticks = await reader.next()) {
    found.push(...ticks.map(({ tick }) => tick.header.hash()));
  }
  await reader.close();
  hashes.set(path, found);
  return found;
}

async function readChain(path: string, whole: string, others: readonly string[] = []): Promise<void> {
  const mined = await hashesOf(whole);
  const [verdict] = await verifyChains([path, ...others], {
    session: whole === SEALED ? 'readings' : 'garden',
  });
  expect(verdict!.tip).toBe(verdict!.ticks > 0 ? mined[verdict!.ticks - 1] : undefined);
}

async function openJournal(path: string): Promise<void> {
  const key = await DeviceKey.open(at('seal', 'device.pem'));
  const journal = await ReadingJournal.open(path, { session: 'readings', key, fsync: 'batch' });
  await journal.close();
}

async function readProof(path: string, whole: string): Promise<void> {
  const [proof, original] = [await readProofFile(path), checkProof(await readProofFile(whole))];
  const { device, session, number, time, text } = checkProof(proof);
  expect({ device, session, number, time, text }).toMatchObject({
    device: original.device,
    session: original.session,
    number: original.number,
    time: original.time,
    text: original.text,
  });
}

async function readLog(path: string, whole: string): Promise<void> {
  const session = at('damaged');
  cpSync(join(whole, '..', 'chains'), join(session, 'chains'), { recursive: true });
  cpSync(path, join(session, 'log.jsonl'));
  const page = sessionPage(await readSession(session, { threads: 0 }), { date: new Date(0), version: '0' });
  expect(page).toMatch(/^<!doctype html>/i);
}

const KINDS: Kind[] = [
  ...(['serial', 'free', 'rounds'] as const).map(
    (mode): Kind => ({
      name: `a chain of a session in the mode ${mode}`,
      file: () => chainsIn(mode)[0]!,
      hasChecksums: true,
      read: (path, whole) => readChain(path, whole, chainsIn(mode).slice(1)),
    }),
  ),
  {
    name: 'a chain of sealed batches',
    file: () => SEALED,
    hasChecksums: true,
    read: readChain,
  },
  {
    name: 'a journal of readings that wait',
    file: () => at('waiting.journal'),
    hasChecksums: true,
    read: openJournal,
  },
  {
    name: 'a journal with an open batch',
    file: () => at('open.journal'),
    hasChecksums: true,
    read: openJournal,
  },
  {
    name: 'a journal of sealed readings',
    file: () => JOURNAL,
    hasChecksums: true,
    read: async (path) => {
      await openJournal(path);
      for (const [i, text] of LINES.entries()) {
        const proof = await makeProof({ journal: path, chain: SEALED, number: i + 1 });
        expect(checkProof(proof).text).toBe(text);
      }
    },
  },
  {
    name: 'a chain that a proof is made of',
    file: () => SEALED,
    hasChecksums: true,
    read: async (path) => {
      const proof = await makeProof({ journal: JOURNAL, chain: path, number: 2 });
      expect(checkProof(proof).text).toBe(LINES[1]);
    },
  },
  { name: 'a proof of a reading', file: () => at('2.json'), read: readProof },
  { name: 'a proof of a transfer', file: () => at('4.json'), read: readProof },
  {
    name: "a device's key",
    file: () => at('seal', 'device.pem'),
    read: async (path) => {
      chmodSync(path, 0o600);
      expect((await DeviceKey.open(path)).id).toMatch(/^[\da-f]{64}$/);
    },
  },
  ...(['serial', 'free', 'rounds'] as const).map(
    (mode): Kind => ({
      name: `a log of the mode ${mode}`,
      file: () => at(mode, 'garden', 'log.jsonl'),
      read: readLog,
    }),
  ),
  {
    name: 'lines of readings',
    file: () => at('readings.jsonl'),
    read: async (path) => {
      const faults: unknown[] = [];
      for await (const line of linesOf(asStream(readFileSync(path)))) {
        try {
          parseReading(line);
        } catch (error) {
          faults.push(error);
        }
      }
      for (const fault of faults) expect(fault).toMatchObject({ code: 'ERR_INVALID_READING' });
    },
  },
];

async function* asStream(bytes: Uint8Array) {
  for (let start = 0; start < bytes.length; start += 100) yield bytes.subarray(start, start + 100);
}

/** @throws Error unless it ends with 0 */
function clock(args: readonly string[], input = ''): void {
  execFileSync(process.execPath, [MAIN, 'clock', ...args], { input, env: ENVIRONMENT, stdio: 'pipe' });
}

/** A file of each kind, by the commands that make them. */
beforeAll(async () => {
  for (const mode of ['serial', 'free', 'rounds']) {
    const count = mode === 'rounds' ? '--rounds' : '--ticks';
    const args = [
      '--session',
      'garden',
      '--dir',
      at(mode),
      '--difficulty',
      '1,2',
      '--mode',
      mode,
      count,
      '5',
    ];
    clock(['run', ...args, '--threads', '1']);
  }
  const sender = DeviceKey.generate();
  const to = Buffer.from(DeviceKey.generate().publicKey).toString('hex');
  const lines = [...LINES, signTransfer(sender, { to, amount: 7, fee: 1 })];
  const seal = ['seal', '--dir', at('seal'), '--difficulty', '2', '--count', '2', '--threads', '1'];
  clock(seal, lines.join('\n'));
  writeFileSync(at('readings.jsonl'), `${lines.join('\n')}\n`);
  for (const number of ['2', '4']) {
    clock(['prove', number, '--dir', at('seal'), '-o', at(`${number}.json`)]);
  }
  const key = await DeviceKey.open(at('seal', 'device.pem'));
  for (const name of ['waiting', 'open']) {
    const journal = await ReadingJournal.open(at(`${name}.journal`), {
      session: 'readings',
      key,
      fsync: 'batch',
    });
    await journal.append(
      lines.map((line) => Buffer.from(line)),
      Date.now(),
    );
    if (name === 'open') await journal.beginBatch(3);
    await journal.close();
  }
  return () => rmSync(folder, { recursive: true, force: true });
});

describe('damaged', () => {
  test('are at least twelve kinds', () => {
    expect(new Set(KINDS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(12);
  });

  test.each(KINDS)('$name', async ({ file, read, hasChecksums = false }) => {
    const whole = file();
    const bytes = readFileSync(whole);
    const path = at('damaged.file');
    const seen = { read: 0, refused: 0 };
    await read(whole, whole);
    await fc.assert(
      fc.asyncProperty(
        fc.array(changesWithin(bytes.length), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (changes, isMended) => {
          const damaged = changes.reduce<Buffer>((all, change) => change(all), Buffer.from(bytes));
          writeFileSync(path, hasChecksums && isMended ? mendChecksums(damaged) : damaged);
          try {
            await read(path, whole);
            seen.read++;
          } catch (error) {
            if (!(error instanceof MineWasmError)) throw error;
            expect(error.message).toMatch(/^Expected /);
            seen.refused++;
          }
        },
      ),
      { seed: 20_261_122, numRuns: FILES },
    );
    expect(seen.read + seen.refused).toBe(FILES);
  });
});
