import * as v from 'valibot';
import { decodeCompact } from '../../bitcoin/compact.js';
import { Target } from '../../bitcoin/target.js';
import { plainText } from '../../plain-text.js';
import { SESSION_MODES } from '../session/session-log.js';

/** Characters of a name or reason that a page has room for. */
const LONGEST_WORDS = 300;

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const Words = v.pipe(
  v.string(),
  v.transform((text) => plainText(text, LONGEST_WORDS)),
);
const Hex = v.pipe(v.string(), v.regex(/^[\da-f]{64}$/));
/** Milliseconds since 1970. */
const Time = v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse), v.finite());
/** The tries that it takes on average. */
const Expected = v.pipe(
  Hex,
  v.transform((hex) => Target.fromHex(hex).expectedHashes),
);
const Bits = v.pipe(
  v.string(),
  v.regex(/^[\da-f]{8}$/),
  v.check((bits) => decodeCompact(bits).fault === undefined),
  v.transform((bits) => Target.fromBits(bits).expectedHashes),
);
/** Seconds of a pace. */
const Every = v.pipe(v.number(), v.finite(), v.minValue(1e-3), v.maxValue(1e9));
const Why = v.picklist(['absent', 'late', 'refused']);
const named = { time: Time, name: Words, device: v.optional(Hex) };

/** The events of session/session-log.ts that a report is made of, with what it needs of them. */
const LogLine = v.variant('type', [
  v.object({
    type: v.literal('session'),
    time: Time,
    session: v.string(),
    mode: v.picklist(SESSION_MODES),
    devices: v.array(v.object({ name: Words, target: v.optional(Expected) })),
  }),
  v.object({ type: v.literal('joined'), ...named }),
  v.object({ type: v.literal('absent'), ...named }),
  v.object({
    type: v.literal('tick'),
    ...named,
    device: Hex,
    tau: Count,
    hash: Hex,
    round: v.optional(Count, 0),
    bits: v.optional(Bits),
    every: v.optional(Every),
    tries: Count,
    seconds: Amount,
  }),
  v.object({
    type: v.literal('round'),
    time: Time,
    round: Count,
    seconds: Amount,
    present: v.array(Words),
    absent: v.array(v.object({ name: Words, why: Why })),
  }),
  v.object({ type: v.literal('void'), time: Time, round: Count }),
  v.object({ type: v.literal('skipped'), ...named, turn: Count, why: Why }),
  v.object({ type: v.literal('refused'), ...named, fault: Words }),
  v.object({ type: v.picklist(['back', 'finished', 'end']), time: Time }),
]);

export type LogLine = v.InferOutput<typeof LogLine>;
export type Missed = v.InferOutput<typeof Why>;

/** @returns undefined for what is no event of a session */
export function parseLogLine(text: string): LogLine | undefined {
  try {
    const { success, output } = v.safeParse(LogLine, JSON.parse(text));
    return success ? output : undefined;
  } catch {
    // No JSON: most likely the line that was under way when the session was killed.
    return undefined;
  }
}
