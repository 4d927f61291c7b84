import { threadId, workerData } from 'node:worker_threads';
import { createWorkerTask } from './worker-task.js';

/** What each worker thread runs: see pool-entry.cts. */
export default createWorkerTask(workerData, threadId);
