import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { MineWasmError } from '../errors.js';
import type { Chunk, ChunkReport } from './chunk.js';
import { ControlBlock } from './control-block.js';
import type { Executor } from './executor.js';
import type { KernelModules } from './kernels.js';
import { poolFile } from './pool-file.js';
import { Watchdog } from './watchdog.js';
import type { WorkerData, WorkerTask } from './worker-task.js';

/** A worker that gives no sign of life this long is taken for hung; it gives one with each batch, every 5 ms or so. */
const SILENCE_SECONDS = 10;

export interface PoolOptions {
  readonly threads: number;
  readonly modules: KernelModules;
  /** Seconds without a sign of life after which a worker is replaced. */
  readonly silenceSeconds?: number;
  /** The file that workers load; tests load one with faults. */
  readonly workerFile?: URL;
}

/** One worker thread a lane, by piscina. A worker that dies or hangs is replaced; its chunk rejects. */
export class PiscinaPool implements Executor {
  readonly lanes: number;
  readonly #options: PoolOptions;
  readonly #control: ControlBlock;
  /** Ends a lane's thread, and with it the chunk in flight. */
  readonly #flights = new Map<number, AbortController>();
  /** Keeps the process alive meanwhile, which a chunk that waits for a thread does not. */
  readonly #watchdog: Watchdog;
  #piscina: Piscina;
  #closed = false;

  constructor(options: PoolOptions) {
    this.lanes = options.threads;
    this.#options = options;
    this.#control = new ControlBlock(options.threads);
    this.#watchdog = new Watchdog({
      silenceSeconds: options.silenceSeconds ?? SILENCE_SECONDS,
      beat: (lane) => this.#control.beat(lane),
      onSilent: (lane) => this.#flights.get(lane)?.abort(new Error('worker fell silent')),
    });
    this.#piscina = this.#start();
  }

  async run(lane: number, chunk: Chunk): Promise<ChunkReport> {
    if (this.#closed) throw new MineWasmError('ERR_CLOSED', 'The pool is closed');
    this.#mend();
    // Until the worker begins, the cell holds the progress of the lane's last chunk.
    this.#control.publish(lane, 0);
    const flight = new AbortController();
    this.#flights.set(lane, flight);
    this.#watchdog.watch(lane);
    try {
      const task: WorkerTask = { lane, chunk };
      return await this.#piscina.run(task, { signal: flight.signal });
    } catch (error) {
      this.#mend();
      throw error;
    } finally {
      this.#flights.delete(lane);
      this.#watchdog.unwatch(lane);
    }
  }

  stop(lane: number, serial: number): void {
    this.#control.requestStop(lane, serial);
  }

  searched(lane: number): number {
    return this.#control.searched(lane);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const lane of this.#flights.keys()) this.#watchdog.unwatch(lane);
    await this.#piscina.destroy();
  }

  #start(): Piscina {
    const { modules, threads, workerFile = poolFile } = this.#options;
    const workerData: WorkerData = { modules, control: this.#control.buffer };
    const piscina = new Piscina({
      filename: fileURLToPath(workerFile),
      // Equal: piscina would otherwise retire idle threads and start them again, each time in baseline code.
      minThreads: threads,
      maxThreads: threads,
      workerData,
    });
    // Deaths reach whoever awaits the lost chunk; piscina also emits those of idle threads, which lose nothing.
    piscina.on('error', () => {});
    // Emitted before piscina replaces the thread, if it does.
    piscina.on('workerDestroy', () => setImmediate(() => this.#flights.size > 0 && this.#mend()));
    return piscina;
  }

  /**
   * piscina gives up on replacing threads once one has died while it was starting, and chunks that wait for it wait for
   * ever; then only a new pool helps. All that is in flight rejects.
   */
  #mend(): void {
    if (this.#closed || this.#piscina.threads.length === this.lanes) return;
    const broken = this.#piscina;
    this.#piscina = this.#start();
    void broken.destroy();
  }
}
