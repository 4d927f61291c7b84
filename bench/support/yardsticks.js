import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BLOCK, checkFound, HEADER, rolledVersions, TARGET, VERSION } from './block.js';
import { checksum } from './machine.js';
import { midstate } from './midstate.js';

/**
 * Kernels from elsewhere, frozen, to measure ours beside: files *.wasm of one folder that share an interface. Words are
 * u32 of the exported memory: a midstate from 0 on, the header's next three words as big-endian numbers at 8, the target's
 * top word at 11. One that searches version-rolled headers (`rolling` in its name) takes 16 midstates, 8 words each, from
 * 256 on. `prep()` reads them. `scan(word, count)` searches the nonces whose big-endian word is one of `count` from `word`
 * on, and gives how many groups of four hold a hash with a top word within the target's: a group's first word is at
 * 32 + i, a mask of its lanes at 256 + i, its midstate's number at 384 + i.
 *
 * @typedef {object} YardstickExports
 * @property {WebAssembly.Memory} memory
 * @property {() => void} prep
 * @property {(word: number, count: number) => number} scan
 */

/** Of all of them: `scan` counts down to 0 in steps, and goes on for 2^32 nonces when it steps over it. */
const STEP = 128;
const LANES = 4;

/**
 * @param {string} folder
 * @returns {Promise<(import('./contestants.js').Contestant & { sha256: string })[]>}
 */
export async function loadYardsticks(folder) {
  const files = readdirSync(folder).filter((file) => file.endsWith('.wasm'));
  if (files.length === 0) throw new Error('Expected a folder with .wasm files, got none in it');
  return Promise.all(files.sort().map((file) => loadYardstick(join(folder, file))));
}

/** @param {string} file */
async function loadYardstick(file) {
  const name = basename(file);
  const bytes = readFileSync(file);
  const isRolling = name.includes('rolling');
  const versions = rolledVersions(isRolling ? 16 : 1);
  const { instance } = await WebAssembly.instantiate(bytes, { env: { abort() {} } });
  const exports = /** @type {YardstickExports & WebAssembly.Exports} */ (instance.exports);
  prepare(exports, versions, isRolling ? 256 : 0);

  /**
   * @param {number} word
   * @param {number} count
   */
  function search(word, count) {
    if (count <= 0 || count % STEP !== 0) {
      throw new RangeError(`Expected a count that is a multiple of ${STEP}, got ${count}`);
    }
    return exports.scan(word, count) >>> 0;
  }

  function prove() {
    const first = byteSwap(BLOCK.nonce) - STEP - 5;
    checkFound(name, read(exports, search(first, 2 * STEP), isRolling ? versions : undefined));
  }

  return {
    name,
    step: STEP,
    hashesPerNonce: versions.length,
    search,
    prove,
    sha256: checksum(bytes),
  };
}

/**
 * @param {YardstickExports} exports
 * @param {Uint32Array} versions
 * @param {number} at where midstates begin, in words
 */
function prepare({ memory, prep }, versions, at) {
  const words = new Uint32Array(memory.buffer);
  const header = HEADER.slice();
  const view = new DataView(header.buffer);
  versions.forEach((version, index) => {
    view.setUint32(0, version, true);
    words.set(midstate(header.subarray(0, 64)), at + 8 * index);
  });
  words.set(
    [64, 68, 72].map((offset) => view.getUint32(offset)),
    8,
  );
  words[11] = new DataView(TARGET.buffer, TARGET.byteOffset).getUint32(0);
  prep();
}

/**
 * @param {YardstickExports} exports
 * @param {number} hits
 * @param {Uint32Array | undefined} versions when midstates have numbers
 * @returns the nonces that were found, NaN for one with another version than the block's
 */
function read({ memory }, hits, versions) {
  const words = new Uint32Array(memory.buffer);
  return Array.from({ length: hits }, (_, hit) => {
    const isOwn = versions === undefined || versions[words[384 + hit] ?? 0] === VERSION;
    return Array.from({ length: LANES }, (_, lane) => lane)
      .filter((lane) => ((words[256 + hit] ?? 0) >>> lane) & 1)
      .map((lane) => (isOwn ? byteSwap((words[32 + hit] ?? 0) + lane) : Number.NaN));
  }).flat();
}

/** @param {number} word */
function byteSwap(word) {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, word);
  return view.getUint32(0, true);
}
