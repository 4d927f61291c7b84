import type { Chunk, ChunkReport } from './chunk.js';
import type { KernelName } from './kernel-names.js';

/** What a page's thread tells a worker. */
export type ToWorker =
  /** The first message. With a control block the worker shares memory with the page; without, it is stopped by messages. */
  | {
      readonly type: 'start';
      readonly lane: number;
      readonly thread: number;
      readonly control: SharedArrayBuffer | undefined;
    }
  /** Work, with the kernel's compiled module when the worker does not have it yet. */
  | { readonly type: 'chunk'; readonly chunk: Chunk; readonly module: WebAssembly.Module | undefined }
  | { readonly type: 'stop'; readonly serial: number };

/** What a worker answers. */
export type FromWorker =
  /** Its script has been loaded. */
  | { readonly type: 'ready' }
  /** A sign of life, where no memory is shared. */
  | { readonly type: 'progress'; readonly serial: number; readonly searched: number }
  | { readonly type: 'report'; readonly serial: number; readonly report: ChunkReport }
  /** The chunk is lost, and the worker not to be used again. */
  | { readonly type: 'fault'; readonly serial: number; readonly message: string };

/** The least part of a worker's global scope that the engine needs; TypeScript has its types apart from the page's. */
export interface WorkerScope {
  postMessage(message: FromWorker): void;
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
}

/** A kernel's module, by its name, as a worker has been sent it. */
export type SentModules = Map<KernelName, WebAssembly.Module>;
