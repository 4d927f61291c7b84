import { MineWasmError } from '../errors.js';
import type { Chunk, ChunkReport } from './chunk.js';
import { ControlBlock } from './control-block.js';
import type { Executor } from './executor.js';
import type { KernelName } from './kernel-names.js';
import type { KernelModules } from './kernels.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

/** A worker that gives no sign of life this long in the middle of a chunk is taken for dead: that one closed itself nobody tells. */
const SILENCE_SECONDS = 2;
/** How often in that time it is looked at. */
const CHECKS = 5;
/** A worker's script may come over a slow network: so many times the silence is waited for its first sign of life. */
const START_PATIENCE = 5;

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
  /** Seconds without a sign of life after which a worker is replaced. */
  readonly silenceSeconds?: number;
}

interface Lane {
  readonly worker: Worker;
  isReady: boolean;
  /** Kernels that the worker has. */
  readonly sent: Set<KernelName>;
  flight: Flight | undefined;
}

interface Flight {
  readonly serial: number;
  readonly resolve: (report: ChunkReport) => void;
  readonly reject: (cause: Error) => void;
  /** By messages: how many headers are searched. */
  searched: number;
  /** Changes with each sign of life. */
  beat: number;
  seenBeat: number;
  silentChecks: number;
}

/** One web worker a lane. A worker that throws or falls silent is replaced; its chunk rejects. */
export class WebWorkerPool implements Executor {
  readonly lanes: number;
  readonly memory: WorkerMemory;
  readonly #options: WebWorkerPoolOptions;
  readonly #control: ControlBlock | undefined;
  /** A lane without a worker gets one with its next chunk. */
  readonly #lanes: (Lane | undefined)[];
  #threads = 0;
  #watchdog: ReturnType<typeof setInterval> | undefined;
  #isClosed = false;

  /** @throws what starting a worker throws */
  constructor(options: WebWorkerPoolOptions) {
    this.lanes = options.threads;
    this.memory = options.memory ?? (canShareMemory() ? 'shared' : 'messages');
    this.#options = options;
    this.#control = this.memory === 'shared' ? new ControlBlock(options.threads) : undefined;
    this.#lanes = [];
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
    const { worker, sent } = state;
    const module = sent.has(chunk.kernel) ? undefined : this.#options.modules.get(chunk.kernel);
    // Until the worker begins, the cell holds the progress of the lane's last chunk.
    this.#control?.publish(lane, 0);
    const beat = this.#control?.beat(lane) ?? 0;
    post(worker, { type: 'chunk', chunk, module });
    sent.add(chunk.kernel);
    this.#watch();
    return new Promise((resolve, reject) => {
      const { serial } = chunk;
      state.flight = { serial, resolve, reject, searched: 0, beat, seenBeat: beat, silentChecks: 0 };
    });
  }

  stop(lane: number, serial: number): void {
    if (this.#control !== undefined) this.#control.requestStop(lane, serial);
    else if (this.#lanes[lane] !== undefined) post(this.#lanes[lane].worker, { type: 'stop', serial });
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
    const state: Lane = { worker, isReady: false, sent: new Set(), flight: undefined };
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
    post(worker, { type: 'start', lane, thread: ++this.#threads, control: this.#control?.buffer });
    this.#lanes[lane] = state;
    return state;
  }

  #hear(lane: number, state: Lane, message: FromWorker): void {
    const { flight } = state;
    if (message.type === 'ready') {
      state.isReady = true;
      if (flight !== undefined) flight.silentChecks = 0;
    } else if (flight?.serial === message.serial) {
      if (message.type === 'report') {
        state.flight = undefined;
        this.#unwatch();
        flight.resolve(message.report);
      } else if (message.type === 'fault') {
        this.#lose(lane, message.message);
      } else {
        flight.searched = message.searched;
        flight.beat++;
      }
    }
  }

  /** Ends a worker that is not to be used any more. Not replaced before there is work: one that can't start would fail for ever. */
  #lose(lane: number, reason: string): void {
    const state = this.#lanes[lane];
    this.#lanes[lane] = undefined;
    this.#unwatch();
    state?.worker.terminate();
    state?.flight?.reject(new Error(`Web worker: ${reason}`));
  }

  #terminate(): void {
    for (const [lane, state] of this.#lanes.entries()) {
      this.#lanes[lane] = undefined;
      state?.worker.terminate();
      state?.flight?.reject(closed());
    }
    this.#unwatch();
  }

  /**
   * Looks at each flight's signs of life. Counted in checks rather than by the clock: browsers delay the timers of hidden pages
   * to one a second or a minute, and a page's thread that was blocked or asleep finds its timer due before the messages that
   * came meanwhile.
   */
  #watch(): void {
    if (this.#watchdog !== undefined) return;
    const interval = ((this.#options.silenceSeconds ?? SILENCE_SECONDS) * 1000) / CHECKS;
    this.#watchdog = setInterval(() => {
      for (const [lane, state] of this.#lanes.entries()) {
        const flight = state?.flight;
        if (flight === undefined) continue;
        const beat = this.#control?.beat(lane) ?? flight.beat;
        flight.silentChecks = beat === flight.seenBeat ? flight.silentChecks + 1 : 0;
        flight.seenBeat = beat;
        if (flight.silentChecks >= (state?.isReady ? CHECKS : CHECKS * START_PATIENCE)) {
          this.#lose(lane, 'it fell silent');
        }
      }
    }, interval);
  }

  /** Rests when nothing is in flight. */
  #unwatch(): void {
    if (this.#lanes.some((state) => state?.flight !== undefined)) return;
    clearInterval(this.#watchdog);
    this.#watchdog = undefined;
  }
}

/** Whether this page may share memory with its workers: it is cross-origin isolated. */
export function canShareMemory(): boolean {
  return globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function';
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

function closed(): MineWasmError {
  return new MineWasmError('ERR_CLOSED', 'The pool is closed');
}
