/**
 * What carries the lines of the protocol (wire.ts) over MQTT. A broker hands on what anyone has told it; so a device signs each of its frames,
 * together with the connection and the place in it, and nobody can say anything in its name, or again.
 */
import * as v from 'valibot';
import { bytesToHex, hexToBytes } from '../../bitcoin/bytes.js';
import { MOST_ZEROS } from '../tick/difficulty.js';
import { LONGEST_LINE, WireError } from './wire.js';

/** Bytes of an MQTT message: a line, escaped as a JSON string, and what goes with it. */
export const LONGEST_FRAME = 2 * LONGEST_LINE + 1024;

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** 16 random bytes: a connection, or a device's process. */
const Token = v.pipe(v.string(), v.regex(/^[\da-f]{32}$/));
const Signature = v.pipe(v.string(), v.regex(/^[\da-f]{128}$/), v.transform(hexToBytes));

const FRAME = v.variant('type', [
  /** The coordinator begins a connection with a device's process. What was before is over. */
  v.object({ type: v.literal('call'), call: Token, process: Token }),
  /** The nth line of a connection, from 0. */
  v.object({
    type: v.literal('line'),
    call: Token,
    n: Count,
    line: v.pipe(v.string(), v.maxLength(LONGEST_LINE)),
    signature: v.optional(Signature),
  }),
  /** All lines before the nth have been taken in. */
  v.object({ type: v.literal('taken'), call: Token, n: Count, signature: v.optional(Signature) }),
  /** There are n lines, and no more come. */
  v.object({ type: v.literal('end'), call: Token, n: Count, signature: v.optional(Signature) }),
]);

const PRESENCE = v.object({
  process: Token,
  isPresent: v.boolean(),
  /** Leading hex zeros that it would mine to; null: any. */
  zeros: v.nullable(v.pipe(Count, v.maxValue(MOST_ZEROS))),
  signature: Signature,
});

export type Frame = v.InferOutput<typeof FRAME>;
export type PlacedFrame = Exclude<Frame, { type: 'call' }>;
export type Presence = v.InferOutput<typeof PRESENCE>;

/** @throws WireError */
export function readFrame(payload: Uint8Array): Frame {
  return read(FRAME, payload);
}

/** @throws WireError */
export function readPresence(payload: Uint8Array): Presence {
  return read(PRESENCE, payload);
}

export function writeFrame(frame: Frame | Presence): string {
  return JSON.stringify(frame, (_key, value) => (value instanceof Uint8Array ? bytesToHex(value) : value));
}

/** What a device signs of a frame. */
export function frameText(session: string, frame: PlacedFrame): Uint8Array {
  const line = frame.type === 'line' ? frame.line : '';
  return Buffer.from(`mine-wasm clock 1 ${frame.type}\n${session}\n${frame.call}\n${frame.n}\n${line}`);
}

/** What a device signs of its presence. */
export function presenceText(session: string, presence: Omit<Presence, 'signature'>): Uint8Array {
  const { process, isPresent, zeros } = presence;
  return Buffer.from(`mine-wasm clock 1 presence\n${session}\n${process}\n${isPresent}\n${zeros}`);
}

function read<Schema extends typeof FRAME | typeof PRESENCE>(
  schema: Schema,
  payload: Uint8Array,
): v.InferOutput<Schema> {
  if (payload.length > LONGEST_FRAME) {
    throw new WireError('oversized', `Expected at most ${LONGEST_FRAME} bytes, got ${payload.length}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload).toString());
  } catch (cause) {
    throw new WireError('malformed', `Expected a frame of JSON, got ${payload.length} other bytes`, {
      cause,
    });
  }
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output as v.InferOutput<Schema>;
  const path = v.getDotPath(result.issues[0]) ?? 'type';
  throw new WireError('malformed', `Expected a frame whose ${path} is in order, got another`);
}
