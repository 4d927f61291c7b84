import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pinnedNode } from './cores.js';

/**
 * @param {string} name of a file in bench/processes
 */
export function program(name) {
  return fileURLToPath(new URL(`../processes/${name}.js`, import.meta.url));
}

/**
 * @typedef {object} StartOptions
 * @property {readonly number[]} [cores] to run on these only; default: all
 * @property {string} [execPath] the Node to start; default: the one that runs this
 * @property {number} [exitCode] the one that is expected
 */

/**
 * Starts Node.
 * @param {readonly string[]} args
 * @param {StartOptions} [options]
 */
export function startNode(args, { cores, execPath = process.execPath, exitCode = 0 } = {}) {
  const [command, words] =
    cores === undefined ? /** @type {const} */ ([execPath, args]) : pinnedNode(cores, args, execPath);
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    stderr += text;
  });
  /** @type {Promise<string>} */
  const output = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === exitCode) resolve(stdout);
      else reject(new Error(`${args.join(' ')} ended with ${signal ?? code}: ${stderr}`));
    });
  });
  return { pid: child.pid, output };
}

/**
 * Runs one of bench/processes and reads the JSON that it prints.
 * @param {string} name
 * @param {Record<string, string | number>} options as `--name value`
 * @param {StartOptions} [how]
 */
export async function runProgram(name, options, how) {
  const words = Object.entries(options).flatMap(([option, value]) => [`--${option}`, String(value)]);
  const { output } = startNode([program(name), ...words], how);
  return JSON.parse(await output);
}
