import { stat, writeFile } from 'node:fs/promises';
import { RecordFileError } from '../../clockchain/records/record-file-error.js';
import { sessionPage } from '../../clockchain/report/session-page.js';
import { readSession, type SessionReport, sessionFiles } from '../../clockchain/report/session-report.js';
import { packageVersion } from '../../engine/package-version.js';
import { EXIT } from '../exit-codes.js';
import { FlagError, parseInteger } from '../flags.js';
import type { Output, OutputFlags } from '../output.js';
import { lowerCase } from './lower-case.js';
import { verifyProgress } from './verify-progress.js';

export interface ReportFlags extends OutputFlags {
  readonly output?: string;
  readonly threads?: string;
}

/** `mine-wasm clock report <folder>`: a session as a page. @returns the exit code */
export async function report(folder: string, flags: ReportFlags, output: Output): Promise<number> {
  const threads = flags.threads === undefined ? undefined : parseInteger('--threads', flags.threads, 0, 256);
  if (flags.output === '') throw new FlagError('--output', 'expected the path of a file, got ""');
  const session = await read(folder, flags.output, threads, output);
  const page = sessionPage(session, { date: new Date(), version: packageVersion() });
  if (flags.output === undefined) await output.text(page);
  else {
    await write(flags.output, page);
    output.note(`Written: ${flags.output}`);
  }
  const bad = session.devices.filter(({ verdict }) => verdict?.fault !== undefined);
  for (const { verdict } of bad) output.note(`Not valid: ${verdict!.path} (${verdict!.fault!.name})`);
  return bad.length === 0 ? EXIT.found : EXIT.notFound;
}

async function read(
  folder: string,
  file: string | undefined,
  threads: number | undefined,
  output: Output,
): Promise<SessionReport> {
  const progress = await verifyProgress(output);
  try {
    const { log, chains } = await sessionFiles(folder);
    if (chains.length === 0) throw new FlagError('<folder>', `expected a session with chains, got ${folder}`);
    if (file !== undefined) await refuseSource(file, [log, ...chains]);
    return await readSession(folder, {
      threads,
      onProgress: progress?.update,
    });
  } catch (error) {
    if (!(error instanceof RecordFileError)) throw error;
    const message = lowerCase(error.message);
    throw new FlagError('<folder>', message, error.code, { cause: error });
  } finally {
    progress?.stop();
  }
}

/** A chain is days of mining; a slip must not cost one. */
async function refuseSource(file: string, sources: readonly string[]): Promise<void> {
  const identify = (path: string) =>
    stat(path, { bigint: true }).then(
      ({ dev, ino }) => `${dev}:${ino}`,
      () => undefined,
    );
  const [own, ...others] = await Promise.all([file, ...sources].map(identify));
  if (own !== undefined && others.includes(own)) {
    throw new FlagError('--output', `expected a file that is none of the session's, got ${file}`);
  }
}

async function write(file: string, page: string): Promise<void> {
  try {
    await writeFile(file, page);
  } catch (cause) {
    const message = `expected a file that can be written, got ${(cause as Error).message}`;
    throw new FlagError('--output', message, 'ERR_INVALID_OPTION', { cause });
  }
}
