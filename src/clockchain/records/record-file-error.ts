import { MineWasmError } from '../../errors.js';

/**
 * What can be wrong with a file of records; the names are stable.
 *
 * - `magic`: it does not begin as such a file does.
 * - `length`: a record's length is none that a record can have, or leads past whole records.
 * - `checksum`: a record's bytes are not those that were written.
 * - `kind`: a whole record of an unknown kind, or at a place where its kind can't be.
 * - `head`: the first record does not tell whose file it is, or there is none.
 * - `format`: the file is of a later version of the format.
 * - `device`: the file is another device's.
 * - `session`: the file is another session's.
 * - `tick`: a whole record that is no tick, or none that can be at its place in the chain.
 * - `reading`: a whole record that can't be at its place in a journal of readings.
 * - `chain`: the last tick that a journal says to be sealed by is not in the chain: one of the two files is another's, or older.
 * - `rounds`: the chain has ticks of rounds, between which readings can't be sealed.
 * - `journal`: the chain seals readings that the journal does not know: it was lost, or is an older copy.
 * - `disk`: the system refused to read or write: the disk is full, read-only, gone. Its error is the `cause`.
 * - `closed`: it was closed before.
 */
export type RecordFileFault =
  | 'magic'
  | 'length'
  | 'checksum'
  | 'kind'
  | 'head'
  | 'format'
  | 'device'
  | 'session'
  | 'tick'
  | 'reading'
  | 'chain'
  | 'rounds'
  | 'journal'
  | 'disk'
  | 'closed';

/** Where in a file something is wrong. */
export interface RecordPlace {
  /** The record's place in the file, from 0. */
  readonly record: number;
  /** Of the record's first byte, from the file's start. */
  readonly offset: number;
}

/** A file of records is damaged, is another's, or can't be read or written. */
export class RecordFileError extends MineWasmError {
  override readonly name = 'RecordFileError';
  readonly fault: RecordFileFault;
  readonly path: string;
  /** The damaged record; undefined where the fault is not one record's. */
  readonly place: RecordPlace | undefined;

  constructor(
    fault: RecordFileFault,
    path: string,
    message: string,
    options: ErrorOptions & { place?: RecordPlace } = {},
  ) {
    const { place, ...rest } = options;
    super('ERR_CHAIN_FILE', message, rest);
    this.fault = fault;
    this.path = path;
    this.place = place;
  }
}

/** For a record that is not as it was written. @param got what it is instead, as the end of a sentence */
export function damaged(
  fault: RecordFileFault,
  path: string,
  place: RecordPlace,
  expected: string,
  got: string,
  cause?: unknown,
): RecordFileError {
  const where = `record ${place.record} at byte ${place.offset}`;
  return new RecordFileError(fault, path, `Expected ${path} to have ${expected} as ${where}, got ${got}`, {
    place,
    ...(cause !== undefined && { cause }),
  });
}

/** For what the system refuses. @param doing as `to be read`, `to grow by a tick` */
export function diskFault(path: string, doing: string, cause: unknown): RecordFileError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RecordFileError('disk', path, `Expected ${path} ${doing}, got ${reason}`, { cause });
}

/** For a file that ends before its first record does: whoever opens it for writing begins it anew. */
export function headless(path: string, bytes: number): RecordFileError {
  return damaged(
    'head',
    path,
    { record: 0, offset: 0 },
    'whose file it is',
    `the end of the file after ${bytes} bytes`,
  );
}
