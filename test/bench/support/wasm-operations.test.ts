import binaryen from 'assemblyscript/binaryen';
import { expect, it } from 'vitest';
import { countOperations } from '../../../bench/support/wasm-operations.js';

const TEXT = `(module
  (memory 1)
  (global $g (mut i32) (i32.const 7))
  (data (i32.const 0) "(i32x4.add")
  (func $plain (param $a i32) (result i32)
    (i32.add (local.get $a) (i32.const 1)))
  (func $folder/lanes<v128> (param $at i32) (local $x v128)
    (local.set $x (v128.load (local.get $at)))
    (loop $again
      (if (i32.eqz (local.get $at))
        (then (v128.store (local.get $at)
          (i32x4.shl (v128.xor (local.get $x) (v128.const i32x4 1 2 3 4)) (i32.const 3))))
        (else (br $again)))))
)`;

it('counts the operations of each function, those on vectors apart', () => {
  const module = binaryen.parseText(TEXT);
  expect(countOperations(module.emitText())).toEqual([
    { name: 'plain', vector: 0, other: 3 },
    // Other: four local.get and one local.set, load, loop, if, eqz, store, two constants, br.
    { name: 'folder/lanes<v128>', vector: 2, other: 13 },
  ]);
});
