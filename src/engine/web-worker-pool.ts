import { MineWasmError } from '../errors.js';
import type { Chunk, ChunkReport } from './chunk.js';
import { ControlBlock } from './control-block.js';
import type { Executor } from './executor.js';
import type { KernelName } from './kernel-names.js';
import type { KernelModules } from './kernels.js';
import { Watchdog } from './watchdog.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

/** A worker that gives no sign of life this long in the middle of a chunk is taken for dead: that one closed itself nobody tells. */
const SILENCE_SECONDS = 2;
/**
 * A worker's script may come over a slow network, and a worker that is replaced has it fetched anew: so many times the silence is
 * waited for its first sign of life, and twice as long each time that it did not come. What can't be loaded at all an `error` tells.
 */
const START_PATIENCE = 5;
/** 160 s, the fifth time. */
const MOST_START_PATIENCE = START_PATIENCE * 2 ** 4;

/**
 * How a page's thread and its workers talk: through memory that they share, where the page is cross-origin isolated, or by
 * messages alone.
 */
export type WorkerMemory = 'shared' | 'messages';

export interface WebWorkerPoolOptions {
  readonly threads: number;
  /** What is compiled so far; a worker is sent a module with the first chunk that needs it. */
  readonly modules: Pick<KernelModules, 'get'>;
  readonly startWorker: () => Worker;
  /** Default: shared where that is possible. */
  readonly memory?: WorkerMemory | undefined;
}

interface Lane {
  readonly worker: Worker;
  readonly thread: number;
  /** Its script has been loaded. It is sent no chunk before. */
  isReady: boolean;
  /** Kernels that the worker has. */
  readonly sent: Set<KernelName>;
  flight: Flight | undefined;
}

interface Flight {
  readonly chunk: Chunk;
  readonly resolve: (report: ChunkReport) => void;
  readonly reject: (cause: Error) => void;
  /** By messages: how many headers are searched. */
  searched: number;
  /** By messages: changes with each sign of life. */
  beat: number;
}

/** One web worker a lane. A worker that throws or falls silent is replaced; its chunk rejects. */
export class WebWorkerPool implements Executor {
  readonly lanes: number;
  readonly memory: WorkerMemory;
  readonly #options: WebWorkerPoolOptions;
  readonly #control: ControlBlock | undefined;
  /** A lane without a worker gets one with its next chunk. */
  readonly #lanes: (Lane | undefined)[] = [];
  readonly #watchdog: Watchdog;
  /** By lane: how long its next worker may take to load. */
  readonly #startPatience: number[];
  #threads = 0;
  #isClosed = false;

  /** @throws what starting a worker throws */
  constructor(options: WebWorkerPoolOptions) {
    this.lanes = options.threads;
    this.memory = options.memory ?? (canShareMemory() ? 'shared' : 'messages');
    this.#options = options;
    this.#control = this.memory === 'shared' ? new ControlBlock(options.threads) : undefined;
    this.#startPatience = Array.from({ length: options.threads }, () => START_PATIENCE);
    this.#watchdog = new Watchdog({
      silenceSeconds: SILENCE_SECONDS,
      beat: (lane) => this.#control?.beat(lane) ?? this.#lanes[lane]?.flight?.beat ?? 0,
      onSilent: (lane) => this.#giveUp(lane),
    });
    try {
      for (let lane = 0; lane < options.threads; lane++) this.#start(lane);
    } catch (error) {
      this.#terminate();
      throw error;
    }
  }

  async run(lane: number, chunk: Chunk): Promise<ChunkReport> {
    if (this.#isClosed) throw closed();
    const state = this.#lanes[lane] ?? this.#start(lane);
    // Until the worker begins, the cell holds the progress of the lane's last chunk.
    this.#control?.publish(lane, 0);
    const report = new Promise<ChunkReport>((resolve, reject) => {
      state.flight = { chunk, resolve, reject, searched: 0, beat: 0 };
    });
    if (state.isReady) this.#send(state, chunk);
    this.#watchdog.watch(lane, state.isReady ? 1 : this.#startPatience[lane]);
    return report;
  }

  stop(lane: number, serial: number): void {
    const state = this.#lanes[lane];
    if (state?.flight?.chunk.serial !== serial) return;
    // What is still being loaded would see the stop when it is there, in a minute maybe.
    if (!state.isReady) this.#land(lane, state, nothingSearched(state.thread));
    else if (this.#control !== undefined) this.#control.requestStop(lane, serial);
    else post(state.worker, { type: 'stop', serial });
  }

  searched(lane: number): number {
    return this.#control?.searched(lane) ?? this.#lanes[lane]?.flight?.searched ?? 0;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#terminate();
  }

  #start(lane: number): Lane {
    const worker = this.#options.startWorker();
    const thread = ++this.#threads;
    const state: Lane = { worker, thread, isReady: false, sent: new Set(), flight: undefined };
    const isCurrent = () => this.#lanes[lane] === state;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => isCurrent() && this.#hear(lane, state, data);
    worker.onmessageerror = () => isCurrent() && this.#lose(lane, 'a message could not be read');
    worker.onerror = (event) => {
      // Told by the chunk's end: the page's own handler of errors need not hear of it.
      event.preventDefault();
      const otherwise = state.isReady
        ? 'it failed'
        : "its script can't be loaded, or the page's CSP forbids it";
      if (isCurrent()) this.#lose(lane, event.message || otherwise);
    };
    post(worker, { type: 'start', lane, thread, control: this.#control?.buffer });
    this.#lanes[lane] = state;
    return state;
  }

  #hear(lane: number, state: Lane, message: FromWorker): void {
    const { flight } = state;
    if (message.type === 'ready') {
      state.isReady = true;
      this.#startPatience[lane] = START_PATIENCE;
      if (flight === undefined) return;
      this.#send(state, flight.chunk);
      this.#watchdog.watch(lane);
    } else if (flight?.chunk.serial === message.serial) {
      if (message.type === 'report') {
        this.#land(lane, state, message.report);
      } else if (message.type === 'fault') {
        this.#lose(lane, message.message);
      } else {
        flight.searched = message.searched;
        flight.beat++;
      }
    }
  }

  #send({ worker, sent }: Lane, chunk: Chunk): void {
    const module = sent.has(chunk.kernel) ? undefined : this.#options.modules.get(chunk.kernel);
    post(worker, { type: 'chunk', chunk, module });
    sent.add(chunk.kernel);
  }

  #land(lane: number, state: Lane, report: ChunkReport): void {
    const { flight } = state;
    state.flight = undefined;
    this.#watchdog.unwatch(lane);
    flight?.resolve(report);
  }

  #giveUp(lane: number): void {
    if (this.#lanes[lane]?.isReady) {
      this.#lose(lane, 'it fell silent');
    } else {
      this.#startPatience[lane] = Math.min(this.#startPatience[lane]! * 2, MOST_START_PATIENCE);
      this.#lose(lane, 'its script does not arrive');
    }
  }

  /** Ends a worker that is not to be used any more. Not replaced before there is work: one that can't start would fail for ever. */
  #lose(lane: number, reason: string): void {
    const state = this.#lanes[lane];
    this.#lanes[lane] = undefined;
    this.#watchdog.unwatch(lane);
    state?.worker.terminate();
    state?.flight?.reject(new Error(`Web worker: ${reason}`));
  }

  #terminate(): void {
    for (const [lane, state] of this.#lanes.entries()) {
      this.#lanes[lane] = undefined;
      this.#watchdog.unwatch(lane);
      state?.worker.terminate();
      state?.flight?.reject(closed());
    }
  }
}

/** Whether this page may share memory with its workers: it is cross-origin isolated. */
export function canShareMemory(): boolean {
  return globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function';
}

function nothingSearched(thread: number): ChunkReport {
  return { searched: 0, candidates: new Uint32Array(), busySeconds: 0, thread };
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

function closed(): MineWasmError {
  return new MineWasmError('ERR_CLOSED', 'The pool is closed');
}
