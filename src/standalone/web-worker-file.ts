import script from './worker.txt';

let url: string | undefined;

/** Starts a worker of the script in the standalone file: a CSP has to allow `worker-src blob:`. */
export function startWorker(): Worker {
  // Kept: it is needed whenever a worker has to be replaced.
  url ??= URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  return new Worker(url, { type: 'module', name: 'mine-wasm' });
}
