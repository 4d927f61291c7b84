import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countInstructions } from '../../../bench/support/instruction-counts.js';
import { parseListings } from '../../../bench/support/listing.js';
import { innermostLoops } from '../../../bench/support/loops.js';

// What three Nodes printed of the simd kernel's `bswap` (0) and `copyBigEndian` (6). What is expected was counted by hand.
const recorded = (name: string): string =>
  readFileSync(new URL(`../fixtures/listing-${name}.txt`, import.meta.url), 'utf8');

const NODES = [
  {
    name: 'x64-node-20',
    bytes: [36, 220],
    instructions: [14, 59],
    loop: { first: 'leal r9,[rdx+r8*1]', last: /^jc .*<\+0x40>$/, instructions: 20 },
    inLoop: { vector: 0, shift: 0, memory: 9, other: 11, frameLoads: 6, frameStores: 1 },
  },
  {
    name: 'x64-node-26',
    bytes: [36, 360],
    instructions: [13, 80],
    loop: { first: 'leal rdi,[rsi+rax*1]', last: /^jc .*<\+0x40>$/, instructions: 55 },
    // Unrolled to four words of two rotations, a load and a store each.
    inLoop: { vector: 0, shift: 8, memory: 8, other: 39, frameLoads: 0, frameStores: 0 },
  },
  {
    name: 'arm64-node-24',
    bytes: [48, 372],
    instructions: [11, 91],
    loop: { first: 'add w6, w0, w5', last: /^b\.lo #-0xe0 /, instructions: 57 },
    // Four loads, four stores and the limit of the stack; one of the two rotations is in the `orr`.
    inLoop: { vector: 0, shift: 5, memory: 9, other: 43, frameLoads: 0, frameStores: 0 },
  },
];

describe.each(NODES)('a listing of $name', ({ name, bytes, instructions, loop, inLoop }) => {
  const listings = parseListings(`what the program prints\n${recorded(name)}and prints\n`);

  it('is read function by function, in their order, without what aligns and what follows', () => {
    expect(listings.map(({ index }) => index)).toEqual([0, 6]);
    expect(listings.map(({ compiler }) => compiler)).toEqual(['TurboFan', 'TurboFan']);
    expect(listings.map((listing) => listing.bytes)).toEqual(bytes);
    expect(listings.map((listing) => listing.instructions.length)).toEqual(instructions);
    expect(listings[0]?.instructions.at(-1)?.text).toMatch(/^retl?$/);
  });

  it('shows the loop, and not the jumps back from behind the return', () => {
    const [bswap, copy] = listings.map((listing) => innermostLoops(listing.instructions));
    expect(bswap).toEqual([]);
    expect(copy).toHaveLength(1);
    expect(copy?.[0]?.[0]?.text).toBe(loop.first);
    expect(copy?.[0]?.at(-1)?.text).toMatch(loop.last);
    expect(copy?.[0]).toHaveLength(loop.instructions);
  });

  it('has its instructions counted by kind, where the architecture is known', () => {
    const [inner = []] = innermostLoops(listings[1]?.instructions ?? []);
    const architecture = name.replace(/-.*/, '');
    expect(countInstructions(inner, architecture)).toEqual({ instructions: inner.length, kinds: inLoop });
    expect(countInstructions(inner, 'riscv64')).toEqual({ instructions: inner.length });
  });
});

it('where nothing was disassembled there are no listings', () => {
  expect(parseListings('')).toEqual([]);
  expect(parseListings('what the program prints\n')).toEqual([]);
});

it('of two loops, one in the other, the inner one counts', () => {
  const instructions = [
    { offset: 0, text: 'push rbp' },
    { offset: 1, text: 'addl rax,1' },
    { offset: 2, text: 'addl rbx,1' },
    { offset: 3, text: 'jc 0x2  <+0x2>', target: 2 },
    { offset: 4, text: 'jc 0x1  <+0x1>', target: 1 },
    { offset: 5, text: 'addl rcx,1' },
    { offset: 6, text: 'jnz 0x5  <+0x5>', target: 5 },
    { offset: 7, text: 'retl' },
    { offset: 8, text: 'jmp 0x2  <+0x2>', target: 2 },
  ];
  const loops = innermostLoops(instructions).map((loop) => loop.map(({ offset }) => offset));
  expect(loops).toEqual([
    [2, 3],
    [5, 6],
  ]);
});
