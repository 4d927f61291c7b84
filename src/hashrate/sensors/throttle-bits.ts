import { THROTTLE_FLAGS, type ThrottleFlag } from '../card/device-card.js';

/** What a Raspberry Pi's firmware tells of throttling. */
export interface Throttling {
  /** Just now. */
  readonly throttling: readonly ThrottleFlag[];
  readonly occurred: readonly ThrottleFlag[];
}

/** Where the bits begin of what has occurred. */
const OCCURRED = 16;

/**
 * Decodes the firmware's word: bits 0 to 3 are now, 16 to 19 have occurred
 * (https://www.raspberrypi.com/documentation/computers/os.html#get_throttled).
 * @param hex up to 32 bits, with `0x` before or without
 * @returns undefined for what is no such word
 */
export function decodeThrottling(hex: string | undefined): Throttling | undefined {
  if (hex === undefined || !/^(0x)?[\da-f]{1,8}$/i.test(hex)) return undefined;
  const word = Number.parseInt(hex, 16);
  return { throttling: flagsAt(word, 0), occurred: flagsAt(word, OCCURRED) };
}

function flagsAt(word: number, bit: number): ThrottleFlag[] {
  return THROTTLE_FLAGS.filter((_, i) => (word >>> (bit + i)) & 1);
}
