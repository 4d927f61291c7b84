/** The round that is held, as a coordinator tells it to whoever watches a broker. Devices take no notice of it: each is told for itself. */
import type { Citation } from '../tick/tick.js';
import { writePayload } from './mqtt-payload.js';

export interface RoundAnnouncement {
  readonly round: number;
  /** The heads of the round before, whose merkle root the ticks of this one carry. */
  readonly heads: readonly Citation[];
  /** Its public key, raw. */
  readonly coordinator: Uint8Array;
}

/** @param sign of the coordinator */
export function writeRound(
  session: string,
  announcement: RoundAnnouncement,
  sign: (text: Uint8Array) => Uint8Array,
): string {
  return writePayload({ ...announcement, signature: sign(roundText(session, announcement)) });
}

/** What a coordinator signs of it: the heads as they are written, in JSON. */
export function roundText(
  session: string,
  { round, heads }: Omit<RoundAnnouncement, 'coordinator'>,
): Uint8Array {
  const written = writePayload(heads.map(({ device, head }) => ({ device, head })));
  return Buffer.from(`mine-wasm clock 1 round\n${session}\n${round}\n${written}`);
}
