// Verifies, without mine-wasm, that a device has sealed a reading (docs/clockchain.md): node check-proof.mjs proof.json
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const expect = (isTrue, what) => isTrue || process.exit(console.error(`not valid: expected ${what}`) ?? 1);
process.on('uncaughtException', ({ message }) => expect(false, `a proof in form (${message})`));
const bytes = (hex, size) =>
  expect(RegExp(`^[\\da-f]{${2 * size}}$`).test(hex), `hex of ${size} bytes, got ${hex}`) && Buffer.from(hex, 'hex');
const u64 = (value) => bytes(BigInt(value).toString(16).padStart(16, '0'), 8).reverse();
const utf8 = (text) => expect(text.isWellFormed(), 'whole characters') && Buffer.from(text);
const sha256d = (...parts) => [1, 2].reduce((data) => createHash('sha256').update(data).digest(), Buffer.concat(parts));
const climb = (node, place, [sibling, ...rest]) => {
  if (sibling === undefined) return expect(place === 0n, 'a place in its tree') && node;
  const to = bytes(sibling, 32);
  if ((place & 1n) === 0n) return climb(sha256d(node, to), place >> 1n, rest);
  return expect(!to.equals(node), 'a place that repeats no other') && climb(sha256d(to, node), place >> 1n, rest);
};
const { type, version, session, reading, batch, tick, headers, ...proof } = JSON.parse(readFileSync(process.argv[2]));
expect(type === 'mine-wasm-reading-proof' && version === 1, 'a proof of version 1');
const [device, signature, text] = [bytes(proof.device, 32), bytes(reading.signature, 64), utf8(reading.text)];
const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: device.toString('base64url') }, format: 'jwk' });
// Of a point of small order anybody has signatures: R = 1, S = 0 fits one message in eight at least.
const isWeak = [...Array(256).keys()].some((i) => verify(null, Buffer.of(i), key, Buffer.alloc(64).fill(1, 0, 1)));
let [tip, work, head] = [sha256d(utf8(session)), 0n, Buffer.concat([device, u64(reading.number), u64(reading.time)])];
const digest = sha256d(utf8('mine-wasm/reading/1\0'), tip, head, text);
expect(!isWeak && verify(null, digest, key, signature), 'the reading to be signed by the device');
for (const [i, header] of headers.map((hex) => bytes(hex, 80)).entries()) {
  const target = (BigInt(header.readUIntLE(72, 3)) << (8n * BigInt(header[75]))) >> 24n;
  expect(header[74] < 0x80 && target < 2n ** 256n, `a target in header ${i + 1}`);
  expect(header.subarray(4, 36).equals(tip), `header ${i + 1} to follow the one before it`);
  tip = sha256d(header);
  expect(BigInt(`0x${Buffer.from(tip).reverse().toString('hex')}`) <= target, `work in header ${i + 1}`);
  if (i + 1 >= tick.tau) work += 2n ** 256n / (target + 1n);
}
expect(verify(null, tip, key, bytes(proof.signature, 64)), 'the last header to be signed by the device');
const payload = climb(sha256d(head, signature, text), BigInt(batch.index), batch.siblings);
expect(payload.equals(bytes(proof.payload, 32)), 'the reading to be in the batch');
expect(tick.siblings[0] === sha256d(device).toString('hex'), 'the tick to be of the device');
expect(climb(payload, 1n, tick.siblings).equals(bytes(headers[tick.tau - 1], 80).subarray(36, 68)), 'it in the tick');
console.log(`valid: %o\nnumber ${reading.number} of ${proof.device}, tick ${tick.tau}, ${work} tries`, reading.text);
