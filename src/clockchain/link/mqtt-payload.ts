import * as v from 'valibot';
import { bytesToHex, hexToBytes } from '../../bitcoin/bytes.js';
import { WireError } from './wire.js';

export const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** 16 random bytes. */
export const Token = v.pipe(v.string(), v.regex(/^[\da-f]{32}$/));
/** A raw Ed25519 public key, or a hash. */
export const Bytes32 = v.pipe(v.string(), v.regex(/^[\da-f]{64}$/), v.transform(hexToBytes));
/** Ed25519. */
export const Signature = v.pipe(v.string(), v.regex(/^[\da-f]{128}$/), v.transform(hexToBytes));

type AnySchema = v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>;

/** Reads the JSON of an MQTT message. What is longer than the longest is refused unread. @throws WireError */
export function readPayload<Schema extends AnySchema>(
  schema: Schema,
  payload: Uint8Array,
  longest: number,
): v.InferOutput<Schema> {
  if (payload.length > longest) {
    throw new WireError('oversized', `Expected at most ${longest} bytes, got ${payload.length}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString());
  } catch (cause) {
    throw new WireError('malformed', `Expected a message of JSON, got ${payload.length} other bytes`, {
      cause,
    });
  }
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? 'type';
  const fault = issue.type === 'max_length' ? 'oversized' : 'malformed';
  throw new WireError(fault, `Expected a message whose ${path} is in order, got another`);
}

/** Byte arrays are written in hex. */
export function writePayload(message: object): string {
  return JSON.stringify(message, (_key, value) => (value instanceof Uint8Array ? bytesToHex(value) : value));
}
