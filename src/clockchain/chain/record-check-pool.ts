import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { HASH_SIZE } from '../../bitcoin/bytes.js';
import type { Target } from '../../bitcoin/target.js';
import { MineWasmError } from '../../errors.js';
import type { TickRecord } from '../tick/tick-record.js';
import { checkRecords, type RecordBatch } from './record-check.js';
import { recordCheckFile } from './record-check-file.js';

/** Some 20 ms of work on a PC: little beside sending it, much beside waiting for the last one. */
const BATCH = 256;

/** Checks ticks by themselves on worker threads, or on the calling thread for those who have few. */
export class RecordCheckPool {
  readonly #threads: number;
  #piscina: Promise<Piscina> | undefined;

  /** @param threads 0: the calling thread alone. Threads are started when there is something to do */
  constructor(threads: number) {
    this.#threads = threads;
  }

  /**
   * Checks one device's ticks up to the first that is refused.
   * @param easiest as in TickDemands
   * @returns the hashes of those in front of it, internal order
   * @throws MineWasmError (`ERR_WORKER`) when a thread dies
   */
  async check(
    device: Uint8Array,
    records: readonly TickRecord[],
    easiest: Target | undefined,
  ): Promise<Uint8Array[]> {
    const results: Promise<Uint8Array>[] = [];
    for (let start = 0; start < records.length; start += BATCH) {
      const batch = records.slice(start, start + BATCH);
      results.push(this.#run({ device, easiest: easiest?.toHex(), records: joined(batch) }));
    }
    const hashes: Uint8Array[] = [];
    for (const [i, result] of (await Promise.all(results)).entries()) {
      if (hashes.length < i * BATCH) break;
      for (let start = 0; start < result.length; start += HASH_SIZE) {
        hashes.push(result.subarray(start, start + HASH_SIZE));
      }
    }
    return hashes;
  }

  async close(): Promise<void> {
    await (await this.#piscina)?.destroy();
  }

  async #run(batch: RecordBatch): Promise<Uint8Array> {
    if (this.#threads === 0) return checkRecords(batch);
    this.#piscina ??= start(this.#threads);
    const piscina = await this.#piscina;
    try {
      const transferList = [batch.records.buffer as ArrayBuffer];
      return await piscina.run(batch, { name: 'checkRecords', transferList });
    } catch (cause) {
      throw new MineWasmError('ERR_WORKER', 'Expected a thread to check ticks, got its end', { cause });
    }
  }
}

async function start(threads: number): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  const piscina = new Piscina({
    filename: fileURLToPath(recordCheckFile),
    minThreads: threads,
    maxThreads: threads,
    // So that a thread finds its next batch when the main thread is busy with ticks.
    concurrentTasksPerWorker: 8,
  });
  // Deaths reach whoever awaits the lost batch.
  piscina.on('error', () => {});
  return piscina;
}

/** A copy of its own, which is handed over to a thread without another. */
function joined(records: readonly TickRecord[]): Uint8Array {
  const bytes = new Uint8Array(records.reduce((sum, record) => sum + record.bytes.length, 0));
  let end = 0;
  for (const record of records) {
    bytes.set(record.bytes, end);
    end += record.bytes.length;
  }
  return bytes;
}
