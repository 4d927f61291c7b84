import { bytesToHex } from '../../bitcoin/bytes.js';
import { RecordFileError } from '../records/record-file-error.js';
import type { ChainHead } from './chain-format.js';

/** A device has two files in a session: its ticks and its readings. */
type Kind = 'chain' | 'journal';

/** @throws RecordFileError (`device`, `session`) for a file that is another's */
export function checkOwner(path: string, kind: Kind, found: ChainHead, owner: ChainHead): void {
  checkDevice(path, kind, found.device, owner.device);
  if (found.session === owner.session) return;
  const [expected, got] = [owner, found].map(({ session }) => JSON.stringify(session));
  const message = `Expected ${path} to be a ${kind} of session ${expected}, got ${got}`;
  throw new RecordFileError('session', path, message);
}

/** @throws RecordFileError (`device`) */
export function checkDevice(path: string, kind: Kind, found: Uint8Array, device: Uint8Array): void {
  const [expected, got] = [device, found].map(bytesToHex);
  if (expected === got) return;
  const message = `Expected ${path} to be the ${kind} of device ${expected}, got ${got}`;
  throw new RecordFileError('device', path, message);
}
