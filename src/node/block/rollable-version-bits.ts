import { BIP320_MASK } from '../../bitcoin/version-rolling.js';
import type { BlockTemplate } from './block-template.js';

/** The top three bits of a version whose other bits signal (BIP 9): 001. */
const TOP_MASK = 0xe0000000 | 0;
const TOP_BITS = 0x20000000;

/**
 * The bits of a template's version that may be rolled: BIP 320's sixteen, less those that the template speaks of, so that
 * rolling never signals for a soft fork or takes a signal away. None where the version's bits don't signal: there
 * a greater version would mean another.
 *
 * The template's `mutable` is not asked. Its version keys (BIP 23) are for miners that don't know the version, and Core lists
 * none. BIP 9 lets the signals be changed without it, and BIP 320's bits mean nothing to a node.
 * @returns unsigned 32-bit
 */
export function rollableVersionBits(template: BlockTemplate): number {
  if ((template.version & TOP_MASK) !== TOP_BITS) return 0;
  const signals = template.deployments.reduce((bits, { bit }) => bits | (1 << bit), 0);
  return (BIP320_MASK & ~signals & ~template.requiredVersionBits) >>> 0;
}
