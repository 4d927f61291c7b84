import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeRecord } from '../../../src/clockchain/records/record.js';
import { RecordParser } from '../../../src/clockchain/records/record-parser.js';
import { contents, FORMAT, fileOf, parse, samples } from './samples.js';

/** Three records; the second is in the middle, the third the last. */
const RECORDS = samples([20, 35, 50]);
const FILE = fileOf(RECORDS);
const OFFSETS = [8, 8 + 29, 8 + 29 + 44];

describe('a record', () => {
  test('is its length, the CRC of kind and body, the kind and the body', () => {
    const body = Uint8Array.of(0xaa, 0xbb);
    const bytes = Buffer.from(encodeRecord(FORMAT, 5, body));
    expect(bytes.readUInt32LE(0)).toBe(3);
    expect(bytes.readUInt32LE(4)).toBe(crc32(Uint8Array.of(5, 0xaa, 0xbb)));
    expect([...bytes.subarray(8)]).toEqual([5, 0xaa, 0xbb]);
  });

  test('has the CRC that every zlib has', () => {
    const check = encodeRecord(FORMAT, '1'.charCodeAt(0), new TextEncoder().encode('23456789'));
    expect(Buffer.from(check).readUInt32LE(4)).toBe(0xcbf43926);
  });

  test('that no reader would take is not written', () => {
    expect(() => encodeRecord(FORMAT, 0, new Uint8Array(300))).toThrow(/at most 299 bytes/);
  });
});

test('reads what was written, wherever the blocks end', () => {
  fc.assert(
    fc.property(contents, fc.array(fc.nat({ max: 2500 }), { maxLength: 20 }), (records, edges) => {
      const file = fileOf(records);
      const parsed = parse(
        file,
        edges.map((edge) => Math.min(edge, file.length)),
      );
      expect(parsed.error).toBeUndefined();
      expect(parsed.torn).toBeUndefined();
      expect(parsed.records.map(({ kind, body }) => ({ kind, body: Uint8Array.from(body) }))).toEqual(
        records,
      );
      expect(parsed.records.map(({ number }) => number)).toEqual(records.map((_, i) => i));
      for (const { offset, body } of parsed.records) {
        expect(Buffer.from(file).readUInt32LE(offset)).toBe(1 + body.length);
      }
    }),
  );
});

test('a file that is cut anywhere is torn at its last record, and every record before is whole', () => {
  for (let size = 0; size <= FILE.length; size++) {
    const { records, torn, error } = parse(FILE.slice(0, size), [Math.floor(size / 2)]);
    expect(error).toBeUndefined();
    const ends = [...OFFSETS.slice(1), FILE.length];
    const whole = ends.filter((end) => end <= size).length;
    expect(records).toHaveLength(whole);
    const end = whole > 0 ? ends[whole - 1]! : size < 8 ? 0 : 8;
    expect(torn).toEqual(size === end ? undefined : { record: whole, offset: end, bytes: size - end });
  }
});

test('every byte that is not as it was written is named by its record', () => {
  for (let place = 0; place < FILE.length; place++) {
    for (let flip = 1; flip < 256; flip++) {
      const file = FILE.slice();
      file[place]! ^= flip;
      const { records, error } = parse(file);
      const record = place < 8 ? 0 : OFFSETS.findLastIndex((offset) => offset <= place);
      const offset = place < 8 ? 0 : OFFSETS[record]!;
      if (error === undefined) throw new Error(`byte ${place} ^ ${flip} was not noticed`);
      expect(error.place).toEqual({ record, offset });
      expect(records).toHaveLength(record);
      if (place < 8) expect(error.fault).toBe('magic');
    }
  }
});

test('a length that leads past the end is no torn end when a whole record follows', () => {
  const file = Buffer.from(FILE);
  file.writeUInt32LE(290, OFFSETS[1]!);
  expect(parse(file).error).toMatchObject({ fault: 'length', place: { record: 1, offset: OFFSETS[1] } });
});

test('nor when the last record is whole but for its length', () => {
  const file = Buffer.from(FILE);
  file.writeUInt32LE(290, OFFSETS[2]!);
  expect(parse(file).error).toMatchObject({ fault: 'length', place: { record: 2, offset: OFFSETS[2] } });
});

test('a length that no record has is damage at once', () => {
  const file = Buffer.from(FILE);
  file.writeUInt32LE(301, OFFSETS[0]!);
  expect(parse(file).error).toMatchObject({
    code: 'ERR_CHAIN_FILE',
    fault: 'length',
    path: 'sample.chain',
    message:
      'Expected sample.chain to have a whole record as record 0 at byte 8, got a length that it can’t have',
  });
});

describe('other first bytes', () => {
  const magic = { fault: 'magic', place: { record: 0, offset: 0 } };
  test('are damage, even with zeros behind them', () => {
    for (const first of ['n', 'notes', 'MWTESX', 'MWTEST\n\x02']) {
      for (const zeros of [0, 16, 512, 5000]) {
        expect(parse(Buffer.concat([Buffer.from(first), Buffer.alloc(zeros)])).error).toMatchObject(magic);
      }
    }
  });

  test('are torn where nothing but zeros was written', () => {
    for (const bytes of [1, 8, 5000])
      expect(parse(Buffer.alloc(bytes)).torn).toEqual({ record: 0, offset: 0, bytes });
    expect(parse(Buffer.concat([Buffer.alloc(5000), Buffer.of(1)])).error).toMatchObject(magic);
  });
});

describe('an end of zeros', () => {
  test('behind the last record is torn', () => {
    const file = Buffer.concat([FILE, Buffer.alloc(4096)]);
    expect(parse(file).torn).toEqual({ record: 3, offset: FILE.length, bytes: 4096 });
  });

  test('is torn where it cuts a record off at the edge of a sector', () => {
    const file = fileOf(samples([250, 200, 200]));
    file.fill(0, 512);
    const { records, torn } = parse(file);
    expect(records).toHaveLength(2);
    expect(torn).toMatchObject({ record: 2, bytes: 209 });
  });

  test('is damage anywhere else', () => {
    const file = fileOf(samples([250, 200, 200]));
    file.fill(0, 530);
    expect(parse(file).error).toMatchObject({ fault: 'checksum', place: { record: 2 } });
  });

  test('is damage with a whole record behind it', () => {
    const file = Buffer.concat([FILE, Buffer.alloc(512), encodeRecord(FORMAT, 1, Uint8Array.of(1))]);
    expect(parse(file).error).toMatchObject({ fault: 'length', place: { record: 3, offset: FILE.length } });
  });

  test('is damage when it is longer than any append', () => {
    const file = Buffer.concat([FILE, Buffer.alloc(70_000)]);
    expect(parse(file).error).toMatchObject({ fault: 'length', place: { record: 3 } });
  });
});

test('gives up on a long file as soon as it is sure of the damage', () => {
  const parser = new RecordParser('sample.chain', FORMAT);
  const junk = () => new Uint8Array(40_000).fill(0x55);
  expect(parser.push(fileOf(RECORDS))).toHaveLength(3);
  expect(parser.push(junk())).toEqual([]);
  expect(() => parser.push(junk())).toThrow(/record 3 at byte 140/);
});

test('takes any bytes without another error than its own', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.boolean(), (junk, hasMagic) => {
      const { torn, error } = parse(hasMagic ? Buffer.concat([FORMAT.magic, junk]) : junk);
      if (error !== undefined) expect(error.code).toBe('ERR_CHAIN_FILE');
      else if (torn !== undefined) expect(torn.bytes).toBeGreaterThan(0);
    }),
  );
});
