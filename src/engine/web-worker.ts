import { serveChunks } from './serve-chunks.js';
import type { WorkerScope } from './worker-messages.js';

/** The file that each web worker runs. */
serveChunks(globalThis as unknown as WorkerScope);
