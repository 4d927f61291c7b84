/**
 * What a coordinator and a device tell each other: JSON objects, one a line. Hashes and keys are in hex, in internal byte order; ticks are
 * records (tick/tick-codec.ts) in hex. Either end refuses what does not fit, and goes on.
 */
import * as v from 'valibot';
import { bytesToHex, hexToBytes } from '../../bitcoin/bytes.js';
import { MAX_U32 } from '../../bitcoin/check.js';
import { decodeCompact } from '../../bitcoin/compact.js';
import { plainText } from '../../plain-text.js';
import { FSYNC_POLICIES } from '../chain/chain-file.js';
import { LONGEST_SESSION } from '../chain/chain-format.js';
import { MOST_DEVICES } from '../chain/chain-set.js';
import type { Tick } from '../tick/tick.js';
import { encodeTick } from '../tick/tick-codec.js';
import { LONGEST_TICK, SHORTEST_TICK } from '../tick/tick-layout.js';

/** Told by each end in its first message; another one is refused. */
export const WIRE_VERSION = 1;

/** Characters of a line: a round of 256 devices has some 38,000. */
export const LONGEST_LINE = 65_536;

const LONGEST_WORDS = 300;

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** The headers that a tick's rolled bits and nonce give: nobody tries more for one. */
const Tries = v.pipe(Count, v.maxValue(2 ** 48));
/** Up to ten years. */
const Seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(10 * 365 * 86_400));
/** What a peer says, as it may be shown. */
const Words = v.pipe(
  v.string(),
  v.transform((text) => plainText(text, LONGEST_WORDS)),
);
const Bytes32 = v.pipe(v.string(), v.regex(/^[\da-f]{64}$/), v.transform(hexToBytes));
const TickRecord = v.pipe(
  v.string(),
  v.minLength(2 * SHORTEST_TICK),
  v.maxLength(2 * LONGEST_TICK),
  v.regex(/^(?:[\da-f]{2})*$/),
  v.transform(hexToBytes),
);
/** Compact bits that are a target. */
const Bits = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.maxValue(MAX_U32),
  v.check((bits) => decodeCompact(bits).fault === undefined, 'no target'),
);
const Session = v.pipe(v.string(), v.minLength(1), v.maxBytes(LONGEST_SESSION));

const Head = v.object({ device: Bytes32, head: Bytes32 });

const Open = v.object({
  type: v.literal('open'),
  version: v.literal(WIRE_VERSION),
  session: Session,
  /** Whether all ticks of the session are of rounds, or none is. */
  rounds: v.boolean(),
  /** The easiest target of the session. */
  easiest: Bits,
  fsync: v.picklist(FSYNC_POLICIES),
});

const FromCoordinator = v.variant('type', [
  Open,
  /** A verified tick of the session, behind all that it cites. */
  v.object({ type: v.literal('tick'), tick: TickRecord }),
  /** Mine so many ticks; null: until told otherwise. What was being mined is given up. */
  v.object({
    type: v.literal('mine'),
    order: Count,
    bits: Bits,
    count: v.nullable(v.pipe(Count, v.minValue(1))),
    round: v.optional(
      v.object({
        number: v.pipe(Count, v.minValue(1), v.maxValue(MAX_U32)),
        heads: v.pipe(v.array(Head), v.maxLength(MOST_DEVICES)),
      }),
    ),
  }),
  /** Give up what is being mined. */
  v.object({ type: v.literal('stop') }),
  /** Tell the ticks of the own chain that come after so many. */
  v.object({ type: v.literal('history'), after: Count }),
  /** Have the ticks on the disk. */
  v.object({ type: v.literal('sync') }),
]);

const FromDevice = v.variant('type', [
  v.object({ type: v.literal('hello'), version: v.literal(WIRE_VERSION), device: Bytes32, software: Words }),
  /** The session's chain is open: its ticks, the hash of the last, and the bytes of an unfinished one that were cut off. */
  v.object({ type: v.literal('opened'), ticks: Count, tip: v.nullable(Bytes32), torn: Count }),
  /** An own tick; of a `mine` with that number, or of the history. */
  v.object({
    type: v.literal('tick'),
    tick: TickRecord,
    order: v.optional(Count),
    tries: v.optional(Tries, 0),
    seconds: v.optional(Seconds, 0),
  }),
  /** The end of a history. */
  v.object({ type: v.literal('told') }),
  /** It has mined what it was asked for, or given it up. */
  v.object({ type: v.literal('mined'), order: Count, isWhole: v.boolean() }),
  /** It does not take what it was told, the `mine` with that number if there is one, and goes on. */
  v.object({ type: v.literal('refused'), fault: Words, message: Words, order: v.optional(Count) }),
  v.object({ type: v.literal('alive') }),
  /** It can't go on, and ends. */
  v.object({ type: v.literal('fault'), code: Words, message: Words }),
]);

export type CoordinatorMessage = v.InferOutput<typeof FromCoordinator>;
export type DeviceMessage = v.InferOutput<typeof FromDevice>;
export type OpenMessage = v.InferOutput<typeof Open>;
export type MineMessage = Extract<CoordinatorMessage, { type: 'mine' }>;

/**
 * Why a line is refused. A name never changes its meaning.
 *
 * - `oversized`: it is longer than any message.
 * - `malformed`: it is no JSON object with a type that is known, and the fields that belong to it.
 * - `version`: it is of another version of the protocol.
 * - `unexpected`: it is in order, but not now.
 * - `forged`: over MQTT, its signature is not that of the device, or of the session's coordinator.
 * - `replayed`: over MQTT, it was said before, or in another connection.
 */
export type WireFault = 'oversized' | 'malformed' | 'version' | 'unexpected' | 'forged' | 'replayed';

/** A line that is refused. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly fault: WireFault;

  constructor(fault: WireFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

/** Reads what a device was told. @throws WireError */
export function readCoordinatorMessage(line: string): CoordinatorMessage {
  return read(FromCoordinator, line);
}

/** Reads what a device says. @throws WireError */
export function readDeviceMessage(line: string): DeviceMessage {
  return read(FromDevice, line);
}

/** A message as its line, without the end of it. Byte arrays are written in hex. */
export function writeMessage(message: CoordinatorMessage | DeviceMessage): string {
  return JSON.stringify(message, (_key, value) => (value instanceof Uint8Array ? bytesToHex(value) : value));
}

/** The message that hands a tick on. */
export function tickMessage(tick: Tick): Extract<CoordinatorMessage, { type: 'tick' }> {
  return { type: 'tick', tick: encodeTick(tick) };
}

function read<Schema extends typeof FromCoordinator | typeof FromDevice>(
  schema: Schema,
  line: string,
): v.InferOutput<Schema> {
  if (line.length > LONGEST_LINE) {
    throw new WireError('oversized', `Expected at most ${LONGEST_LINE} characters, got ${line.length}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    const got = JSON.stringify(plainText(line, LONGEST_WORDS));
    throw new WireError('malformed', `Expected a line of JSON, got ${got}`, { cause });
  }
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output as v.InferOutput<Schema>;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? 'type';
  const got = plainText(String(issue.received), LONGEST_WORDS);
  const fault = path === 'version' ? 'version' : 'malformed';
  throw new WireError(fault, `Expected ${path} to be ${issue.expected ?? 'in order'}, got ${got}`);
}
