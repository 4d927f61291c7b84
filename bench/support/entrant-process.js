import { fork } from 'node:child_process';
import { program } from './processes.js';

/** @typedef {import('./stopwatch.js').Slice} Slice */

/**
 * Starts an entrant of the kernels' benchmark. It rests whenever it isn't told to measure.
 * @param {string} name
 * @param {string} execPath the Node that it runs on
 */
export async function startEntrant(name, execPath) {
  const child = fork(program('entrant'), [name], { execPath });
  await reply(child);
  return {
    /**
     * @param {number} milliseconds
     * @returns {Promise<Slice>}
     */
    async measure(milliseconds) {
      child.send(milliseconds);
      return /** @type {Slice} */ (await reply(child));
    },
    /** Lets it prove itself once more and end. */
    async end() {
      child.send(0);
      await reply(child);
    },
  };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<unknown>} what it says next; undefined when it ends well
 */
function reply(child) {
  return new Promise((resolve, reject) => {
    /** @param {number | null} code */
    const onExit = (code) => {
      if (code === 0) resolve(undefined);
      else reject(new Error(`${child.spawnargs.at(-1)} ended with ${code ?? child.signalCode}`));
    };
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}
