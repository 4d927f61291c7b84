/** What node:crypto alone takes for an Ed25519 signature, on as many threads as are asked for: what no verification can be below. */
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';

const SIGNATURES = 20_000;
const FILE = fileURLToPath(import.meta.url);

/**
 * @param {number} threads
 * @returns {Promise<number>} µs of processor time for one, with the key at hand
 */
export async function bareSignatureMicroseconds(threads) {
  const before = process.cpuUsage();
  await Promise.all(
    Array.from({ length: threads }, () => {
      const worker = new Worker(FILE);
      return new Promise((resolve, reject) => worker.on('exit', resolve).on('error', reject));
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (threads * SIGNATURES);
}

if (!isMainThread) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const hash = Buffer.alloc(32, 1);
  const signature = sign(null, hash, privateKey);
  for (let i = 0; i < SIGNATURES; i++) {
    if (!verify(null, hash, publicKey, signature)) throw new Error('Expected a signature that holds');
  }
}
