import { withYardsticks } from './comparisons.js';
import { runProgram } from './processes.js';

/**
 * Measures the kernels beside the yardsticks of a folder, all in one process.
 * @param {import('./node-versions.js').MeasuredNode} node
 * @param {{ folder: string, rounds: number, slice: number }} options
 */
export async function measureBeside({ execPath }, options) {
  /** @type {{ yardsticks: { name: string, sha256: string }[], slices: import('./contest.js').Slices }} */
  const { yardsticks, slices } = await runProgram('beside', options, { execPath });
  const names = yardsticks.map(({ name, sha256 }) => `${name.replace('.wasm', '')} ${sha256.slice(0, 8)}`);
  return {
    /** What a report says about the yardsticks. */
    yardsticks: `beside   ${names.join(', ')}`,
    slices,
    comparisons: withYardsticks(yardsticks),
  };
}
