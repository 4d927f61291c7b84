import { expect, it } from 'vitest';
import { instructionKinds } from '../../../bench/support/instruction-kinds.js';

// Lines of real listings of the kernels, on Nodes 20 to 26.
const X64: [text: string, kind: string, frame?: string][] = [
  ['vpxor xmm8,xmm9,xmm8', 'vector'],
  ['vpaddd xmm0,xmm1,[rbp-0x110]', 'vector', 'load'],
  ['vpaddd xmm0,xmm1,[rdx+rdi*1]', 'vector'],
  ['vpxor ymm0,ymm1,ymm2', 'vector'],
  ['vpshufd xmm0,xmm0,0x0', 'vector'],
  ['vpsrld xmm8,xmm4,18', 'shift'],
  ['vpslld xmm11,xmm4,14', 'shift'],
  ['rorl rbx, 8', 'shift'],
  ['REX.W shlq rax, 32', 'shift'],
  ['vmovdqu xmm1,[rdx+r8*1]', 'memory'],
  ['vmovdqu [rdx+r8*1],xmm1', 'memory'],
  ['vmovups [rbp-0x30],xmm4', 'memory', 'store'],
  ['vmovups xmm4,[rbp-0x30]', 'memory', 'load'],
  ['vmovups xmm4,[rsp+0x30]', 'memory', 'load'],
  ['vbroadcastss xmm2,[rdx+0x7a18]', 'memory'],
  ['REX.W movq [rbp-0x40],rbx', 'memory', 'store'],
  ['movl r8,[rbp-0x18]', 'memory', 'load'],
  ['movl rbx,rax', 'other'],
  ['vmovd xmm0,rax', 'other'],
  ['addl rax,[rbp-0x18]', 'other', 'load'],
  ['cmpl [rbp-0x38],r8', 'other', 'load'],
  ['REX.W leaq rax,[rbp-0x20]', 'other'],
  ['REX.W cmpq rsp,[rbx]', 'other'],
  ['jc 0x1de54dbcd900  <+0x40>', 'other'],
];

const ARM64: [text: string, kind: string, frame?: string][] = [
  ['add v0.4s, v0.4s, v1.4s', 'vector'],
  ['eor v4.16b, v4.16b, v5.16b', 'vector'],
  ['dup v0.4s, w0', 'vector'],
  ['mov v5.16b, v6.16b', 'other'],
  ['ushr v4.4s, v3.4s, #6', 'shift'],
  ['shl v5.4s, v3.4s, #26', 'shift'],
  ['ror w8, w8, #24', 'shift'],
  ['ld1r {v1.4s}, [x4]', 'memory'],
  ['ldr q1, [sp, #16]', 'memory', 'load'],
  ['str q0, [sp, #16]', 'memory', 'store'],
  ['stp fp, lr, [sp, #16]', 'memory', 'store'],
  ['ldur x1, [x7, #39]', 'memory'],
  ['add fp, sp, #0x10 (16)', 'other'],
  ['b #+0x16b4 (addr 0x14e3c3fb4)', 'other'],
];

it.each(X64)('x64: %s is %s', (text, kind, frame) => {
  expect(instructionKinds('x64')?.(text)).toEqual({ kind, ...(frame !== undefined && { frame }) });
});

it.each(ARM64)('arm64: %s is %s', (text, kind, frame) => {
  expect(instructionKinds('arm64')?.(text)).toEqual({ kind, ...(frame !== undefined && { frame }) });
});

it.each(['arm', 'ia32', 'riscv64'])('%s: kinds are not known', (architecture) => {
  expect(instructionKinds(architecture)).toBeUndefined();
});
