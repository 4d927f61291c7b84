// Verifies a proof that a device has sealed a reading, with node:crypto alone: node check-proof.mjs proof.json
// It shares no code with mine-wasm. docs/clockchain.md says what a proof shows, and what it does not.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
const sha256d = (...parts) => sha256(sha256(Buffer.concat(parts)));
const hex = (text) => Buffer.from(text, 'hex');
const u64 = (value) => Buffer.from(BigInt(value).toString(16).padStart(16, '0'), 'hex').reverse();
const number = (hash) => BigInt(`0x${Buffer.from(hash).reverse().toString('hex')}`);
const climb = (leaf, index, path) =>
  path.reduce(
    (node, to, level) => ((index >> level) & 1 ? sha256d(hex(to), node) : sha256d(node, hex(to))),
    leaf,
  );
const expect = (isTrue, what) => {
  if (isTrue) return;
  console.error(`not valid: ${what}`);
  process.exit(1);
};

const proof = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { session, device, reading, batch, payload, tick, headers } = proof;
const x = hex(device).toString('base64url');
const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
const genesis = sha256d(Buffer.from(session));

let tip = genesis;
for (const [i, header] of headers.map(hex).entries()) {
  expect(header.length === 80 && header.subarray(4, 36).equals(tip), `header ${i + 1} does not follow`);
  const [mantissa, size] = [BigInt(header.readUIntLE(72, 3)), BigInt(header[75])];
  tip = sha256d(header);
  expect(
    mantissa < 0x800000n && number(tip) <= (mantissa << (8n * size)) >> 24n,
    `header ${i + 1} lacks work`,
  );
}
expect(verify(null, tip, publicKey, hex(proof.signature)), 'the last header is not signed by the device');

const head = Buffer.concat([hex(device), u64(reading.number), u64(reading.time)]);
const digest = sha256d(Buffer.from('mine-wasm/reading/1\0'), genesis, head, Buffer.from(reading.text));
expect(verify(null, digest, publicKey, hex(reading.signature)), 'the reading is not signed by the device');
const leaf = sha256d(head, hex(reading.signature), Buffer.from(reading.text));
expect(climb(leaf, batch.index, batch.siblings).equals(hex(payload)), 'the reading is not in the batch');
expect(tick.siblings[0] === sha256d(hex(device)).toString('hex'), 'the tick is of another device');
const root = hex(headers[tick.tau - 1] ?? '').subarray(36, 68);
expect(climb(hex(payload), 1, tick.siblings).equals(root), 'the batch is not in the tick');
console.log(`valid: ${reading.text}\nreading ${reading.number} of ${device}, sealed by tick ${tick.tau}`);
