import { MineWasmError } from './engine.js';

/**
 * Tells a visitor what has gone wrong: a kernel that can't be fetched, say, or a browser without WebAssembly.
 * @throws the error when it is none of the engine's: a bug, for the console
 */
export function tellFault(error: unknown, say: (message: string) => void): void {
  if (error instanceof MineWasmError) {
    say(`${error.message}.`);
    return;
  }
  say('Something went wrong that this page did not expect. The browser’s console says what.');
  throw error;
}
