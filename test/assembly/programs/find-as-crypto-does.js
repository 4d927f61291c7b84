// Started with V8 flags: wide.test.ts can't choose them for its own process. Compares a kernel with node:crypto, in
// optimised code from the second half on at the latest.
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [file = '', cases = '100'] = process.argv.slice(2);
const { exports: kernel } = /** @type {{ exports: any }} */ (
  new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)))
);
const memory = new Uint8Array(kernel.memory.buffer);

/** @param {Uint8Array} data */
const sha256 = (data) => createHash('sha256').update(data).digest();

/**
 * @param {Uint8Array} header
 * @param {Uint8Array} target
 * @param {number[]} versions
 */
function prepare(header, target, versions) {
  memory.set(header.subarray(0, 76), kernel.HEADER.value);
  memory.set(target, kernel.TARGET.value);
  new Uint32Array(kernel.memory.buffer).set(versions, kernel.VERSIONS.value / 4);
  kernel.prepare(versions.length);
}

/**
 * Every solving place, by node:crypto.
 * @param {Buffer} header
 * @param {Buffer} target
 * @param {number[]} versions
 * @param {number} nonce
 * @param {number} count
 */
function solutions(header, target, versions, nonce, count) {
  return Array.from({ length: count * versions.length }, (_, place) => place).filter((place) => {
    header.writeUInt32LE(/** @type {number} */ (versions[place % versions.length]), 0);
    header.writeUInt32LE(nonce + Math.floor(place / versions.length), 76);
    return Buffer.compare(sha256(sha256(header)).reverse(), target) <= 0;
  });
}

const places = () =>
  Array.from(new Uint32Array(kernel.memory.buffer, kernel.CANDIDATES.value, kernel.candidateCount()));

let found = 0;
for (let i = 0; i < Number(cases); i++) {
  if (i === Number(cases) / 2) {
    // V8 compiles optimised code meanwhile.
    prepare(Buffer.alloc(80), Buffer.alloc(32).fill(1, 31), [1]);
    for (const start = performance.now(); performance.now() < start + 500; ) kernel.scan(0, 100_000);
  }
  const header = randomBytes(80);
  const target = randomBytes(32);
  target.writeUInt16BE(randomInt(1, 2 ** randomInt(5, 16)), 0);
  const versions = Array.from({ length: i % 2 === 0 ? 1 : randomInt(1, 17) }, () => randomInt(2 ** 32));
  const count = randomInt(1, 1200);
  const nonce = i % 7 === 0 ? 2 ** 32 - count : randomInt(2 ** 32 - count);
  prepare(header, target, versions);
  const searched = kernel.scan(nonce, count) >>> 0;
  if (searched === 0) throw new Error(`Case ${i}: expected some of ${count} nonces to be searched`);
  const expected = solutions(header, target, versions, nonce, searched);
  found += expected.length;
  if (places().join() !== expected.join()) {
    throw new Error(`Case ${i}: expected places ${expected.join()}, got ${places().join()}`);
  }
}
console.log(`${cases} cases, ${found} places`);
