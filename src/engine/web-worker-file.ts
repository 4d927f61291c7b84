/** Starts a worker of the engine's own file, in the form that bundlers know. */
export function startWorker(): Worker {
  return new Worker(new URL('./web-worker.js', import.meta.url), { type: 'module', name: 'mine-wasm' });
}
