import type { Writable } from 'node:stream';

/**
 * Writes lines to a stream. Whoever has to wait for room waits for one and the same promise: listeners of their own would be as many as
 * the lines under way.
 */
export class LineWriter {
  readonly #stream: Writable;
  #drained: Promise<void> | undefined;
  #release: () => void = () => {};
  #isOver = false;

  /** @param stream its errors stay its owner's */
  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('drain', () => this.#wake());
    stream.on('close', () => this.abandon());
  }

  /** Resolves when there is room for more, or nothing can be written any more. Never rejects. @param line without its end */
  write(line: string): Promise<void> {
    const { destroyed, writableEnded } = this.#stream;
    if (this.#isOver || destroyed || writableEnded || this.#stream.write(`${line}\n`))
      return Promise.resolve();
    this.#drained ??= new Promise((resolve) => {
      this.#release = resolve;
    });
    return this.#drained;
  }

  /** Nobody reads the stream any more: nobody waits for room. */
  abandon(): void {
    this.#isOver = true;
    this.#wake();
  }

  #wake(): void {
    this.#drained = undefined;
    this.#release();
  }
}
