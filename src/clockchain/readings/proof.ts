/**
 * The proof that a device has sealed a reading: all that it takes to verify it offline, in JSON. Hashes are hex in internal order, as
 * headers hold them; keys and signatures are raw, in hex.
 *
 * It has the device's headers from the first tick on, because the first is what binds the session's name, and their number is the
 * tick's place in time. Each takes 163 bytes, so that a proof of the 10,000th tick is a file of 1.6 MB. A few headers more bury the
 * sealing tick under later work. The device has signed the hash of the last, which commits to all before it.
 */
import * as v from 'valibot';
import { describe } from '../../errors.js';
import { plainText } from '../../plain-text.js';
import { LONGEST_SESSION } from '../chain/chain-format.js';
import { ProofError } from './proof-error.js';
import { LONGEST_READING } from './reading.js';

export const PROOF_TYPE = 'mine-wasm-reading-proof';
export const PROOF_VERSION = 1;

/** Characters of what a file says, in a message. */
const LONGEST_QUOTE = 160;

/** A proof of a million headers has 163 MB. */
export const MOST_HEADERS = 1_000_000;

export interface ReadingProof {
  readonly type: typeof PROOF_TYPE;
  readonly version: typeof PROOF_VERSION;
  readonly session: string;
  /** Ed25519 public key. */
  readonly device: string;
  readonly reading: {
    /** Its place in the device's journal, from 1. */
    readonly number: number;
    /** Milliseconds since 1970, by the device's own clock. */
    readonly time: number;
    /** The line. */
    readonly text: string;
    /** The device's (reading.ts). */
    readonly signature: string;
  };
  /** What leads from the reading's leaf to the payload digest: its place in the batch, from 0, and the siblings, lowest first. */
  readonly batch: { readonly index: number; readonly siblings: readonly string[] };
  /** Payload digest of the tick. */
  readonly payload: string;
  /** The sealing tick: its place in the chain, from 1, and what leads from the payload digest, leaf 1, to its merkle root. */
  readonly tick: { readonly tau: number; readonly siblings: readonly string[] };
  /** From the first tick of the chain on, 80 bytes each. */
  readonly headers: readonly string[];
  /** The device's, over the hash of the last header. */
  readonly signature: string;
}

const hex = (bytes: number) => v.pipe(v.string(), v.regex(new RegExp(`^[\\da-f]{${2 * bytes}}$`)));
const count = (min: number, max: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));
/** Halves of characters all become the same bytes, so that one could stand for another: they are in no text. */
const text = (longest: number) => v.pipe(v.string(), v.maxBytes(longest), v.regex(/^\P{Cs}*$/u));
const siblings = (max: number) => v.pipe(v.array(hex(32)), v.maxLength(max));

const Schema = v.strictObject({
  type: v.literal(PROOF_TYPE),
  version: v.literal(PROOF_VERSION),
  session: v.pipe(text(LONGEST_SESSION), v.minBytes(1)),
  device: hex(32),
  reading: v.strictObject({
    number: count(1, Number.MAX_SAFE_INTEGER),
    time: count(0, Number.MAX_SAFE_INTEGER),
    text: text(LONGEST_READING),
    signature: hex(64),
  }),
  // 4,096 readings of a batch are 12 levels; 258 leaves of a tick are 9.
  batch: v.strictObject({ index: count(0, 4095), siblings: siblings(12) }),
  payload: hex(32),
  tick: v.strictObject({ tau: count(1, MOST_HEADERS), siblings: siblings(9) }),
  headers: v.pipe(v.array(hex(80)), v.minLength(1), v.maxLength(MOST_HEADERS)),
  signature: hex(64),
}) satisfies v.GenericSchema<unknown, ReadingProof>;

/**
 * Reads a proof: its form alone.
 * @param text JSON
 * @throws ProofError (`proof`, `version`)
 */
export function readProof(text: string): ReadingProof {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    const got = plainText((cause as Error).message, LONGEST_QUOTE);
    throw new ProofError('proof', `to be JSON, got what is none (${got})`, { cause });
  }
  const { type, version } =
    typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
  if (type !== PROOF_TYPE) {
    const got = type === undefined ? describe(content) : `one with ${plainText(describe(type))}`;
    throw new ProofError('proof', `to be an object with \`type\` ${PROOF_TYPE}, got ${got}`);
  }
  if (typeof version === 'number' && Number.isSafeInteger(version) && version > PROOF_VERSION) {
    throw new ProofError('version', `to be of version ${PROOF_VERSION}, got one of version ${version}`);
  }
  const result = v.safeParse(Schema, content, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = plainText(v.getDotPath(issue) ?? 'it', LONGEST_QUOTE);
  const got = plainText(describe(issue.input));
  throw new ProofError('proof', `to have \`${field}\` ${issue.expected ?? 'in form'}, got ${got}`);
}
