import { constants } from 'node:fs';
import { access, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hexToHash } from '../../bitcoin/bytes.js';
import { MineWasmError } from '../../errors.js';
import { makeFolder, syncFolder, writeDurably } from '../durable-file.js';
import { stateFolder } from '../state-folder.js';
import { blockHash, type FoundBlock, readFoundBlock, writeFoundBlock } from './found-block.js';

/** The folder of found blocks can't be read or written. */
export class JournalError extends MineWasmError {
  override readonly name = 'JournalError';
  readonly folder: string;

  constructor(folder: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super('ERR_JOURNAL', `Expected the folder ${folder} to keep found blocks, got ${reason}`, { cause });
    this.folder = folder;
  }
}

/** A block that the journal has kept. */
export interface KeptBlock extends FoundBlock {
  readonly hash: string;
}

/** A file in the journal's folder that is no kept block. It stays where it is. */
export interface StrayFile {
  readonly path: string;
  /** Why it is none, in words. */
  readonly problem: string;
}

const NAME = /^([0-9a-f]{64})\.(json|tmp)$/;

/**
 * Keeps found blocks on disk until the node has answered what became of them: `keep` before a block is submitted, `settle`
 * after a final answer, and whatever `list` finds at the next start is submitted again.
 *
 * One folder, one file per block, named by its hash. So several miners can share it: at worst a block is submitted by two of them,
 * and the node accepts it from one and tells the other that it is a duplicate. Nothing is deleted but what was settled.
 */
export class BlockJournal {
  readonly folder: string;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * Opens the journal in `folder`, which is made if it is not there.
   * @throws JournalError when it can't be written: better known before a block is found
   */
  static async open(folder: string = defaultJournalFolder()): Promise<BlockJournal> {
    const journal = new BlockJournal(resolve(folder));
    try {
      await makeFolder(journal.folder);
      await access(journal.folder, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      throw new JournalError(journal.folder, error);
    }
    return journal;
  }

  /**
   * Resolves with the block's hash when the block is on the disk.
   * @throws InputError for what is no block; JournalError when it can't be written. The block should be submitted nevertheless.
   */
  async keep(block: FoundBlock): Promise<string> {
    const hash = blockHash(block.block);
    const written = this.#writing.then(async () => {
      // It may have been removed since: a folder is no reason to lose a block.
      await makeFolder(this.folder);
      await writeDurably(this.#path(hash, 'json'), writeFoundBlock(block), this.#path(hash, 'tmp'));
    });
    // One after the other: the same block twice would write the same file.
    this.#writing = written.catch(() => {});
    try {
      await written;
    } catch (error) {
      throw new JournalError(this.folder, error);
    }
    return hash;
  }

  /** Forgets a block that the node has given its final answer to. A block that is not there is no fault. */
  async settle(hash: string): Promise<void> {
    hexToHash(hash);
    try {
      // In this order: what is left when killed in between is the block itself.
      await rm(this.#path(hash, 'tmp'), { force: true });
      await rm(this.#path(hash, 'json'), { force: true });
      await syncFolder(this.folder);
    } catch (error) {
      throw new JournalError(this.folder, error);
    }
  }

  /**
   * The blocks that have not been settled, lowest first, and what else lies in the folder. A block that was written as a whole but
   * not renamed yet counts as kept.
   */
  async list(): Promise<{ blocks: KeptBlock[]; strays: StrayFile[] }> {
    let names: string[];
    try {
      names = await readdir(this.folder);
    } catch (error) {
      throw new JournalError(this.folder, error);
    }
    const blocks = new Map<string, KeptBlock>();
    const strays: StrayFile[] = [];
    // `.json` comes before `.tmp`, which counts only where there is no other.
    for (const name of names.sort()) {
      const [, hash] = NAME.exec(name) ?? [];
      if (hash !== undefined && blocks.has(hash)) continue;
      const path = join(this.folder, name);
      try {
        if (hash === undefined) throw new Error('not a file of found blocks');
        blocks.set(hash, { ...readFoundBlock(await readFile(path, 'utf8'), hash), hash });
      } catch (error) {
        // Another miner has settled it meanwhile.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
        strays.push({ path, problem: (error as Error).message });
      }
    }
    return { blocks: [...blocks.values()].sort((a, b) => a.height - b.height), strays };
  }

  #path(hash: string, extension: 'json' | 'tmp'): string {
    return join(this.folder, `${hash}.${extension}`);
  }
}

/** `blocks` in mine-wasm's folder for state: see stateFolder. */
export function defaultJournalFolder(env?: NodeJS.ProcessEnv): string {
  return stateFolder('blocks', env);
}
