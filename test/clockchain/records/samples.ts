import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { onTestFinished } from 'vitest';
import { encodeRecord, type RecordFormat } from '../../../src/clockchain/records/record.js';
import type { RecordFileError } from '../../../src/clockchain/records/record-file-error.js';
import { RecordParser, type TornEnd } from '../../../src/clockchain/records/record-parser.js';

export const FORMAT: RecordFormat = { magic: new TextEncoder().encode('MWTEST\n\x01'), longest: 300 };

export interface Content {
  readonly kind: number;
  readonly body: Uint8Array;
}

export const contents: fc.Arbitrary<Content[]> = fc.array(
  fc.record({ kind: fc.nat({ max: 255 }), body: fc.uint8Array({ maxLength: 299 }) }),
  { maxLength: 8 },
);

/** A whole file. */
export function fileOf(records: readonly Content[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat([FORMAT.magic, ...records.map(({ kind, body }) => encodeRecord(FORMAT, kind, body))]),
  );
}

/** Records that differ in every byte, with the lengths given. */
export function samples(lengths: readonly number[]): Content[] {
  return lengths.map((length, i) => ({
    kind: i,
    body: Uint8Array.from({ length }, (_, j) => 1 + ((7 * i + 31 * j) % 255)),
  }));
}

export interface Parsed {
  readonly records: (Content & { readonly number: number; readonly offset: number })[];
  readonly torn?: TornEnd | undefined;
  readonly error?: RecordFileError;
}

/** @param cuts where one block ends and the next begins */
export function parse(file: Uint8Array, cuts: readonly number[] = []): Parsed {
  const parser = new RecordParser('sample.chain', FORMAT);
  const records: Parsed['records'] = [];
  try {
    const edges = [...cuts, file.length].sort((a, b) => a - b);
    for (const [i, edge] of edges.entries())
      records.push(...parser.push(file.slice(edges[i - 1] ?? 0, edge)));
    return { records, torn: parser.finish() };
  } catch (error) {
    return { records, error: error as RecordFileError };
  }
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-chains-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
