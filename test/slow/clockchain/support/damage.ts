/** Changes to a file's bytes, such as disks, kills and ill will make. */
import { crc32 } from 'node:zlib';
import fc from 'fast-check';

export type Change = (file: Buffer) => Buffer;

/** @param length of the file, about */
export function changesWithin(length: number): fc.Arbitrary<Change> {
  const place = fc.nat({ max: length });
  return fc.oneof(
    fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(
      ([at, flip]): Change =>
        (file) => {
          if (at < file.length) file[at]! ^= flip;
          return file;
        },
    ),
    place.map(
      (at): Change =>
        (file) =>
          file.subarray(0, at),
    ),
    fc.tuple(place, fc.uint8Array({ maxLength: 64 })).map(
      ([at, junk]): Change =>
        (file) =>
          Buffer.concat([file.subarray(0, at), junk, file.subarray(at)]),
    ),
    fc.tuple(place, fc.nat({ max: 400 })).map(
      ([at, count]): Change =>
        (file) =>
          Buffer.concat([file.subarray(0, at), file.subarray(at + count)]),
    ),
    fc.tuple(place, fc.nat({ max: 400 }), place).map(
      ([at, count, to]): Change =>
        (file) =>
          Buffer.concat([file.subarray(0, to), file.subarray(at, at + count), file.subarray(to)]),
    ),
    fc.tuple(place, fc.nat({ max: 600 })).map(
      ([at, count]): Change =>
        (file) => {
          file.subarray(at, at + count).fill(0);
          return file;
        },
    ),
    fc.nat({ max: 5000 }).map(
      (count): Change =>
        (file) =>
          Buffer.concat([file, Buffer.alloc(count)]),
    ),
    // Lengths that are plausible, and huge ones.
    fc.tuple(place, fc.oneof(fc.nat({ max: 17_000 }), fc.nat({ max: 0xffffffff }))).map(
      ([at, length]): Change =>
        (file) => {
          if (at + 4 <= file.length) file.writeUInt32LE(length, at);
          return file;
        },
    ),
  );
}

/** So that a change gets past the checksums, as one made on purpose would. */
export function mendChecksums(file: Buffer): Buffer {
  for (let start = 8; start + 8 <= file.length; ) {
    const end = start + 8 + file.readUInt32LE(start);
    if (end > file.length) break;
    file.writeUInt32LE(crc32(file.subarray(start + 8, end)), start + 4);
    start = end;
  }
  return file;
}
