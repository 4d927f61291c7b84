import { hashDifficulty } from './difficulty.js';
import { Header, type HeaderInput } from './header.js';
import { Target, type TargetInput } from './target.js';

/** What {@link verifyHeader} found out. */
export interface Verification {
  /** Whether the hash, read as a 256-bit number, is not greater than the target. */
  readonly valid: boolean;
  readonly header: Header;
  /** The header's hash: 64 hex digits, display order. */
  readonly hash: string;
  /** What it was compared with. */
  readonly target: Target;
  /** The difficulty that the hash reaches, whatever the target. */
  readonly difficulty: number;
}

/**
 * Checks a header's proof of work: hashes it and compares all 256 bits. The hash is @noble/hashes', not a kernel's.
 * Nothing else of the header is judged.
 * @param header 80 bytes in serialised order, their hex, or a Header
 * @param target hex (display order), a bigint or a Target; default: what the header's own bits demand
 * @throws InputError: `ERR_INVALID_HEADER`, or `ERR_INVALID_TARGET` for the target or for bits that are no target
 */
export function verifyHeader(header: HeaderInput, target?: TargetInput): Verification {
  const parsed = Header.from(header);
  const goal = target === undefined ? parsed.target() : Target.from(target);
  const hash = parsed.hashBytes();
  return {
    valid: goal.isMetBy(hash),
    header: parsed,
    hash: parsed.hash(),
    target: goal,
    difficulty: hashDifficulty(hash),
  };
}
