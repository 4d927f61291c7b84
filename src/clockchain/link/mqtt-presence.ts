/** How a device says over MQTT that it is there, or is not: retained, and the broker says it as its last will. */
import * as v from 'valibot';
import { verifySignature } from '../device/device-key.js';
import { MOST_ZEROS } from '../tick/difficulty.js';
import { Count, readPayload, Signature, Token, writePayload } from './mqtt-payload.js';

const LONGEST_PRESENCE = 1024;

const PRESENCE = v.object({
  /** The device's process, which a call has to name. */
  process: Token,
  /** Grows with each process of the device. */
  start: Count,
  /** Grows with each presence of the process. */
  n: Count,
  isPresent: v.boolean(),
  /** Leading hex zeros that it would mine to; null: any. */
  zeros: v.nullable(v.pipe(Count, v.maxValue(MOST_ZEROS))),
  signature: Signature,
});

export type Presence = v.InferOutput<typeof PRESENCE>;
export type UnsignedPresence = Omit<Presence, 'signature'>;

/** @throws WireError */
export function readPresence(payload: Uint8Array): Presence {
  return readPayload(PRESENCE, payload, LONGEST_PRESENCE);
}

export function writePresence(presence: Presence): string {
  return writePayload(presence);
}

/** What a device signs of its presence. */
export function presenceText(session: string, presence: UnsignedPresence): Uint8Array {
  const { process, start, n, isPresent, zeros } = presence;
  return Buffer.from(
    `mine-wasm clock 1 presence\n${session}\n${process}\n${start}\n${n}\n${isPresent}\n${zeros}`,
  );
}

/** Whether the device has signed it. @param device its public key, raw */
export function isPresenceOf(device: Uint8Array, session: string, presence: Presence): boolean {
  return verifySignature(device, presenceText(session, presence), presence.signature);
}

/** Negative when the device has signed the first one before the second; 0 when they are one. */
export function comparePresences(one: UnsignedPresence, other: UnsignedPresence): number {
  return one.start - other.start || one.n - other.n;
}
