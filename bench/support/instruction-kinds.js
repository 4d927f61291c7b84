/**
 * What the processor does with an instruction. `vector`: a computation on a vector register; `shift`: one of those, or of
 * scalar code, that shifts or rotates; `memory`: a move from or to memory; `other`: scalar computations, jumps, moves between registers.
 * @typedef {'vector' | 'shift' | 'memory' | 'other'} Kind
 */
/**
 * @typedef {object} Description
 * @property {Kind} kind
 * @property {'load' | 'store'} [frame] how it uses the stack frame, where values are that had no register
 */
/** @typedef {(text: string) => Description} Describe */

/** @type {Record<string, Describe>} */
const ARCHITECTURES = { x64: describeX64, arm64: describeArm64 };

/**
 * @param {string} architecture
 * @returns {Describe | undefined} undefined where kinds are not known
 */
export function instructionKinds(architecture) {
  return ARCHITECTURES[architecture];
}

/** Reads memory by all its operands, although the first one is named like a destination. */
const X64_COMPARE = /^(cmp|test|v?ptest|push)/;
const X64_SHIFT = /^(v?ps[rl][la][wdq]|v?prol|v?pror|ro[lr]|rcl|rcr|sh[lr]|sa[lr])/;
const X64_MOVE = /^(v?mov|v?broadcast|vpbroadcast|v?lddqu)/;

/**
 * Intel's order: the destination is the first operand. Any operand may be in memory.
 * @type {Describe}
 */
function describeX64(text) {
  const { mnemonic, operands } = split(text.replace(/^((REX\.W|lock|rep\w*) )+/, ''));
  const kind = () => {
    if (X64_SHIFT.test(mnemonic)) return 'shift';
    if (X64_MOVE.test(mnemonic)) return operands.includes('[') ? 'memory' : 'other';
    return /\b[xyz]mm\d/.test(operands) ? 'vector' : 'other';
  };
  const isStore = !X64_COMPARE.test(mnemonic) && /^\[/.test(operands);
  const usesFrame = /\[r[bs]p\b/.test(operands) && !mnemonic.startsWith('lea');
  return { kind: kind(), ...(usesFrame && { frame: isStore ? 'store' : 'load' }) };
}

const ARM64_SHIFT = /^([us]shll?|[us]shr|shl|sli|sri|[us]sra|lsl|lsr|asr|ror|extr)/;
const ARM64_MEMORY = /^(ld|st)/;

/**
 * Only loads and stores use memory, and do nothing else.
 * @type {Describe}
 */
function describeArm64(text) {
  const { mnemonic, operands } = split(text);
  if (ARM64_MEMORY.test(mnemonic)) {
    const usesFrame = /\[(sp|fp)\b/.test(operands);
    return { kind: 'memory', ...(usesFrame && { frame: mnemonic.startsWith('st') ? 'store' : 'load' }) };
  }
  if (ARM64_SHIFT.test(mnemonic)) return { kind: 'shift' };
  // Register v17 as 4s, 16b …; a move of a whole one is an `orr` that V8 writes as `mov`.
  return { kind: /\bv\d+\./.test(operands) && mnemonic !== 'mov' ? 'vector' : 'other' };
}

/** @param {string} text */
function split(text) {
  const [, mnemonic = '', operands = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
  return { mnemonic, operands };
}
