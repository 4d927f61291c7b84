import type { DeviceCard } from '../../hashrate/card/device-card.js';
import type { CardFile } from './card-file.js';

/** Saves a card as it grows, one version after the other. What can't be saved is told once. */
export class CardSaver {
  readonly #file: CardFile | undefined;
  readonly #tell: (message: string) => void;
  /** The last of them; never rejects. */
  #saving: Promise<string | undefined> = Promise.resolve(undefined);
  /** The newest that waits for its turn: those before it are out of date. */
  #next: DeviceCard | undefined;
  #hasFailed = false;

  constructor(file: CardFile | undefined, tell: (message: string) => void) {
    this.#file = file;
    this.#tell = tell;
  }

  save(card: DeviceCard): void {
    if (this.#file === undefined) return;
    const isWaiting = this.#next !== undefined;
    this.#next = card;
    if (!isWaiting) this.#saving = this.#saving.then(() => this.#write(this.#file!));
  }

  /** Saves the last version. @returns its path; undefined when it could not be saved, or is not to be */
  async finish(card: DeviceCard): Promise<string | undefined> {
    this.save(card);
    return this.#saving;
  }

  /** Takes away what was saved. */
  async discard(): Promise<void> {
    this.#next = undefined;
    await this.#saving;
    await this.#file?.remove();
  }

  async #write(file: CardFile): Promise<string | undefined> {
    const card = this.#next;
    this.#next = undefined;
    if (card === undefined) return undefined;
    try {
      return await file.save(card);
    } catch (error) {
      if (!this.#hasFailed) this.#tell(`The card can not be written: ${(error as Error).message}`);
      this.#hasFailed = true;
      return undefined;
    }
  }
}
