import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { MineWasmError } from '../../errors.js';
import type { Tick } from '../tick/tick.js';
import { hashOf } from '../tick/tick.js';
import { findUnsigned, type SignatureBatch } from './signature-batch.js';
import { signatureFile } from './signature-file.js';

/** Some 20 ms of work on a PC: little beside sending it, much beside waiting for the last one. */
const BATCH = 256;

/** Verifies signatures on worker threads, or on the calling thread for those who have few. */
export class SignaturePool {
  readonly #threads: number;
  #piscina: Promise<Piscina> | undefined;

  /** @param threads 0: the calling thread alone. Threads are started when there is something to do */
  constructor(threads: number) {
    this.#threads = threads;
  }

  /**
   * Which is the first of one device's ticks that it did not sign.
   * @returns its place in `ticks`, or undefined
   * @throws MineWasmError (`ERR_WORKER`) when a thread dies
   */
  async findUnsigned(device: Uint8Array, ticks: readonly Tick[]): Promise<number | undefined> {
    const results: Promise<number | undefined>[] = [];
    for (let start = 0; start < ticks.length; start += BATCH) {
      const found = this.#run(batchOf(device, ticks.slice(start, start + BATCH)));
      results.push(found.then((place) => (place === undefined ? undefined : start + place)));
    }
    return (await Promise.all(results)).find((place) => place !== undefined);
  }

  async close(): Promise<void> {
    await (await this.#piscina)?.destroy();
  }

  async #run(batch: SignatureBatch): Promise<number | undefined> {
    if (this.#threads === 0) return findUnsigned(batch);
    this.#piscina ??= start(this.#threads);
    const piscina = await this.#piscina;
    try {
      return await piscina.run(batch, { name: 'findUnsigned' });
    } catch (cause) {
      throw new MineWasmError('ERR_WORKER', 'Expected a thread to verify signatures, got its end', { cause });
    }
  }
}

async function start(threads: number): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  const piscina = new Piscina({
    filename: fileURLToPath(signatureFile),
    minThreads: threads,
    maxThreads: threads,
    // So that a thread finds its next batch when the main thread is busy with ticks.
    concurrentTasksPerWorker: 8,
  });
  // Deaths reach whoever awaits the lost batch.
  piscina.on('error', () => {});
  return piscina;
}

function batchOf(device: Uint8Array, ticks: readonly Tick[]): SignatureBatch {
  const join = (parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
  return {
    device,
    hashes: join(ticks.map(hashOf)),
    signatures: join(ticks.map(({ signature }) => signature)),
  };
}
