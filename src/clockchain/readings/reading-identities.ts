import { createHash } from 'node:crypto';

/** As many messages as a broker can have under way to one client: their numbers have 16 bits (MQTT 3.1.1, 2.3.1). */
export const MOST_IDENTITIES = 65_536;

/** Without it, a line is not worth to be parsed again. */
const MEMBER = Buffer.from('"id"');

/**
 * What a reading is known again by: the SHA-256 of its line, if it has a member `id` that is a string or a number. The whole line counts, so that
 * a sensor which begins to count anew loses nothing; and a line without `id` is never taken for one that was there before, since a sensor
 * can measure the same twice.
 * @param line a reading, or not
 * @returns undefined without an identity
 */
export function identityOf(line: Uint8Array): string | undefined {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length);
  if (!bytes.includes(MEMBER)) return undefined;
  try {
    const { id } = JSON.parse(bytes.toString()) as { id?: unknown };
    if (typeof id !== 'string' && typeof id !== 'number') return undefined;
  } catch {
    return undefined;
  }
  return createHash('sha256').update(bytes).digest('base64');
}

/** The readings with an identity that were journaled last. */
export class ReadingIdentities {
  readonly #most: number;
  /** In the order of the journal. */
  readonly #known = new Set<string>();

  constructor(most = MOST_IDENTITIES) {
    this.#most = most;
  }

  add(identity: string): void {
    // Known again, it is the last again.
    this.#known.delete(identity);
    this.#known.add(identity);
    if (this.#known.size <= this.#most) return;
    const [first] = this.#known;
    this.#known.delete(first!);
  }

  has(identity: string): boolean {
    return this.#known.has(identity);
  }
}
