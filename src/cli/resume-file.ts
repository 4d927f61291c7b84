import { readFile } from 'node:fs/promises';
import type { SearchState } from '../engine/search-state.js';
import { writeDurably } from '../node/durable-file.js';
import { FlagError } from './flags.js';

/**
 * A search's state on disk: a search state as JSON, its solutions those that were printed included. It is written to a
 * file beside it, forced to the disk, and renamed over the old one, so that a loss of power leaves the old or the new.
 */
export class ResumeFile {
  readonly #path: string;
  #saving: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * @returns what the file holds, unchecked; undefined when there is no file yet
   * @throws FlagError when it can't be read or holds no JSON
   */
  async load(): Promise<SearchState | undefined> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw this.#fault('a readable file', cause);
    }
    try {
      return JSON.parse(text) as SearchState;
    } catch (cause) {
      throw new FlagError(
        '--resume',
        `expected a search state in JSON, got ${text.length} characters that are none: ${this.#path}`,
        'ERR_INVALID_STATE',
        { cause },
      );
    }
  }

  /** Saves a state; saves follow each other in the order of the calls. Resolves when it is on the disk. */
  save(state: SearchState): Promise<void> {
    const saved = this.#saving.then(() => this.#write(`${JSON.stringify(state)}\n`));
    this.#saving = saved.catch(() => {});
    return saved;
  }

  async #write(text: string): Promise<void> {
    // Always the same name: what a loss of power leaves is overwritten by the next run.
    const fresh = `${this.#path}.tmp`;
    try {
      await writeDurably(this.#path, text, fresh);
    } catch (cause) {
      throw this.#fault('a file that can be written', cause, fresh);
    }
  }

  /** @param fresh a file that stands for the one asked for */
  #fault(expected: string, cause: unknown, fresh = this.#path): FlagError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new FlagError(
      '--resume',
      `expected ${expected}, got ${reason.replaceAll(fresh, this.#path)}`,
      'ERR_INVALID_STATE',
      { cause },
    );
  }
}
