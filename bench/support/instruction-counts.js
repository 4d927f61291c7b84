import { instructionKinds } from './instruction-kinds.js';

/** @typedef {import('./listing.js').Instruction} Instruction */
/** @typedef {Record<import('./instruction-kinds.js').Kind, number>} Kinds */
/**
 * @typedef {object} Counts
 * @property {number} instructions
 * @property {Kinds & { frameLoads: number, frameStores: number }} [kinds] where they are known
 */

/**
 * @param {readonly Instruction[]} instructions
 * @param {string} architecture of the Node that printed them
 * @returns {Counts}
 */
export function countInstructions(instructions, architecture) {
  const describe = instructionKinds(architecture);
  if (describe === undefined) return { instructions: instructions.length };
  const kinds = { vector: 0, shift: 0, memory: 0, other: 0, frameLoads: 0, frameStores: 0 };
  for (const { text } of instructions) {
    const { kind, frame } = describe(text);
    kinds[kind]++;
    if (frame === 'load') kinds.frameLoads++;
    if (frame === 'store') kinds.frameStores++;
  }
  return { instructions: instructions.length, kinds };
}
