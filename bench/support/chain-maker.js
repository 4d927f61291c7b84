/** Makes the chains of a session quickly: at hardly any difficulty, hashed and signed by node:crypto alone. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { CHAIN_FORMAT, encodeHead, HEAD_KIND, TICK_KIND } from '../../dist/clockchain/chain/chain-format.js';
import { encodeRecord } from '../../dist/clockchain/records/record.js';

/** Of 65,536 hashes, this target refuses one. */
const BITS = 0x2100ffff;
const SESSION = 'bench:verify-chains';
const ZEROS = Buffer.alloc(32);
/** Bytes that are gathered before they are written. */
const CHUNK = 1_048_576;

/**
 * Ticks that take turns between devices; each tenth of a device's cites the last of the one before it.
 * @param {readonly string[]} paths a file for each device
 * @param {number} ticks in all
 */
export function makeChains(paths, ticks) {
  const makers = paths.map((path) => new ChainMaker(path));
  for (let i = 0; i < ticks; i++) {
    const place = i % makers.length;
    const maker = /** @type {ChainMaker} */ (makers[place]);
    const peer = /** @type {ChainMaker} */ (makers.at(place - 1));
    const isCiting = peer !== maker && peer.ticks > 0 && maker.ticks % 10 === 9;
    maker.add(isCiting ? peer : undefined);
  }
  for (const maker of makers) maker.close();
}

class ChainMaker {
  ticks = 0;
  tip = sha256d(Buffer.from(SESSION));
  #path;
  #file;
  #keys = generateKeyPairSync('ed25519');
  key = /** @type {Buffer} */ (this.#keys.publicKey.export({ format: 'der', type: 'spki' })).subarray(-32);
  #keyLeaf = sha256d(this.key);
  /** @type {Uint8Array[]} */
  #parts = [];
  #bytes = 0;

  /** @param {string} path */
  constructor(path) {
    this.#path = path;
    this.#file = openSync(`${path}.new`, 'w');
    const head = encodeHead({ session: SESSION, device: Uint8Array.from(this.key) });
    this.#write(CHAIN_FORMAT.magic);
    this.#write(encodeRecord(CHAIN_FORMAT, HEAD_KIND, head));
  }

  /** @param {ChainMaker | undefined} peer whose last tick is cited */
  add(peer) {
    const pair = (/** @type {Buffer} */ a, /** @type {Buffer} */ b) => sha256d(Buffer.concat([a, b]));
    const root = pair(pair(this.#keyLeaf, ZEROS), pair(ZEROS, peer?.tip ?? ZEROS));
    const header = Buffer.alloc(80);
    header.writeUInt32LE(0x20000000, 0);
    this.tip.copy(header, 4);
    root.copy(header, 36);
    header.writeUInt32LE(1_700_000_000 + (this.ticks % 1e9), 68);
    header.writeUInt32LE(BITS, 72);
    let hash = sha256d(header);
    for (let nonce = 1; hash.readUInt16LE(30) === 0xffff; nonce++) {
      header.writeUInt32LE(nonce, 76);
      hash = sha256d(header);
    }
    const numbers = Buffer.alloc(6);
    numbers.writeUInt16LE(peer === undefined ? 0 : 1, 4);
    const cited = peer === undefined ? [] : [peer.key, peer.tip];
    const signature = sign(null, hash, this.#keys.privateKey);
    const tick = Buffer.concat([header, this.key, ZEROS, ZEROS, numbers, ...cited, signature]);
    this.#write(encodeRecord(CHAIN_FORMAT, TICK_KIND, tick));
    this.tip = hash;
    this.ticks++;
  }

  /** Under its name when it is whole: what was interrupted is made again. */
  close() {
    this.#flush();
    closeSync(this.#file);
    renameSync(`${this.#path}.new`, this.#path);
  }

  /** @param {Uint8Array} part */
  #write(part) {
    this.#parts.push(part);
    this.#bytes += part.length;
    if (this.#bytes > CHUNK) this.#flush();
  }

  #flush() {
    const chunk = Buffer.concat(this.#parts);
    for (let written = 0; written < chunk.length; ) written += writeSync(this.#file, chunk, written);
    this.#parts = [];
    this.#bytes = 0;
  }
}

/** @param {Uint8Array} bytes */
function sha256d(bytes) {
  return createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest();
}
