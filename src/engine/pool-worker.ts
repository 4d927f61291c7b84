import { threadId, workerData } from 'node:worker_threads';
import { createWorkerTask } from './worker-task.js';

/** The file that each piscina thread loads. */
export default createWorkerTask(workerData, threadId);
