import { bytesToHex } from '../../bitcoin/bytes.js';
import { Target } from '../../bitcoin/target.js';
import { ChainReader } from '../../clockchain/chain/chain-reader.js';
import type { ChainVerdict } from '../../clockchain/chain/chain-verdict.js';
import { verifyChains } from '../../clockchain/chain/verify-chains.js';
import { RecordFileError } from '../../clockchain/records/record-file-error.js';
import { SESSION_MODES } from '../../clockchain/session/session-log.js';
import { targetOfZeros } from '../../clockchain/tick/difficulty.js';
import { formatCount } from '../../quantities.js';
import { EXIT } from '../exit-codes.js';
import { FlagError, parseChoice, parseInteger } from '../flags.js';
import type { Output, OutputFlags } from '../output.js';
import { parseDifficulties } from './difficulty-flag.js';
import { verifyProgress } from './verify-progress.js';

export interface VerifyFlags extends OutputFlags {
  readonly session?: string;
  readonly mode?: string;
  readonly difficulty?: string;
  readonly threads?: string;
}

/** A chain's first record has some 250 bytes. */
const HEAD_BYTES = 4096;

/** `mine-wasm clock verify <files…>`: whether a session's chains hold. @returns the exit code */
export async function verify(files: readonly string[], flags: VerifyFlags, output: Output): Promise<number> {
  const mode = flags.mode === undefined ? undefined : parseChoice('--mode', flags.mode, SESSION_MODES);
  const threads = flags.threads === undefined ? undefined : parseInteger('--threads', flags.threads, 0, 256);
  const easiest =
    flags.difficulty === undefined ? undefined : await targetsOf(files, parseDifficulties(flags.difficulty));
  const progress = await verifyProgress(output);
  let verdicts: ChainVerdict[];
  try {
    verdicts = await verifyChains(files, {
      session: flags.session,
      rules: { easiest, rounds: mode === undefined ? undefined : mode === 'rounds' },
      threads,
      onProgress: progress?.update,
    });
  } finally {
    progress?.stop();
  }
  for (const verdict of verdicts) {
    await output.result(output.isJson ? JSON.stringify({ type: 'chain', ...verdict }) : describe(verdict));
  }
  const faults = verdicts.flatMap(({ fault }) => fault ?? []);
  if (faults.some(({ name }) => name === 'disk')) return EXIT.badInput;
  return faults.length === 0 ? EXIT.found : EXIT.notFound;
}

/** The easiest target of each file's device, or of all. @throws FlagError */
async function targetsOf(
  files: readonly string[],
  zeros: readonly number[],
): Promise<Target | ReadonlyMap<string, Target>> {
  if (zeros.length === 1) return targetOfZeros(zeros[0]!);
  if (zeros.length !== files.length) {
    const expected = `one for each of ${formatCount(files.length, 'file')}, or for all`;
    throw new FlagError('--difficulty', `expected ${expected}, got ${zeros.length}`);
  }
  const targets = new Map<string, Target>();
  for (const [i, file] of files.entries()) {
    const device = await ownerOf(file);
    // Of two files of one device, the second is refused.
    if (device !== undefined && !targets.has(device)) targets.set(device, targetOfZeros(zeros[i]!));
  }
  return targets;
}

/** @returns undefined for a file that can't be read or does not tell: what is wrong with it, its verdict says */
async function ownerOf(file: string): Promise<string | undefined> {
  try {
    const reader = await ChainReader.open(file, HEAD_BYTES);
    try {
      while (reader.head === undefined && (await reader.next()) !== undefined);
      return reader.head && bytesToHex(reader.head.device);
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (error instanceof RecordFileError) return undefined;
    throw error;
  }
}

function describe(verdict: ChainVerdict): string {
  const { path, session, device, ticks, lamport, tip, easiest, expectedTries, fault, torn } = verdict;
  const chain =
    device === undefined ? '' : `session ${JSON.stringify(session)}, device ${device.slice(0, 16)}…, `;
  const work =
    easiest === undefined
      ? ''
      : ` of some ${formatTries(expectedTries)} tries (the easiest ${formatTries(Target.fromHex(easiest).expectedHashes)})`;
  const end = tip === undefined ? '' : `, L ${lamport}, tip ${tip}`;
  const held = `${chain}${formatCount(ticks, 'tick')}${work}${end}`;
  if (fault !== undefined) {
    const place = fault.record === undefined ? '' : ` in record ${fault.record} at byte ${fault.offset}`;
    return `${path}: NOT VALID (${fault.name}${place}) after ${held}: ${fault.message}`;
  }
  const rest =
    torn === undefined ? '' : `; behind it ${formatCount(torn.bytes, 'byte')} of an unfinished tick`;
  return `${path}: valid: ${held}${rest}`;
}

function formatTries(tries: number): string {
  return tries < 1e15 ? Math.round(tries).toLocaleString('en') : tries.toPrecision(3);
}
