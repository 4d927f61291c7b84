import { expect, it } from 'vitest';
import { codeSection } from '../../../bench/support/named-kernel.js';

const HEAD = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

it('the code section is found behind others, its size in as many bytes as it takes', () => {
  const custom = [0, 3, 1, 0x6e, 10];
  const body = Array.from({ length: 300 }, (_, index) => index & 0xff);
  // 300 in LEB128: 0x2c | 0x80, 2.
  const module = Uint8Array.from([...HEAD, ...custom, 10, 0xac, 2, ...body, 11, 1, 0]);
  expect([...codeSection(module)]).toEqual(body);
});

it('a module without functions has none', () => {
  expect([...codeSection(Uint8Array.from([...HEAD, 0, 3, 1, 0x6e, 10]))]).toEqual([]);
});
