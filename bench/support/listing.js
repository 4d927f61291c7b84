/**
 * @typedef {object} Instruction
 * @property {number} offset in bytes, from the function's first one on
 * @property {string} text as V8 disassembles it
 * @property {number} [target] the offset that it jumps to, if it says one
 */
/**
 * @typedef {object} Listing the machine code of a WASM function
 * @property {number} index the function's
 * @property {string} compiler `TurboFan` or `Liftoff`
 * @property {number} bytes of its instructions
 * @property {Instruction[]} instructions without the no-operations that align loops
 */

const BEGIN = '--- WebAssembly code ---';
const END = '--- End code ---';
/** Address, offset, bytes and text; what follows the instructions (source positions, safepoints) has no bytes. */
const LINE = /^0x([0-9a-f]+) +([0-9a-f]+) {2}([0-9a-f]{2,}) +(\S.*?)\s*$/;

/**
 * Reads what `node --print-wasm-code` prints, among whatever else the program printed.
 * @param {string} printed
 * @returns {Listing[]} in the order of the functions' indices
 */
export function parseListings(printed) {
  return printed
    .split(BEGIN)
    .slice(1)
    .map((block) => parseListing(block.split(END, 1)[0] ?? ''))
    .sort((a, b) => a.index - b.index);
}

/**
 * @param {string} block
 * @returns {Listing}
 */
function parseListing(block) {
  return {
    index: Number(/^index: (\d+)$/m.exec(block)?.[1]),
    compiler: /^compiler: (\w+)$/m.exec(block)?.[1] ?? 'unknown',
    bytes: Number(/^Instructions \(size = (\d+)\)$/m.exec(block)?.[1]),
    instructions: block.split('\n').flatMap(parseLine),
  };
}

/**
 * @param {string} line
 * @returns {Instruction[]} none where the line is no instruction
 */
function parseLine(line) {
  const [, address = '', hex = '', , text = ''] = LINE.exec(line) ?? [];
  if (text === '' || /^(nop|constant)\b/.test(text)) return [];
  const offset = Number.parseInt(hex, 16);
  const target = jumpTarget(text, BigInt(`0x${address}`) - BigInt(offset));
  return [{ offset, text, ...(target !== undefined && { target }) }];
}

/**
 * V8 writes `jmp 0x1de54dbca6f9  <+0x2df9>` on x64, and `b #+0x16b4 (addr 0x14e3c3fb4)` on arm64.
 * @param {string} text
 * @param {bigint} start the function's address
 */
function jumpTarget(text, start) {
  const offset = /<\+0x([0-9a-f]+)>/.exec(text)?.[1];
  if (offset !== undefined) return Number.parseInt(offset, 16);
  const address = /^(?!bl\b).*\(addr (0x[0-9a-f]+)\)/.exec(text)?.[1];
  return address === undefined ? undefined : Number(BigInt(address) - start);
}
