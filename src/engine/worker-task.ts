import type { Chunk, ChunkReport } from './chunk.js';
import { ChunkSearcher } from './chunk-searcher.js';
import { ControlBlock } from './control-block.js';
import type { Kernel } from './kernel.js';
import type { KernelName } from './kernel-names.js';
import type { KernelModules } from './kernels.js';
import { LONGEST_REST, RestDebt } from './rest-debt.js';
import { createKernel } from './version-by-version.js';

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
  const debt = new RestDebt();
  return ({ lane, chunk }) => {
    control.publish(lane, 0);
    const run = searcher.begin(chunk);
    while (!run.isDone && !control.isStopRequested(lane, chunk.serial)) {
      const rest = debt.due;
      if (rest > 0) control.rest(lane, chunk.serial, Math.min(rest, LONGEST_REST));
      else debt.add(run.next(), chunk.duty);
      control.publish(lane, run.searched);
    }
    return run.report();
  };
}
