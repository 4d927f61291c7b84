import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { KERNELS, kernelModule } from './kernel-under-test.js';

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let n = 2n; found.length < count; n++) if (found.every((p) => n % p !== 0n)) found.push(n);
  return found;
}

/** The integer k-th root of n, rounded down, by bisection. */
function root(n: bigint, k: bigint): bigint {
  let low = 0n;
  let high = n;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (middle ** k <= n) low = middle;
    else high = middle - 1n;
  }
  return low;
}

/** The first 32 bits of the fractional part of the k-th root of n (FIPS 180-4, 4.2.2 and 5.3.3). */
const fraction = (n: bigint, k: bigint): number => Number(root(n * 2n ** (32n * k), k) % 2n ** 32n);

const K = primes(64).map((p) => fraction(p, 3n));
const H = primes(8).map((p) => fraction(p, 2n));

it('the source has the roots of the first primes', () => {
  const source = readFileSync(new URL('../../assembly/sha256/constants.ts', import.meta.url), 'utf8');
  const table = (name: string): number[] => {
    const [, body = ''] = new RegExp(`const ${name}: [^[]*\\[([^\\]]*)\\]`).exec(source) ?? [];
    return [...body.matchAll(/0x[0-9a-f]{8}/g)].map(([hex]) => Number(hex));
  };
  expect(table('K')).toEqual(K);
  expect(table('H')).toEqual(H);
});

it.each(KERNELS)('the memory of a %s kernel has them', (name) => {
  const { memory } = new WebAssembly.Instance(kernelModule(name), {}).exports as {
    memory: WebAssembly.Memory;
  };
  const bytes = Buffer.from(memory.buffer);
  expect(bytes.includes(Buffer.from(new Uint32Array(K).buffer))).toBe(true);
  expect(bytes.includes(Buffer.from(new Uint32Array(H).buffer))).toBe(true);
});
