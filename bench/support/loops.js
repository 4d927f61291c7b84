/** @typedef {import('./listing.js').Instruction} Instruction */

/** V8 puts what hardly ever runs, such as the calls to stop the thread, behind the function's first return. */
const RETURN = /^ret/;

/**
 * A function's loops that hold no other loop: what it spends its time in. A loop is what lies between the target of a
 * jump backward and the jump, as V8 keeps loops together.
 * @param {readonly Instruction[]} instructions
 * @returns {Instruction[][]}
 */
export function innermostLoops(instructions) {
  const end = instructions.findIndex(({ text }) => RETURN.test(text));
  /** The last jump back, by its target. @type {Map<number, number>} */
  const loops = new Map();
  for (const { offset, target } of instructions.slice(0, end)) {
    if (target !== undefined && target <= offset) loops.set(target, offset);
  }
  const spans = [...loops].sort(([a], [b]) => a - b);
  return spans
    .filter(([first, last]) => !spans.some(([other]) => other > first && other <= last))
    .map(([first, last]) => instructions.filter(({ offset }) => offset >= first && offset <= last));
}
