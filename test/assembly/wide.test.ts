import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import binaryen from 'assemblyscript/binaryen';
import { describe, expect, it } from 'vitest';
import { double } from '../../asconfig.wide.js';
import { kernelFile } from './kernel-under-test.js';

describe('doubling a function', () => {
  /** Instantiates a function over a memory of numbers 0, 1, 2 … , doubled. */
  function doubled(body: string): { run(): void; words(address: number): number[] } {
    const module = binaryen.parseText(
      `(module (memory (export "memory") 1) (func $phase (export "run") ${body}))`,
    );
    module.setFeatures(binaryen.Features.SIMD128);
    double(module, 'phase');
    expect(module.validate()).toBe(1);
    const { memory, run } = new WebAssembly.Instance(
      new WebAssembly.Module(module.emitBinary() as BufferSource),
    ).exports as { memory: WebAssembly.Memory; run(): void };
    const words = new Uint32Array(memory.buffer);
    words.set(words.map((_, index) => index));
    return { run, words: (address) => [...words.subarray(address / 4, address / 4 + 8)] };
  }

  it('does to the upper half of a slot what it does to the lower', () => {
    const { run, words } = doubled(`
      (v128.store (i32.const 64)
        (i32x4.shl (i32x4.add (v128.load (i32.const 0)) (v128.load offset=32 (i32.const 0))) (i32.const 1)))`);
    run();
    expect(words(64)).toEqual([16, 20, 24, 28, 32, 36, 40, 44]);
  });

  it('splats a number once, for both', () => {
    const { run, words } = doubled(`
      (v128.store (i32.const 64) (v128.xor (v128.load (i32.const 0)) (v128.load32_splat (i32.const 4))))`);
    run();
    expect(words(64)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((word) => word ^ 1));
  });

  it('goes into loops and branches, and leaves plain numbers alone', () => {
    const { run, words } = doubled(`
      (local $at i32)
      (loop $next
        (if (i32.lt_u (local.get $at) (i32.const 32))
          (then (v128.store offset=64 (local.get $at) (v128.load (local.get $at)))))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br_if $next (i32.lt_u (local.get $at) (i32.const 64))))
      (i32.store (i32.const 128) (local.get $at))`);
    run();
    expect(words(64)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(words(96)).toEqual([24, 25, 26, 27, 28, 29, 30, 31]);
    expect(words(128)).toEqual([64, 33, 34, 35, 36, 37, 38, 39]);
  });

  it('refuses what moves numbers between lanes', () => {
    const swap =
      '(i8x16.shuffle 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12 (v128.load (i32.const 0)) (v128.load (i32.const 0)))';
    expect(() => doubled(`(v128.store (i32.const 64) ${swap})`)).toThrow(
      /^Expected operations on whole vectors in phase/,
    );
  });
});

const [major = 0] = process.versions.node.split('.').map(Number);
const hasFlag = process.arch === 'x64' && process.platform !== 'darwin' && major >= 22;

// Other Nodes have no such flag, and would say so on stderr.
describe.runIf(hasFlag)('in 256-bit vectors', () => {
  const program = fileURLToPath(new URL('programs/find-as-crypto-does.js', import.meta.url));

  it.each([
    ['after a warm-up', []],
    ['in optimised code from the start', ['--no-liftoff']],
    ['without AVX2', ['--no-enable-avx2']],
  ])('finds exactly what node:crypto finds, %s', (_, flags) => {
    const args = ['--experimental-wasm-revectorize', ...flags, program, kernelFile('wide'), '100'];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^100 cases, \d{3,} places\n$/);
  });
});
