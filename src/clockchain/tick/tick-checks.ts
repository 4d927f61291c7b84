/** A tick by itself: whether it is in form, has its work, commits to what it carries, and is signed by its device. */

import { hashToHex } from '../../bitcoin/bytes.js';
import { decodeCompact, formatBits } from '../../bitcoin/compact.js';
import { Target } from '../../bitcoin/target.js';
import { BIP320_MASK } from '../../bitcoin/version-rolling.js';
import { verifySignature } from '../device/device-key.js';
import { hashOf, type Tick } from './tick.js';
import { TickError } from './tick-error.js';
import { merkleRootOf } from './tick-leaves.js';
import { checkSizes } from './tick-sizes.js';

/** The version of a tick's header; the bits that BIP 320 leaves to miners can be any. */
export const TICK_VERSION = 0x20000000;

/** What may be asked of a tick besides. */
export interface TickDemands {
  /** The easiest target that is agreed. Default: any. */
  readonly easiest?: Target | undefined;
}

/**
 * Checks all that a tick alone shows, the cheap first, the signature last.
 * @returns the tick's hash, internal order
 * @throws TickError (`length`, `citations-order`, `cites-itself`, `version`, `bits`, `work`, `root`, `signature`)
 */
export function checkTick(tick: Tick, demands: TickDemands = {}): Uint8Array {
  const hash = checkUnsigned(tick, demands);
  checkSignature(tick, hash);
  return hash;
}

/** {@link checkTick} without the signature, which costs ten times as much as all the rest. */
export function checkUnsigned(tick: Tick, { easiest }: TickDemands = {}): Uint8Array {
  checkSizes(tick);
  checkCitations(tick);
  const { header } = tick;
  if (((header.version ^ TICK_VERSION) & ~BIP320_MASK) !== 0) {
    const expected = `to have version ${formatBits(TICK_VERSION)} but for the bits of ${formatBits(BIP320_MASK)}`;
    throw new TickError('version', `${expected}, got ${formatBits(header.version >>> 0)}`);
  }
  const hash = hashOf(tick);
  checkWork(header.bits, hash, easiest);
  const root = hashToHex(merkleRootOf(tick));
  if (header.merkleRoot !== root) {
    throw new TickError('root', `to have merkle root ${root}, got ${header.merkleRoot}`);
  }
  return hash;
}

/** @throws TickError (`signature`) */
export function checkSignature({ device, signature }: Tick, hash: Uint8Array): void {
  if (verifySignature(device, hash, signature)) return;
  throw new TickError('signature', 'to be signed by its device, got another signature');
}

function checkCitations({ device, citations }: Tick): void {
  for (const [i, { device: peer }] of citations.entries()) {
    if (Buffer.compare(peer, device) === 0) {
      throw new TickError('cites-itself', `to cite other devices, got its own key in citation ${i + 1}`);
    }
    if (i > 0 && Buffer.compare(citations[i - 1]!.device, peer) >= 0) {
      const expected = 'to have citations that ascend strictly by device key';
      throw new TickError('citations-order', `${expected}, got citation ${i + 1} not above the one before`);
    }
  }
}

function checkWork(bits: number, hash: Uint8Array, easiest: Target | undefined): void {
  if (decodeCompact(bits).fault !== undefined) {
    throw new TickError('bits', `to have bits that are a target, got ${formatBits(bits)}`);
  }
  const target = Target.fromBits(bits);
  if (easiest !== undefined && target.toBigInt() > easiest.toBigInt()) {
    throw new TickError('bits', `to have a target of at most ${easiest}, got ${target}`);
  }
  if (!target.isMetBy(hash)) {
    throw new TickError('work', `to have a hash of at most ${target}, got ${hashToHex(hash)}`);
  }
}
