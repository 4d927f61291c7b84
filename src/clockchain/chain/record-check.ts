import { verify } from 'node:crypto';
import { HASH_SIZE } from '../../bitcoin/bytes.js';
import { Target } from '../../bitcoin/target.js';
import { readPublicKey } from '../device/public-key.js';
import { checkRecord } from '../tick/tick-checks.js';
import { TickError } from '../tick/tick-error.js';
import { COUNT, sizeOf } from '../tick/tick-layout.js';
import { TickRecord } from '../tick/tick-record.js';

/** Ticks of one device, as it goes to another thread. */
export interface RecordBatch {
  /** Raw Ed25519 public key. */
  readonly device: Uint8Array;
  /** The easiest target that is agreed, in hex. Default: any. */
  readonly easiest?: string | undefined;
  /** Whole records of ticks, end to end. */
  readonly records: Uint8Array;
}

/**
 * Checks ticks by themselves, as checkTick does, up to the first that it would refuse or that is another device's. The key is read once for
 * all of them, which would otherwise take a tenth as long as the signatures.
 * @returns the hashes of those in front of it, 32 bytes each, internal order
 */
export function checkRecords({ device, easiest, records }: RecordBatch): Uint8Array {
  const key = readPublicKey(device);
  const demands = { easiest: easiest === undefined ? undefined : Target.fromHex(easiest) };
  const hashes: Uint8Array[] = [];
  for (let start = 0; key !== undefined && start < records.length; ) {
    const citations = records[start + COUNT]! | (records[start + COUNT + 1]! << 8);
    const end = start + sizeOf(citations);
    const record = new TickRecord(records.subarray(start, end));
    const hash = Buffer.compare(record.device, device) === 0 ? soundHash(record, demands) : undefined;
    if (hash === undefined || !verify(null, hash, key, record.signature)) break;
    hashes.push(hash);
    start = end;
  }
  const joined = new Uint8Array(hashes.length * HASH_SIZE);
  for (const [i, hash] of hashes.entries()) joined.set(hash, i * HASH_SIZE);
  return joined;
}

/** @returns undefined for a tick that is refused: by what name, whoever follows the chain finds out */
function soundHash(record: TickRecord, demands: { easiest: Target | undefined }): Uint8Array | undefined {
  try {
    return checkRecord(record, demands);
  } catch (error) {
    if (error instanceof TickError) return undefined;
    throw error;
  }
}
