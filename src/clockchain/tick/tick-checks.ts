/** A tick by itself: whether it is in form, has its work, commits to what it carries, and is signed by its device. */

import { hashToHex } from '../../bitcoin/bytes.js';
import { decodeCompact, formatBits } from '../../bitcoin/compact.js';
import { Target } from '../../bitcoin/target.js';
import { BIP320_MASK } from '../../bitcoin/version-rolling.js';
import { verifySignature } from '../device/device-key.js';
import { sha256d } from '../sha256d.js';
import type { Tick } from './tick.js';
import { TickError } from './tick-error.js';
import { merkleRootOf } from './tick-leaves.js';
import { TickRecord } from './tick-record.js';

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
export function checkUnsigned(tick: Tick, demands: TickDemands = {}): Uint8Array {
  return checkRecord(TickRecord.of(tick), demands);
}

/** {@link checkUnsigned} of a tick's record. */
export function checkRecord(record: TickRecord, { easiest }: TickDemands = {}): Uint8Array {
  checkCitations(record);
  const { version } = record;
  if (((version ^ TICK_VERSION) & ~BIP320_MASK) !== 0) {
    const expected = `to have version ${formatBits(TICK_VERSION)} but for the bits of ${formatBits(BIP320_MASK)}`;
    throw new TickError('version', `${expected}, got ${formatBits(version >>> 0)}`);
  }
  const hash = sha256d(record.header);
  checkWork(record.bits, hash, easiest);
  const [expected, got] = [merkleRootOf(record), record.root];
  if (Buffer.compare(expected, got) !== 0) {
    throw new TickError('root', `to have merkle root ${hashToHex(expected)}, got ${hashToHex(got)}`);
  }
  return hash;
}

/** @throws TickError (`signature`) */
export function checkSignature({ device, signature }: Tick, hash: Uint8Array): void {
  if (verifySignature(device, hash, signature)) return;
  throw new TickError('signature', 'to be signed by its device, got another signature');
}

function checkCitations({ device, citations }: TickRecord): void {
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
  const target = targetOf(bits);
  if (target === undefined) {
    throw new TickError('bits', `to have bits that are a target, got ${formatBits(bits)}`);
  }
  if (easiest !== undefined && target.toBigInt() > easiest.toBigInt()) {
    throw new TickError('bits', `to have a target of at most ${easiest}, got ${target}`);
  }
  if (!target.isMetBy(hash)) {
    throw new TickError('work', `to have a hash of at most ${target}, got ${hashToHex(hash)}`);
  }
}

/** The target that was asked for last: from one tick to the next it seldom changes, and it takes as long as two hashes. */
let last: { readonly bits: number; readonly target: Target | undefined } | undefined;

/** @returns undefined for bits that are none */
function targetOf(bits: number): Target | undefined {
  if (last?.bits !== bits) {
    last = { bits, target: decodeCompact(bits).fault === undefined ? Target.fromBits(bits) : undefined };
  }
  return last.target;
}
