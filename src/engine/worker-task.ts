import type { Chunk, ChunkReport } from './chunk.js';
import { ChunkSearcher } from './chunk-searcher.js';
import { ControlBlock } from './control-block.js';
import { type Kernel, WasmKernel } from './kernel.js';
import type { KernelModules, KernelName } from './kernels.js';

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
  instantiate: (name: KernelName) => Kernel = (name) => new WasmKernel(name, modules.get(name)!),
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
      if (chunk.duty < 1) control.rest(lane, chunk.serial, worked * (1 / chunk.duty - 1));
    }
    return run.report();
  };
}
