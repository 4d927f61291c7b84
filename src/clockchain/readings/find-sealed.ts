import { open } from 'node:fs/promises';
import { MineWasmError } from '../../errors.js';
import type { ChainHead } from '../chain/chain-format.js';
import { diskFault, headless } from '../records/record-file-error.js';
import { RecordReader } from '../records/record-reader.js';
import { JOURNAL_FORMAT, type Seal } from './journal-format.js';
import { JournalState, type OpenBatch } from './journal-state.js';

/** A reading's batch, and the tick that seals it. */
export interface SealedBatch {
  readonly owner: ChainHead;
  readonly batch: OpenBatch;
  readonly seal: Seal;
}

/**
 * Looks a reading up in a journal, which another process may be writing.
 * @param number the reading's, from 1
 * @throws MineWasmError `ERR_NOT_SEALED` when the journal does not have it, or has no seal for it; RecordFileError for a journal that is damaged
 *   or can't be read
 */
export async function findSealed(path: string, number: number): Promise<SealedBatch> {
  const file = await open(path, 'r').catch((error) => {
    throw diskFault(path, 'to be readable', error);
  });
  const state = new JournalState(path);
  try {
    const reader = new RecordReader(file, path, JOURNAL_FORMAT);
    let batch: OpenBatch | undefined;
    for (let records = await reader.next(); records !== undefined; records = await reader.next()) {
      for (const record of records) {
        state.take(record);
        if (state.open !== undefined) batch = state.open;
        else if (batch !== undefined) {
          const seal = state.lastSeal!;
          if (number < seal.first + seal.count) return { owner: state.owner!, batch, seal };
          batch = undefined;
        }
      }
    }
    if (state.owner === undefined) throw headless(path, reader.bytesRead);
  } finally {
    await file.close();
  }
  const got =
    number > state.readings
      ? `a journal of ${state.readings} (${path})`
      : `one that is not sealed yet (${path})`;
  throw new MineWasmError('ERR_NOT_SEALED', `Expected a sealed reading with number ${number}, got ${got}`);
}
