/** Valid messages of each kind that comes over a broker, and what may come of them on the way. */
import fc from 'fast-check';
import { readFrame } from '../../../src/clockchain/link/mqtt-frame.js';
import { readPresence } from '../../../src/clockchain/link/mqtt-presence.js';
import { readTopic } from '../../../src/clockchain/link/mqtt-topics.js';
import { readCoordinatorMessage, readDeviceMessage, WireError } from '../../../src/clockchain/link/wire.js';
import { decodeTick, encodeTick } from '../../../src/clockchain/tick/tick-codec.js';
import { TickError } from '../../../src/clockchain/tick/tick-error.js';
import { shapedTick } from './arbitraries.js';

const HEX32 = '0123456789abcdef'.repeat(4);
const TOKEN = HEX32.slice(32);
const SIGNATURE = HEX32 + HEX32;
const [sample] = fc.sample(shapedTick, { seed: 1, numRuns: 1 });
const RECORD = encodeTick(sample!);
const TICK = Buffer.from(RECORD).toString('hex');
const heads = [{ device: HEX32, head: HEX32 }];

const LINES = [
  { type: 'open', version: 1, session: 'gärten', rounds: true, easiest: 0x1d00ffff, fsync: 'round' },
  { type: 'mine', order: 4, bits: 0x1d00ffff, count: 1, round: { number: 2, heads } },
  { type: 'history', after: 0 },
  { type: 'hello', version: 1, device: HEX32, software: 'mine-wasm' },
  { type: 'opened', ticks: 2, tip: HEX32, torn: 0 },
  { type: 'tick', tick: TICK, order: 3, tries: 16, seconds: 0.5 },
  { type: 'mined', order: 3, isWhole: true },
  { type: 'refused', fault: 'link', message: 'Expected …', order: 1 },
].map((line) => JSON.stringify(line));

export const SAMPLES: readonly Buffer[] = [
  ...LINES,
  ...LINES.map((line) => JSON.stringify({ type: 'line', call: TOKEN, n: 3, line, signature: SIGNATURE })),
  JSON.stringify({ type: 'call', call: TOKEN, process: TOKEN, coordinator: HEX32, signature: SIGNATURE }),
  JSON.stringify({ type: 'taken', call: TOKEN, n: 32, signature: SIGNATURE }),
  JSON.stringify({ type: 'end', call: TOKEN, n: 9, signature: SIGNATURE }),
  JSON.stringify({ process: TOKEN, start: 1, n: 2, isPresent: true, zeros: 3, signature: SIGNATURE }),
  `mine-wasm/clock/1/garden/devices/${HEX32}/head`,
]
  .map((text) => Buffer.from(text))
  .concat(Buffer.from(RECORD));

/** Every reader of what others say. @returns how many of them took it @throws what is no refusal */
export function readEverywhere(bytes: Buffer): number {
  const text = bytes.toString();
  const readers = [
    () => readFrame(bytes),
    () => readPresence(bytes),
    () => readCoordinatorMessage(text),
    () => readDeviceMessage(text),
    () => decodeTick(bytes),
    () => {
      if (readTopic(text) === undefined) throw new WireError('malformed', 'no topic');
    },
  ];
  let taken = 0;
  for (const read of readers) {
    try {
      read();
      taken++;
    } catch (error) {
      if (!(error instanceof WireError || error instanceof TickError)) throw error;
    }
  }
  return taken;
}

type Change = (bytes: Buffer) => Buffer;
const place = fc.double({ min: 0, max: 1, noNaN: true });
const at = (bytes: Buffer, share: number) => Math.floor(share * bytes.length);

/** What JSON gets wrong when it is wrong: other values, nesting, names of objects' own properties. */
const PIECES = [
  ...['null', '-1', '1e999', '9007199254740993', '0.5', '"\\ud800"', '{}', '[]', '[[[[[[', 'true'],
  ...['"__proto__":{"type":"line"},', '"type":"constructor",', '"toString"', '\u0000', '\ufeff', '\\u0000'],
].map((piece) => Buffer.from(piece));

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(
    ([share, flip]): Change =>
      (bytes) => {
        const copy = Buffer.from(bytes);
        if (copy.length > 0) copy[at(copy, share * 0.999)]! ^= flip;
        return copy;
      },
  ),
  place.map(
    (share): Change =>
      (bytes) =>
        bytes.subarray(0, at(bytes, share)),
  ),
  fc.tuple(place, place).map(
    ([one, other]): Change =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, at(bytes, one)), bytes.subarray(at(bytes, other))]),
  ),
  fc.tuple(place, fc.oneof(fc.constantFrom(...PIECES), fc.uint8Array({ maxLength: 64 }))).map(
    ([share, piece]): Change =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, at(bytes, share)), piece, bytes.subarray(at(bytes, share))]),
  ),
  // A value in place of another one.
  fc.tuple(fc.nat({ max: 12 }), fc.constantFrom(...PIECES)).map(
    ([which, piece]): Change =>
      (bytes) => {
        let value = 0;
        return Buffer.from(
          bytes
            .toString('latin1')
            .replaceAll(/(?<=":)("[^"]*"|[^,{}[\]]+)/g, (old) =>
              value++ === which ? piece.toString('latin1') : old,
            ),
          'latin1',
        );
      },
  ),
);

/** Messages that were changed on the way, and bytes that never were one. */
export const changedMessage: fc.Arbitrary<Buffer> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(fc.constantFrom(...SAMPLES), fc.array(change, { maxLength: 3 }))
      .map(([bytes, changes]) => changes.reduce<Buffer>((changed, apply) => apply(changed), bytes)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)) },
);
