import { LONGEST_READING } from './reading.js';

const LINE_FEED = 10;

/**
 * Cuts a stream of bytes into lines, which come without their line feed. What follows the last line feed is a line too, unless it is empty.
 * @param longest bytes of a line; default: of a reading
 * @returns of a line that is longer, one byte more than that: enough to refuse it, and to keep no more
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  longest = LONGEST_READING,
): AsyncGenerator<Uint8Array, void> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const keep = (part: Uint8Array) => {
    const kept = part.subarray(0, longest + 1 - length);
    if (kept.length > 0) parts.push(kept);
    length += kept.length;
  };
  const line = () => {
    const bytes = Uint8Array.from(Buffer.concat(parts));
    parts = [];
    length = 0;
    return bytes;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      keep(chunk.subarray(start, end));
      yield line();
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (length > 0) yield line();
}

/** Space, tab and carriage return: a line of them alone is empty. */
const BLANKS = [0x20, 0x09, 0x0d];

/** Whether a line says nothing. @param line without its line feed */
export function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => BLANKS.includes(byte));
}
