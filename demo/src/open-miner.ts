import { type BrowserMinerOptions, createMiner, type Miner } from './engine.js';
import { fetchKernels } from './kernel-modules.js';

/**
 * A miner, or undefined when that is not wanted any more: a kernel may come over a slow network, and whoever presses Stop has
 * not to wait for it. A miner that comes too late is closed.
 * @throws MineWasmError as the engine
 */
export async function openMiner(
  options: BrowserMinerOptions,
  signal: AbortSignal,
): Promise<Miner | undefined> {
  const opening = fetchKernels(options.kernel).then((wasm) => createMiner({ ...options, wasm }));
  const miner = await Promise.race([opening, aborted(signal)]);
  // It may have come at the moment of the abort, and then has lost no race.
  if (miner !== undefined && !signal.aborted) return miner;
  opening.then(
    (late) => late.close(),
    // Nobody waits for it any more.
    () => {},
  );
  return undefined;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
