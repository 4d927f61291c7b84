import { expect, test } from 'vitest';
import { headers } from '../../bitcoin/vectors.js';
import { jsonLines, run } from '../../cli/command.js';
import { interval, windowAround } from '../../cli/samples.js';

const cases = headers.flatMap((vector) =>
  ['scalar', 'simd', 'auto'].flatMap((kernel) =>
    [1, 2, 5].map((threads) => ({ vector, height: vector.height, kernel, threads })),
  ),
);

test.for(cases)('block $height, $kernel, $threads threads', async ({ vector, kernel, threads }) => {
  const ended = await run([
    ...['--header', vector.header.slice(0, 152), '--target', vector.target],
    ...interval(windowAround(vector.nonce, 2_000_000)),
    ...['--kernel', kernel, '--threads', String(threads), '--json'],
  ]);
  expect(ended.code).toBe(0);
  expect(jsonLines(ended.stdout)).toMatchObject([
    { header: vector.header, nonce: vector.nonce, hash: vector.hash, threads },
  ]);
});
