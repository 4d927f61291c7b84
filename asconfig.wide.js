// @ts-nocheck: binaryen's expressions have no discriminated types.

import binaryen from 'assemblyscript/binaryen';
import { Transform } from 'assemblyscript/transform';

/** The phases of hashing: functions of vectors, without shuffles. */
const PHASES = /^assembly\/sha256d\/(shared-words|rolled-first-hash|rounds|second-hash)\/.*<v128>$/;

/**
 * Makes the wide kernel: doubles each vector operation of the phases, for the lower half of a slot and for the upper. V8's
 * --experimental-wasm-revectorize looks for two such trees below stores at an address and 16 bytes on, and makes
 * each pair of operations a single one of 256 bits.
 */
export default class WideTransform extends Transform {
  afterCompile(module) {
    // As asconfig.inline.js, which runs too late; and optimised before it is doubled: after it, coalescing the locals of
    // unoptimised code takes minutes.
    module.runPasses(['precompute-propagate']);
    this.program.module.optimize(1, 0);
    for (const name of functionNames(module)) if (PHASES.test(name)) double(module, name);
  }
}

function functionNames(module) {
  return Array.from({ length: module.getNumFunctions() }, (_, index) => {
    return binaryen.getFunctionInfo(module.getFunctionByIndex(index)).name;
  });
}

/** Doubles a function's vector operations. Vectors lie in memory in pairs, of which it has the lower one's addresses. */
export function double(module, name) {
  // Makes every operation a statement of its own, from locals to a local.
  module.runPassesOnFunction(name, ['flatten']);
  const { params, results, vars, body } = binaryen.getFunctionInfo(module.getFunction(name));
  const firstVar = binaryen.expandType(params).length;
  /** For each local that is a vector, the local of the upper half. */
  const upper = new Map();
  vars.forEach((type, index) => {
    if (type === binaryen.v128) upper.set(firstVar + index, firstVar + vars.length + upper.size);
  });
  const doubled = rewrite(body);
  module.removeFunction(name);
  module.addFunction(name, params, results, [...vars, ...Array(upper.size).fill(binaryen.v128)], doubled);
  // With the thousands of locals that flatten leaves, V8 12 packs little: 0.4 times the simd kernel's rate, not 1.9.
  const fewerLocals = ['simplify-locals', 'vacuum', 'coalesce-locals', 'simplify-locals', 'vacuum'];
  module.runPassesOnFunction(name, [...fewerLocals, 'reorder-locals']);

  function rewrite(expression) {
    const info = infoOf(expression);
    switch (info.id) {
      case binaryen.BlockId:
        return module.block(info.name || null, info.children.flatMap(statements), info.type);
      case binaryen.LoopId:
        return module.loop(info.name, rewrite(info.body));
      case binaryen.IfId:
        return module.if(
          info.condition,
          rewrite(info.ifTrue),
          info.ifFalse ? rewrite(info.ifFalse) : undefined,
        );
      default:
        return expression;
    }
  }

  /** A statement, and its double if it is one of vectors. */
  function statements(expression) {
    const info = infoOf(expression);
    if (info.id === binaryen.LocalSetId && upper.has(info.index)) {
      return [expression, module.local.set(upper.get(info.index), upperValue(info))];
    }
    if (info.id === binaryen.StoreId && binaryen.getExpressionType(info.value) === binaryen.v128) {
      // In this order V8 13 and 14 make 4 % faster code than in the other (docs/kernel-log.md).
      const { offset, ptr, value } = info;
      return [module.v128.store(offset + 16, 16, module.copyExpression(ptr), upperHalf(value)), expression];
    }
    return [rewrite(expression)];
  }

  /** A number in every lane is the same for both halves: loaded twice, V8 would not pack what it goes into. */
  function upperValue({ index, value }) {
    const isSplat = infoOf(value).id === binaryen.SIMDLoadId;
    return isSplat ? module.local.get(index, binaryen.v128) : upperHalf(value);
  }

  function upperHalf(expression) {
    const info = infoOf(expression);
    switch (info.id) {
      case binaryen.LocalGetId:
        return module.local.get(upper.get(info.index), binaryen.v128);
      case binaryen.LoadId:
        return module.v128.load(info.offset + 16, 16, module.copyExpression(info.ptr));
      case binaryen.BinaryId: {
        const copy = module.copyExpression(expression);
        binaryen.Binary.setLeft(copy, upperHalf(info.left));
        binaryen.Binary.setRight(copy, upperHalf(info.right));
        return copy;
      }
      case binaryen.SIMDShiftId: {
        const copy = module.copyExpression(expression);
        binaryen.SIMDShift.setVec(copy, upperHalf(info.vec));
        return copy;
      }
      default:
        throw new Error(`Expected operations on whole vectors in ${name}, got expression ${info.id}`);
    }
  }
}

/** Binaryen has no information on these two, and throws. */
function infoOf(expression) {
  const id = binaryen.getExpressionId(expression);
  const isBare = id === binaryen.NopId || id === binaryen.UnreachableId;
  return isBare ? { id } : binaryen.getExpressionInfo(expression);
}
