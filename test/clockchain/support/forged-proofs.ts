/**
 * A proof that holds, and what a forger can make of it. Everything is worked out by node:crypto from the definition in words, so that the table
 * can be put to any checker: each row's proof has to be refused, by mine-wasm's own with the fault named.
 */
import type { ReadingProof } from '../../../src/clockchain/readings/proof.js';
import type { ProofFault } from '../../../src/clockchain/readings/proof-error.js';
import { merkleRoot, sha256d, toNumber, ZEROS } from './oracle.js';
import { EASY_BITS, solve, TestDevice } from './test-device.js';

export interface Forgery {
  readonly name: string;
  readonly fault: ProofFault;
  /** @param valid a proof of {@link validProof}; it stays as it is. @returns the forged one, or the text of its file where it is no JSON */
  readonly damage: (valid: ReadingProof) => object | string;
}

type Signer = Pick<TestDevice, 'publicKey' | 'sign'>;

const DEVICE = new TestDevice('ada');
const EVE = new TestDevice('eve');
/** U+FFFD is what a decoder puts in the place of bytes that are no text. */
const SESSION = 'garden \uFFFD';
const TEXT = '{ "celsius" : 21.50, "place": "Gewächshaus \uFFFD" }\r';
const TIME = 1_700_000_000_000;

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const unhex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));

/** The third of three readings, in the second of three ticks. @param text of the readings: it is not looked at */
export function validProof(text = TEXT): ReadingProof {
  const [first, second, third] = [1, 2, 3].map((number) => reading(DEVICE, number, text));
  const pair = sha256d(first!.leaf, second!.leaf);
  const payload = merkleRoot([first!.leaf, second!.leaf, third!.leaf]);
  return {
    type: 'mine-wasm-reading-proof',
    version: 1,
    session: SESSION,
    device: DEVICE.id,
    reading: third!.signed,
    // An odd level repeats its last node.
    batch: { index: 2, siblings: [hex(third!.leaf), hex(pair)] },
    payload: hex(payload),
    tick: { tau: 2, siblings: [hex(sha256d(DEVICE.publicKey)), hex(sha256d(ZEROS, ZEROS))] },
    ...chain(DEVICE, [ZEROS, payload, ZEROS]),
  };
}

/** A reading of {@link validProof}, signed, with its leaf. */
function reading(device: Signer, number: number, text: string, session = SESSION) {
  const places = Buffer.alloc(16);
  places.writeBigUInt64LE(BigInt(number), 0);
  places.writeBigUInt64LE(BigInt(TIME), 8);
  const head = Buffer.concat([device.publicKey, places]);
  const bytes = Buffer.from(text);
  const genesis = sha256d(Buffer.from(session));
  const signature = device.sign(sha256d(Buffer.from('mine-wasm/reading/1\0'), genesis, head, bytes));
  return {
    signed: { number, time: TIME, text, signature: hex(signature) },
    leaf: sha256d(head, signature, bytes),
  };
}

/** Headers with these payloads, and the signature of the last. */
function chain(device: Signer, payloads: readonly Uint8Array[], bits = EASY_BITS, version?: number) {
  const headers: string[] = [];
  let tip = sha256d(Buffer.from(SESSION));
  for (const [i, payload] of payloads.entries()) {
    const isLast = i === payloads.length - 1;
    const root = merkleRoot([sha256d(device.publicKey), payload, ZEROS]);
    const header = isLast ? solve(tip, root, bits, version) : solve(tip, root, EASY_BITS);
    headers.push(header.toHex());
    tip = header.hashBytes();
  }
  return { headers, signature: hex(device.sign(tip)) };
}

/** The valid proof's chain with another last tick, which its device has solved and signed. */
function lastTick(valid: ReadingProof, bits: number, version?: number): ReadingProof {
  return { ...valid, ...chain(DEVICE, [ZEROS, unhex(valid.payload), ZEROS], bits, version) };
}

/** The last header with a nonce that is no solution, signed by the device. */
function unsolved(valid: ReadingProof): ReadingProof {
  const bytes = Buffer.from(valid.headers.at(-1)!, 'hex');
  const target = BigInt(EASY_BITS & 0x7fffff) << 232n;
  do bytes.writeUInt32LE((bytes.readUInt32LE(76) + 1) % 2 ** 32, 76);
  while (toNumber(sha256d(bytes)) <= target);
  const headers = [...valid.headers.slice(0, -1), bytes.toString('hex')];
  return { ...valid, headers, signature: hex(DEVICE.sign(sha256d(bytes))) };
}

/** One reading, one batch, one tick: all in the name of a key for which R = the neutral point and S = 0 sign everything. */
function inNameOf(key: string): ReadingProof {
  const device = unhex(key);
  const anybody: Signer = { publicKey: device, sign: () => Uint8Array.of(1, ...new Uint8Array(63)) };
  const { signed, leaf } = reading(anybody, 1, TEXT);
  return {
    ...validProof(),
    device: key,
    reading: signed,
    batch: { index: 0, siblings: [] },
    payload: hex(leaf),
    tick: { tau: 1, siblings: [hex(sha256d(device)), hex(sha256d(ZEROS, ZEROS))] },
    ...chain(anybody, [leaf]),
  };
}

/** The same digit replaced by another. */
const flip = (digits: string, at = 0) =>
  digits.slice(0, at) + (digits[at] === '0' ? '1' : '0') + digits.slice(at + 1);

const read = (valid: ReadingProof, change: Partial<ReadingProof['reading']>): ReadingProof => ({
  ...valid,
  reading: { ...valid.reading, ...change },
});
const batched = (valid: ReadingProof, change: Partial<ReadingProof['batch']>): ReadingProof => ({
  ...valid,
  batch: { ...valid.batch, ...change },
});

/** Not those that `clock check` refuses only when it is asked for a device, session or difficulty. */
export const FORGED_PROOFS: readonly Forgery[] = [
  // Texts and numbers that are read as the signed ones are.
  {
    name: 'half a character where the text has U+FFFD',
    fault: 'proof',
    damage: (valid) => read(valid, { text: TEXT.replace('\uFFFD', '\uD800') }),
  },
  {
    name: "half a character where the session's name has U+FFFD",
    fault: 'proof',
    damage: (valid) => ({ ...valid, session: SESSION.replace('\uFFFD', '\uDFFF') }),
  },
  { name: 'version 99', fault: 'version', damage: (valid) => ({ ...valid, version: 99 }) },
  { name: 'version 0', fault: 'proof', damage: (valid) => ({ ...valid, version: 0 }) },
  { name: 'another type', fault: 'proof', damage: (valid) => ({ ...valid, type: 'mine-wasm-card' }) },
  { name: 'a field too many', fault: 'proof', damage: (valid) => ({ ...valid, note: 'trust me' }) },
  {
    name: 'a field too many in the reading',
    fault: 'proof',
    damage: (valid) => ({ ...valid, reading: { ...valid.reading, place: 'cellar' } }),
  },
  {
    name: 'a field missing',
    fault: 'proof',
    damage: ({ payload, ...rest }) => rest,
  },
  { name: 'half a file', fault: 'proof', damage: (valid) => JSON.stringify(valid).slice(0, 999) },
  {
    name: "a reading's signature followed by what is no hex",
    fault: 'proof',
    damage: (valid) => read(valid, { signature: `${valid.reading.signature}zz` }),
  },
  {
    name: "the chain's signature followed by what is no hex",
    fault: 'proof',
    damage: (valid) => ({ ...valid, signature: `${valid.signature}zz` }),
  },
  {
    name: 'a device in capitals',
    fault: 'proof',
    damage: (valid) => ({ ...valid, device: valid.device.toUpperCase() }),
  },
  {
    name: 'a header followed by what is no hex',
    fault: 'proof',
    damage: (valid) => ({ ...valid, headers: valid.headers.map((header) => `${header}zz`) }),
  },
  {
    name: 'a number as a text',
    fault: 'proof',
    damage: (valid) => ({ ...valid, reading: { ...valid.reading, number: `${valid.reading.number}` } }),
  },
  {
    name: 'no headers',
    fault: 'proof',
    damage: (valid) => ({ ...valid, headers: [] }),
  },
  // Places.
  {
    name: "a place beyond the path's levels",
    fault: 'batch-path',
    damage: (valid) => batched(valid, { index: 2 + 4 }),
  },
  {
    name: 'the place that an odd batch repeats',
    fault: 'batch-path',
    damage: (valid) => batched(valid, { index: 3 }),
  },
  { name: 'another place', fault: 'batch-path', damage: (valid) => batched(valid, { index: 0 }) },
  {
    name: 'a path that is cut',
    fault: 'batch-path',
    damage: (valid) => batched(valid, { siblings: valid.batch.siblings.slice(0, 1) }),
  },
  {
    name: 'a path with another sibling',
    fault: 'batch-path',
    damage: (valid) =>
      batched(valid, { siblings: [valid.batch.siblings[0]!, flip(valid.batch.siblings[1]!)] }),
  },
  {
    name: 'a payload that is elsewhere in the tick',
    fault: 'tick-path',
    damage: (valid) => ({ ...valid, tick: { tau: 2, siblings: [...valid.tick.siblings].reverse() } }),
  },
  {
    name: 'another tick',
    fault: 'tick-path',
    damage: (valid) => ({ ...valid, tick: { ...valid.tick, tau: 3 } }),
  },
  {
    name: 'a tick to come',
    fault: 'place',
    damage: (valid) => ({ ...valid, tick: { ...valid.tick, tau: 4 } }),
  },
  {
    name: "the device's payload in someone else's chain",
    fault: 'tick-path',
    damage: (valid) => ({ ...valid, ...chain(EVE, [ZEROS, unhex(valid.payload), ZEROS]) }),
  },
  {
    name: "the same, beside someone else's key",
    fault: 'tick-path',
    damage: (valid) => ({
      ...valid,
      ...chain(EVE, [ZEROS, unhex(valid.payload), ZEROS]),
      tick: { tau: 2, siblings: valid.tick.siblings.with(0, hex(sha256d(EVE.publicKey))) },
    }),
  },
  // Who signed.
  {
    name: 'another text',
    fault: 'reading-signature',
    damage: (valid) => read(valid, { text: TEXT.replace('21.50', '31.50') }),
  },
  {
    name: 'another number',
    fault: 'reading-signature',
    damage: (valid) => read(valid, { number: valid.reading.number + 1 }),
  },
  { name: 'another time', fault: 'reading-signature', damage: (valid) => read(valid, { time: TIME + 1 }) },
  {
    name: 'a reading signed by someone else',
    fault: 'reading-signature',
    damage: (valid) => read(valid, { signature: reading(EVE, 3, TEXT).signed.signature }),
  },
  {
    name: 'a reading signed for another session',
    fault: 'reading-signature',
    damage: (valid) => read(valid, { signature: reading(DEVICE, 3, TEXT, 'house').signed.signature }),
  },
  {
    name: "someone else's name",
    fault: 'reading-signature',
    damage: (valid) => ({ ...valid, device: EVE.id }),
  },
  {
    name: 'a key that anybody can sign for',
    fault: 'reading-signature',
    damage: () => inNameOf(`01${'00'.repeat(31)}`),
  },
  {
    name: 'another encoding of that key, y = p + 1',
    fault: 'reading-signature',
    damage: () => inNameOf(`ee${'ff'.repeat(30)}7f`),
  },
  {
    name: 'a chain signed by someone else',
    fault: 'chain-signature',
    damage: (valid) => {
      const tip = sha256d(unhex(valid.headers.at(-1)!));
      return { ...valid, signature: hex(EVE.sign(tip)) };
    },
  },
  {
    name: 'a chain without its end',
    fault: 'chain-signature',
    damage: (valid) => ({ ...valid, headers: valid.headers.slice(0, -1) }),
  },
  // Headers.
  {
    name: 'another session',
    fault: 'session',
    damage: (valid) => ({ ...valid, session: 'house' }),
  },
  {
    name: 'a chain without its beginning',
    fault: 'session',
    damage: (valid) => ({ ...valid, headers: valid.headers.slice(1), tick: { ...valid.tick, tau: 1 } }),
  },
  {
    name: 'a chain with a gap',
    fault: 'link',
    damage: (valid) => ({ ...valid, headers: valid.headers.toSpliced(1, 1) }),
  },
  { name: 'a header without work', fault: 'work', damage: unsolved },
  { name: "a block's version", fault: 'header', damage: (valid) => lastTick(valid, EASY_BITS, 1) },
  { name: 'a target above 2^256', fault: 'header', damage: (valid) => lastTick(valid, 0x22000fff) },
  { name: 'a negative target', fault: 'header', damage: (valid) => lastTick(valid, 0x20800001) },
  { name: 'a target of zero', fault: 'header', damage: (valid) => lastTick(valid, 0) },
  // Signed by the device, but no reading.
  { name: 'a text that is no JSON', fault: 'reading', damage: () => validProof('21.5 °C') },
  { name: 'a text that is no object', fault: 'reading', damage: () => validProof('21.5') },
  {
    name: 'a transfer that its sender did not sign',
    fault: 'transfer',
    damage: () =>
      validProof(
        JSON.stringify({
          type: 'mine-wasm-transfer',
          amount: 5,
          fee: 1,
          to: DEVICE.id,
          from: EVE.id,
          signature: '00'.repeat(64),
        }),
      ),
  },
];
