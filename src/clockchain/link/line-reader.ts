import { StringDecoder } from 'node:string_decoder';
import { LONGEST_LINE } from './wire.js';

/** A line; or one without its end, of which only the length is known. */
export type ReadLine = { readonly text: string } | { readonly oversized: number };

/** Finds the lines in what comes, and holds no more than the longest of them. */
export class LineReader {
  readonly #longest: number;
  readonly #decoder = new StringDecoder('utf8');
  #parts: string[] = [];
  #length = 0;

  constructor(longest = LONGEST_LINE) {
    this.#longest = longest;
  }

  /** Takes in what came. @returns the lines that it completes; empty ones are passed over */
  *push(bytes: Buffer): Generator<ReadLine> {
    const lines = this.#decoder.write(bytes).split('\n');
    const rest = lines.pop()!;
    for (const end of lines) {
      this.#take(end);
      const length = this.#length;
      const text = this.#parts.join('').trimEnd();
      this.#parts = [];
      this.#length = 0;
      if (length > this.#longest) yield { oversized: length };
      else if (text !== '') yield { text };
    }
    this.#take(rest);
  }

  #take(part: string): void {
    this.#length += part.length;
    if (this.#length > this.#longest) this.#parts = [];
    else this.#parts.push(part);
  }
}
