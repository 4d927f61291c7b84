import { expect, it } from 'vitest';
import { functionTable, loopTable, profileFunctions } from '../../../bench/support/profile-tables.js';

const ret = { offset: 1000, text: 'ret' };
/** A loop of 200 instructions, as short as a phase may be; one of them loads from the frame. */
const phase = [
  { offset: 0, text: 'vmovups xmm4,[rbp-0x30]' },
  ...Array.from({ length: 198 }, (_, index) => ({ offset: index + 1, text: 'vpxor xmm8,xmm9,xmm8' })),
  { offset: 199, text: 'jc 0x0  <+0x0>', target: 0 },
];
const listings = [
  { index: 0, compiler: 'TurboFan', bytes: 12, instructions: [ret] },
  { index: 1, compiler: 'TurboFan', bytes: 3456, instructions: [...phase, ret] },
];
const operations = [
  { name: 'assembly/simd/helper', vector: 0, other: 5 },
  { name: 'assembly/sha256d/hash/phase<v128>', vector: 180, other: 70 },
];
const lines = (table: string): string[][] => table.split('\n').map((line) => line.trim().split(/ {3,}/));

it('a row a function: its own name, WASM, bytes, instructions by kind', () => {
  const rows = lines(functionTable(profileFunctions(operations, listings, 'x64')));
  expect(rows.slice(2)).toEqual([
    ['helper', '0', '5', '12', '1', '0', '0', '0', '1', '0', '0'],
    ['phase<v128>', '180', '70', '3456', '201', '198', '0', '1', '2', '1', '0'],
  ]);
  expect(rows[0]).toHaveLength(11);
});

it('a row a long loop, and their sum for a hash where a pass makes some', () => {
  const functions = profileFunctions(operations, listings, 'x64');
  const row = ['200', '198', '0', '1', '1', '1', '0'];
  expect(lines(loopTable(functions)).slice(2)).toEqual([['phase<v128>', ...row]]);
  expect(lines(loopTable([...functions, ...functions], 4)).slice(4)).toEqual([
    ['all', '400', '396', '0', '2', '2', '2', '0'],
    ['a hash', '100', '99', '0', '0.5', '0.5', '0.5', '0'],
  ]);
});

it('instructions alone where kinds are not known', () => {
  const functions = profileFunctions(operations, listings, 'arm');
  expect(lines(functionTable(functions))[3]).toEqual([
    'phase<v128>',
    '180',
    '70',
    '3456',
    '201',
    ...'––––––',
  ]);
  expect(lines(loopTable(functions, 4)).at(-1)).toEqual(['a hash', '50', ...'––––––']);
});

it('a function without machine code is a fault', () => {
  expect(() => profileFunctions(operations, listings.slice(0, 1), 'x64')).toThrow(
    'machine code of function 1',
  );
});
