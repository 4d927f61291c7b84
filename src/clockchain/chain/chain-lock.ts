import { randomBytes, randomInt } from 'node:crypto';
import { open, readdir, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { MineWasmError } from '../../errors.js';
import { diskFault } from '../records/record-file-error.js';
import { isRunning, parseProcess, processMark } from './process-mark.js';

/** Another process writes the chain. */
export class ChainLockedError extends MineWasmError {
  override readonly name = 'ChainLockedError';
  readonly path: string;
  /** The process that holds it. */
  readonly pid: number;

  constructor(path: string, pid: number, lockFile: string) {
    super(
      'ERR_CHAIN_LOCKED',
      `Expected ${path} to be written by one process alone, got process ${pid}, which writes it; if that is another program, remove ${lockFile}`,
    );
    this.path = path;
    this.pid = pid;
  }
}

/** Processes that come at the same moment see each other and all step back; so often they try again. */
const ATTEMPTS = 8;
const LONGEST_PAUSE_MILLISECONDS = 40;

/**
 * The right to write a chain: held by one process of this machine at a time, and by one of its openings.
 *
 * Whoever wants it makes an empty file of a name of its own beside the chain, `<chain>.lock-<process>-<random>`, and then looks for
 * others. Of two, the later one sees the earlier one's. One whose process is gone is removed: nobody ever makes that name again,
 * so that no lock can be taken away by mistake, as it can where all use the same name.
 *
 * Not kept out: processes that can't be seen from here, as on another machine by a network file system, or in another container.
 */
export class ChainLock {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /**
   * @param path the chain's file; it need not be there yet, but its folder
   * @throws ChainLockedError (`ERR_CHAIN_LOCKED`); RecordFileError when the folder can't be read or written
   */
  static async acquire(path: string): Promise<ChainLock> {
    try {
      const chain = await realpath(path).catch(async () =>
        join(await realpath(dirname(path)), basename(path)),
      );
      return await acquire(path, chain, (file) => new ChainLock(file));
    } catch (error) {
      if (error instanceof ChainLockedError) throw error;
      throw diskFault(path, 'to be locked', error);
    }
  }

  /** Gives it back. A second time does nothing. */
  async release(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}

async function acquire<T>(path: string, chain: string, taken: (file: string) => T): Promise<T> {
  const prefix = `${chain}.lock-`;
  const own = `${prefix}${await processMark()}-${randomBytes(6).toString('hex')}`;
  for (let attempt = 1; ; attempt++) {
    // Looks first, so that a lock that is held is not even knocked at.
    let other = await livingLock(prefix, own);
    if (other === undefined) {
      await (await open(own, 'wx', 0o600)).close();
      try {
        other = await livingLock(prefix, own);
      } catch (error) {
        await rm(own, { force: true });
        throw error;
      }
      if (other === undefined) return taken(own);
      await rm(own, { force: true });
    }
    if (attempt === ATTEMPTS) throw new ChainLockedError(path, other.pid, other.file);
    await setTimeout(randomInt(1, LONGEST_PAUSE_MILLISECONDS));
  }
}

/** A lock, other than one's own, whose process runs. Those of processes that are gone are removed. */
async function livingLock(prefix: string, own: string) {
  const folder = dirname(prefix);
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (!file.startsWith(prefix) || file === own) continue;
    const holder = parseProcess(file.slice(prefix.length).replace(/-[0-9a-f]{12}$/, ''));
    if (holder === undefined) continue;
    if (await isRunning(holder)) return { pid: holder.pid, file };
    await rm(file, { force: true });
  }
  return undefined;
}
