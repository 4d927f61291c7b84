import { describe, expect, test } from 'vitest';
import { headers } from '../bitcoin/vectors.js';
import { jsonLines, run } from './command.js';
import { interval, windowAround } from './samples.js';

const KERNELS = ['scalar', 'simd'];

/** Work that the engine does without starting its threads is below this; see Miner's SHORT_WORK. */
const POOLED = 600_000;

interface Form {
  readonly name: string;
  readonly flags: (vector: (typeof headers)[number]) => string[];
}

const FORMS: readonly Form[] = [
  { name: 'whole header', flags: ({ header, target }) => ['--header', header, '--target', target] },
  {
    name: 'nonce zeroed',
    flags: ({ header, target }) => ['--header', `${header.slice(0, 152)}00000000`, '--target', target],
  },
  { name: '76 bytes', flags: ({ header, target }) => ['--header', header.slice(0, 152), '--target', target] },
  { name: "the header's own bits", flags: ({ header }) => ['--header', header] },
  { name: 'bits', flags: ({ header, bits }) => ['--header', header, '--bits', bits] },
  {
    name: 'upper case',
    flags: ({ header, target }) => [
      '--header',
      header.toUpperCase(),
      '--target',
      `0x${target.toUpperCase()}`,
    ],
  },
];

describe('every block, in a small window', () => {
  const cases = headers.flatMap((vector, index) =>
    KERNELS.map((kernel, at) => {
      // Each block meets each form as the blocks and kernels go round.
      const form = FORMS[(index + at * 3) % FORMS.length]!;
      return { height: vector.height, kernel, form: form.name, flags: form.flags(vector), vector };
    }),
  );
  test.for(cases)('block $height, $kernel, $form', async ({ vector, kernel, flags }) => {
    const ended = await run([
      ...flags,
      ...interval(windowAround(vector.nonce, 20_000)),
      '--kernel',
      kernel,
      '--json',
    ]);
    expect(ended.code).toBe(0);
    expect(jsonLines(ended.stdout)).toMatchObject([
      {
        type: 'solution',
        header: vector.header,
        nonce: vector.nonce,
        hash: vector.hash,
        target: vector.target,
        kernel,
      },
    ]);
  });
});

describe('worker threads', () => {
  const cases = headers.map((vector, index) => ({
    vector,
    height: vector.height,
    threads: [1, 2, 5][index % 3]!,
    kernel: KERNELS[index % 2]!,
  }));
  test.for(cases)('block $height, $kernel, $threads threads', async ({ vector, threads, kernel }) => {
    const ended = await run([
      ...['--header', vector.header, '--target', vector.target, '--order', 'lowest'],
      ...interval(windowAround(vector.nonce, POOLED)),
      ...['--kernel', kernel, '--threads', String(threads), '--json'],
    ]);
    expect(ended.code).toBe(0);
    expect(jsonLines(ended.stdout)).toMatchObject([
      { nonce: vector.nonce, hash: vector.hash, kernel, threads },
    ]);
  });
});
