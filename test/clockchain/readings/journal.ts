import { readFileSync } from 'node:fs';
import { DeviceKey } from '../../../src/clockchain/device/device-key.js';
import { JOURNAL_FORMAT } from '../../../src/clockchain/readings/journal-format.js';
import { RecordParser } from '../../../src/clockchain/records/record-parser.js';
import { openSeeded } from '../support/seeded-key.js';

export const SESSION = 'garden';

/** Anna's, in each run the same. */
export function annasKey(): Promise<DeviceKey> {
  return openSeeded(DeviceKey.open, '2a'.repeat(32));
}

export const line = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** The kinds of a journal's records: r for readings, b for a batch, s for a seal. */
export function kindsOf(path: string): string {
  const parser = new RecordParser(path, JOURNAL_FORMAT);
  const records = parser.push(new Uint8Array(readFileSync(path)));
  parser.finish();
  return records.map(({ kind }) => 'hrbs'[kind]).join('');
}
