import { bytesToHex } from '../../bitcoin/bytes.js';
import { checkInteger } from '../../bitcoin/check.js';
import { MineWasmError } from '../../errors.js';
import { ChainReader } from '../chain/chain-reader.js';
import { pathOf } from '../merkle.js';
import { RecordFileError } from '../records/record-file-error.js';
import { hashOf, type Tick } from '../tick/tick.js';
import { payloadPath } from '../tick/tick-leaves.js';
import { checkProof } from './check-proof.js';
import { findSealed } from './find-sealed.js';
import type { Seal } from './journal-format.js';
import { MOST_HEADERS, PROOF_TYPE, PROOF_VERSION, type ReadingProof } from './proof.js';
import { leafOf } from './reading.js';
import { isSameHash } from './reading-journal.js';

export interface ProofRequest {
  /** The file of the device's readings. */
  readonly journal: string;
  /** The file of the device's chain. */
  readonly chain: string;
  /** The reading's number, from 1. */
  readonly number: number;
  /** Headers after the sealing tick's to put into it, as far as there are: 0 … 999,999. Default 6. */
  readonly later?: number | undefined;
}

/**
 * Makes the proof that a reading is sealed. Other processes may be writing both files.
 * @throws InputError; MineWasmError `ERR_NOT_SEALED`; RecordFileError for files that are damaged, can't be read, or don't belong together
 *   (`chain`); ProofError where they say what is not so
 */
export async function makeProof({ journal, chain, number, later = 6 }: ProofRequest): Promise<ReadingProof> {
  checkInteger(number, 1, Number.MAX_SAFE_INTEGER, 'number');
  checkInteger(later, 0, MOST_HEADERS - 1, 'later');
  const { owner, batch, seal } = await findSealed(journal, number);
  if (seal.tau > MOST_HEADERS) {
    const expected = `Expected reading ${number} to be sealed by one of the first ${MOST_HEADERS} ticks`;
    throw new MineWasmError('ERR_NOT_SEALED', `${expected}, got tick ${seal.tau}, too late for a proof`);
  }
  const { headers, sealing, last } = await readChain(chain, seal, Math.min(seal.tau + later, MOST_HEADERS));
  const index = number - batch.first;
  const { time, bytes, signature } = batch.readings[index]!;
  const hex = (hashes: readonly Uint8Array[]) => hashes.map(bytesToHex);
  const proof: ReadingProof = {
    type: PROOF_TYPE,
    version: PROOF_VERSION,
    session: owner.session,
    device: bytesToHex(owner.device),
    reading: { number, time, text: Buffer.from(bytes).toString(), signature: bytesToHex(signature) },
    batch: { index, siblings: hex(pathOf(batch.readings.map(leafOf), index).siblings) },
    payload: bytesToHex(sealing.payload),
    tick: { tau: seal.tau, siblings: hex(payloadPath(sealing).siblings) },
    headers,
    signature: bytesToHex(last.signature),
  };
  checkProof(proof);
  return proof;
}

/** The headers up to the `end`th, as far as there are so many. */
async function readChain(path: string, seal: Seal, end: number) {
  const reader = await ChainReader.open(path);
  const headers: string[] = [];
  let sealing: Tick | undefined;
  let last: Tick | undefined;
  try {
    read: for (let ticks = await reader.next(); ticks !== undefined; ticks = await reader.next()) {
      for (const { tick } of ticks) {
        if (headers.length === end) break read;
        headers.push(tick.header.toHex());
        last = tick;
        if (headers.length === seal.tau && isSameHash(hashOf(tick), seal.hash)) sealing = tick;
      }
    }
  } finally {
    await reader.close();
  }
  if (sealing !== undefined && last !== undefined) return { headers, sealing, last };
  const message = `Expected ${path} to have tick ${seal.tau} as the journal names it, got ${headers.length} ticks without it`;
  throw new RecordFileError('chain', path, message);
}
