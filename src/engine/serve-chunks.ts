import type { Chunk, ChunkReport } from './chunk.js';
import { ChunkSearcher } from './chunk-searcher.js';
import type { Kernel } from './kernel.js';
import type { KernelName } from './kernel-names.js';
import { createKernel } from './version-by-version.js';
import type { SentModules, WorkerScope } from './worker-messages.js';
import { createWorkerTask } from './worker-task.js';
import { YieldingSearch } from './yielding-search.js';

/** Signs of life as messages: often enough for the pool's watchdog and for a progress bar, and not after each batch. */
const PROGRESS_MILLISECONDS = 50;

/** Searches one chunk, and can be asked to stop. */
interface Task {
  run(chunk: Chunk): ChunkReport | Promise<ChunkReport>;
  stop(serial: number): void;
}

/**
 * What a web worker does: it searches the chunks that come as messages. With shared memory it blocks its thread while it
 * does, as Node's workers do; without, it lets its event loop have a turn after each batch, in which it sees a stop.
 * @param instantiate makes a kernel of its module; tests make one with faults
 */
export function serveChunks(
  scope: WorkerScope,
  instantiate: (name: KernelName, module: WebAssembly.Module) => Kernel = createKernel,
): void {
  const modules: SentModules = new Map();
  const create = (name: KernelName) => instantiate(name, modules.get(name)!);
  let task: Task | undefined;

  scope.onmessage = ({ data }) => {
    if (data.type === 'start') {
      const { lane, thread, control } = data;
      if (control === undefined) {
        task = messageTask(scope, new ChunkSearcher(thread, create));
      } else {
        const search = createWorkerTask({ modules, control }, thread, create);
        task = { run: (chunk) => search({ lane, chunk }), stop() {} };
      }
    } else if (data.type === 'stop') {
      task?.stop(data.serial);
    } else {
      const { chunk, module } = data;
      if (module !== undefined) modules.set(chunk.kernel, module);
      void answer(scope, chunk, task!);
    }
  };
  scope.postMessage({ type: 'ready' });
}

async function answer(scope: WorkerScope, chunk: Chunk, task: Task): Promise<void> {
  const { serial } = chunk;
  try {
    const report = await task.run(chunk);
    scope.postMessage({ type: 'report', serial, report });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    scope.postMessage({ type: 'fault', serial, message });
  }
}

function messageTask(scope: WorkerScope, searcher: ChunkSearcher): Task {
  let serial = 0;
  let toldAt = 0;
  const search = new YieldingSearch(searcher, (searched) => {
    const now = performance.now();
    if (now - toldAt < PROGRESS_MILLISECONDS) return;
    toldAt = now;
    scope.postMessage({ type: 'progress', serial, searched });
  });
  return {
    run(chunk) {
      serial = chunk.serial;
      return search.run(chunk);
    },
    stop: (stopped) => search.stop(stopped),
  };
}
