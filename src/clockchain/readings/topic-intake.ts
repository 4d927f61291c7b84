import { Condition } from './condition.js';
import { isBlank } from './lines.js';
import { ReadingError } from './reading-error.js';
import { identityOf, ReadingIdentities } from './reading-identities.js';

/** Bytes of a message, at most: 16 of the longest readings. Its lines wait in memory. */
export const LONGEST_MESSAGE = 262_144;

const LINE_FEED = 10;

/** A line that is on its way into the journal. */
interface Pending {
  readonly topic: string;
  readonly identity: string | undefined;
  readonly settled: Promise<void>;
  readonly settle: () => void;
}

/**
 * Turns messages, which come again until they are acknowledged, into the lines that a Sealer takes: a message is one reading, or several, a
 * line each. A reading whose identity is among the last that were journaled, or is on its way there, is not taken again.
 */
export class TopicIntake {
  readonly #identities: ReadingIdentities;
  readonly #condition = new Condition();
  readonly #queue: Uint8Array[] = [];
  /** By the line's number, from 1. */
  readonly #pending = new Map<number, Pending>();
  readonly #byIdentity = new Map<string, Pending>();
  #lines = 0;
  #messages = 0;
  #repeated = 0;

  readonly #onRefused: (topic: string, error: ReadingError) => void;

  /** @param onRefused told of messages that are refused whole */
  constructor(onRefused: (topic: string, error: ReadingError) => void, identities = new ReadingIdentities()) {
    this.#onRefused = onRefused;
    this.#identities = identities;
  }

  /** Messages that were dealt with: they may be acknowledged. */
  get messages(): number {
    return this.#messages;
  }

  /** Readings that were there already. */
  get repeated(): number {
    return this.#repeated;
  }

  /**
   * A reading that the journal has from an earlier run. In the journal's order.
   * @param line as it was journaled
   */
  remember(line: Uint8Array): void {
    const identity = identityOf(line);
    if (identity !== undefined) this.#identities.add(identity);
  }

  /**
   * Takes a message. @returns when each of its readings is in the journal, or refused: then it may be acknowledged. One of a sealer that has
   * ended never does
   */
  async take(topic: string, payload: Uint8Array): Promise<void> {
    const pending = new Set<Pending>();
    if (payload.length > LONGEST_MESSAGE) {
      const got = `${payload.length} bytes`;
      this.#onRefused(
        topic,
        new ReadingError(`to come in a message of at most ${LONGEST_MESSAGE} bytes, got ${got}`),
      );
      this.#messages++;
      return;
    }
    for (const line of linesIn(payload)) {
      const one = this.#takeLine(topic, line);
      if (one !== undefined) pending.add(one);
    }
    for (const { settled } of pending) await settled;
    this.#messages++;
  }

  /** What a Sealer is to take: lines that are not empty, in the order that they came. It never ends by itself. */
  async *lines(): AsyncGenerator<Uint8Array, never> {
    for (;;) {
      await this.#condition.until(() => this.#queue.length > 0);
      yield this.#queue.shift()!;
    }
  }

  /**
   * The sealer has told what became of a line.
   * @param number of the line, from 1
   * @param isJournaled false: it was refused
   * @returns the topic that it came from
   */
  settle(number: number, isJournaled: boolean): string {
    const pending = this.#pending.get(number);
    if (pending === undefined) throw new Error(`Expected a line on its way, got ${number}`);
    const { identity, topic, settle } = pending;
    this.#pending.delete(number);
    if (identity !== undefined) {
      this.#byIdentity.delete(identity);
      if (isJournaled) this.#identities.add(identity);
    }
    settle();
    return topic;
  }

  /** @returns what has to be waited for; undefined for one that is in the journal */
  #takeLine(topic: string, line: Uint8Array): Pending | undefined {
    const identity = identityOf(line);
    if (identity !== undefined) {
      const there = this.#byIdentity.get(identity);
      if (there !== undefined || this.#identities.has(identity)) {
        this.#repeated++;
        return there;
      }
    }
    let settle = () => {};
    const settled = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const pending: Pending = { topic, identity, settled, settle };
    this.#pending.set(++this.#lines, pending);
    if (identity !== undefined) this.#byIdentity.set(identity, pending);
    this.#queue.push(line);
    this.#condition.changed();
    return pending;
  }
}

/** The lines of a message that are not empty. */
function* linesIn(payload: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < payload.length; ) {
    const feed = payload.indexOf(LINE_FEED, start);
    const end = feed === -1 ? payload.length : feed;
    const line = payload.subarray(start, end);
    // A copy: it may wait longer than its message.
    if (!isBlank(line)) yield Uint8Array.from(line);
    start = end + 1;
  }
}
