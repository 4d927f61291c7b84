/**
 * What carries the lines of the protocol (wire.ts) over MQTT. A broker hands on what anyone has told it; so either end signs each of its
 * frames, together with the connection and the place in it, and nobody can say anything in its name, or again.
 */
import * as v from 'valibot';
import { bytesToHex } from '../../bitcoin/bytes.js';
import { Bytes32, Count, readPayload, Signature, Token, writePayload } from './mqtt-payload.js';
import { LONGEST_LINE } from './wire.js';

/** Bytes of an MQTT message: a line, escaped as a JSON string, and what goes with it. */
export const LONGEST_FRAME = 2 * LONGEST_LINE + 1024;

const FRAME = v.variant('type', [
  /** The coordinator begins a connection with a device's process. What was before is over. */
  v.object({
    type: v.literal('call'),
    call: Token,
    process: Token,
    /** Its public key. */
    coordinator: Bytes32,
    signature: Signature,
  }),
  /** The nth line of a connection, from 0. */
  v.object({
    type: v.literal('line'),
    call: Token,
    n: Count,
    line: v.pipe(v.string(), v.maxLength(LONGEST_LINE)),
    signature: Signature,
  }),
  /** All lines before the nth have been taken in. */
  v.object({ type: v.literal('taken'), call: Token, n: Count, signature: Signature }),
  /** There are n lines, and no more come. */
  v.object({ type: v.literal('end'), call: Token, n: Count, signature: Signature }),
]);

export type Frame = v.InferOutput<typeof FRAME>;
export type CallFrame = Extract<Frame, { type: 'call' }>;
/** A frame that has its place in a connection. */
export type PlacedFrame = Exclude<Frame, CallFrame>;

type Unsigned<Signed> = Signed extends unknown ? Omit<Signed, 'signature'> : never;
export type UnsignedCall = Unsigned<CallFrame>;
export type UnsignedFrame = Unsigned<PlacedFrame>;

/** Which end says it: what one has signed is never taken for the other's. */
export type Sender = 'coordinator' | 'device';

/** @throws WireError */
export function readFrame(payload: Uint8Array): Frame {
  return readPayload(FRAME, payload, LONGEST_FRAME);
}

export function writeFrame(frame: Frame): string {
  return writePayload(frame);
}

/** What is signed of a frame. No part but the last holds a line's end. */
export function frameText(session: string, sender: Sender, frame: UnsignedFrame): Uint8Array {
  const line = frame.type === 'line' ? frame.line : '';
  return Buffer.from(
    `mine-wasm clock 1 ${sender} ${frame.type}\n${session}\n${frame.call}\n${frame.n}\n${line}`,
  );
}

/** What a coordinator signs of its call. @param device the one that it calls, in hex */
export function callText(session: string, device: string, frame: UnsignedCall): Uint8Array {
  const { call, process, coordinator } = frame;
  return Buffer.from(
    `mine-wasm clock 1 call\n${session}\n${device}\n${process}\n${call}\n${bytesToHex(coordinator)}`,
  );
}
