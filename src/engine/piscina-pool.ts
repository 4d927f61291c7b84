import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { MineWasmError } from '../errors.js';
import type { Chunk, ChunkReport } from './chunk.js';
import { ControlBlock } from './control-block.js';
import type { Executor } from './executor.js';
import type { KernelModules } from './kernels.js';
import { poolFile } from './pool-file.js';
import type { WorkerData, WorkerTask } from './worker-task.js';

/** A worker that gives no sign of life this long is taken for hung; it gives one with each batch, every 5 ms or so. */
const SILENCE_SECONDS = 10;

interface Flight {
  readonly controller: AbortController;
  beat: number;
  silentChecks: number;
}

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
  readonly #flights = new Map<number, Flight>();
  #piscina: Piscina;
  #watchdog: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: PoolOptions) {
    this.lanes = options.threads;
    this.#options = options;
    this.#control = new ControlBlock(options.threads);
    this.#piscina = this.#start();
  }

  async run(lane: number, chunk: Chunk): Promise<ChunkReport> {
    if (this.#closed) throw new MineWasmError('ERR_CLOSED', 'The pool is closed');
    this.#mend();
    // Until the worker begins, the cell holds the progress of the lane's last chunk.
    this.#control.publish(lane, 0);
    const flight = { controller: new AbortController(), beat: this.#control.beat(lane), silentChecks: 0 };
    this.#flights.set(lane, flight);
    this.#watch();
    try {
      const task: WorkerTask = { lane, chunk };
      return await this.#piscina.run(task, { signal: flight.controller.signal });
    } catch (error) {
      this.#mend();
      throw error;
    } finally {
      this.#flights.delete(lane);
      if (this.#flights.size === 0) this.#unwatch();
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
    this.#unwatch();
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

  /**
   * Looks at each flight's heartbeat. Counted in checks rather than by the clock: a machine that was asleep, or an event
   * loop that was blocked, delays the checks as much as it delays the workers. Meanwhile it keeps the process alive, which
   * a chunk that waits for a thread does not.
   */
  #watch(): void {
    if (this.#watchdog !== undefined) return;
    const checks = 5;
    const interval = ((this.#options.silenceSeconds ?? SILENCE_SECONDS) * 1000) / checks;
    this.#watchdog = setInterval(() => {
      for (const [lane, flight] of this.#flights) {
        const beat = this.#control.beat(lane);
        flight.silentChecks = beat === flight.beat ? flight.silentChecks + 1 : 0;
        flight.beat = beat;
        if (flight.silentChecks >= checks) flight.controller.abort(new Error('worker fell silent'));
      }
    }, interval);
  }

  #unwatch(): void {
    clearInterval(this.#watchdog);
    this.#watchdog = undefined;
  }
}
