import { fork } from 'node:child_process';
import { canPackVectors, PACK_FLAG } from '../../dist/engine/wide-vectors.js';
import { contestantName } from './contestants.js';
import { program } from './processes.js';

const WIDE = contestantName('wide');

/** @typedef {import('./stopwatch.js').Slice} Slice */

/** What the report says of the flags that entrants run with. */
export const FLAGS = `flags    ${PACK_FLAG} for the wide kernel, where V8 has it: the command sets it for long searches`;

/**
 * Starts an entrant of the kernels' benchmark. It rests whenever it isn't told to measure.
 * @param {string} name
 * @param {import('./node-versions.js').MeasuredNode} node that it runs on
 */
export async function startEntrant(name, { execPath, versions }) {
  const execArgv = name === WIDE && canPackVectors(versions.node) ? [PACK_FLAG] : [];
  const child = fork(program('entrant'), [name], { execPath, execArgv });
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
