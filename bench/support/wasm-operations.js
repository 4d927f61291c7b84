/**
 * @typedef {object} WasmFunction
 * @property {string} name
 * @property {number} vector computations on vectors; neither loads and stores nor constants
 * @property {number} other
 */

/** Words of WebAssembly's text that are no instructions. */
const STRUCTURE = ['func', 'type', 'param', 'result', 'local', 'then', 'else'];
const VECTOR = /^(v128|[if]\d+x\d+)\.(?!load|store|const)/;

/**
 * Counts the operations of each function.
 * @param {string} text a module as WebAssembly text, folded and indented as binaryen writes it
 * @returns {WasmFunction[]} in the order of the functions' indices, as long as none is imported
 */
export function countOperations(text) {
  return text
    .split(/\n(?= \()/)
    .filter((part) => part.startsWith(' (func '))
    .map((part) => {
      const name = /^ \(func \$(\S+)/.exec(part)?.[1] ?? '';
      const words = [...part.matchAll(/\(([a-z][\w.]*)/g)].map(([, word = '']) => word);
      const operations = words.filter((word) => !STRUCTURE.includes(word));
      const vector = operations.filter((word) => VECTOR.test(word)).length;
      return { name, vector, other: operations.length - vector };
    });
}
