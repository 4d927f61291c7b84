import type { Chunk, ChunkReport } from './chunk.js';
import { ChunkSearcher } from './chunk-searcher.js';
import { ControlBlock } from './control-block.js';
import type { Kernel } from './kernel.js';
import type { KernelName } from './kernel-names.js';
import type { KernelModules } from './kernels.js';
import { createKernel } from './version-by-version.js';

/** A long rest is cut into pieces, with a sign of life after each. */
const REST_MILLISECONDS = 250;

/** What every worker is started with. */
export interface WorkerData {
  readonly modules: KernelModules;
  readonly control: SharedArrayBuffer;
}

/** One piscina task. */
export interface WorkerTask {
  readonly lane: number;
  readonly chunk: Chunk;
}

/** Makes the function that a worker thread runs for each chunk. It blocks its thread, looking for stops between batches. */
export function createWorkerTask(
  { modules, control: buffer }: WorkerData,
  thread: number,
  instantiate: (name: KernelName) => Kernel = (name) => createKernel(name, modules.get(name)!),
  plantEveryMilliseconds?: number,
): (task: WorkerTask) => ChunkReport {
  const control = new ControlBlock(buffer);
  const searcher = new ChunkSearcher(thread, instantiate, plantEveryMilliseconds);
  return ({ lane, chunk }) => {
    control.publish(lane, 0);
    const run = searcher.begin(chunk);
    while (!run.isDone && !control.isStopRequested(lane, chunk.serial)) {
      const worked = run.next();
      control.publish(lane, run.searched);
      let rest = worked * (1 / chunk.duty - 1);
      for (; rest > 0 && !control.isStopRequested(lane, chunk.serial); rest -= REST_MILLISECONDS) {
        control.rest(lane, chunk.serial, Math.min(rest, REST_MILLISECONDS));
        control.publish(lane, run.searched);
      }
    }
    return run.report();
  };
}
