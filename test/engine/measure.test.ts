import { expect, it } from 'vitest';
import { KERNEL_NAMES } from '../../dist/engine/kernel-names.js';
import { measureKernels } from '../../dist/engine/measure.js';
import { nodePlatform } from '../../dist/engine/node-platform.js';
import type { Platform } from '../../dist/engine/platform.js';

it('measures from the first hash on, however long threads take to start', async () => {
  // Longer than warming up and measuring together, as on slow ARM boards.
  const createPool: Platform['createPool'] = async (...args) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return nodePlatform.createPool(...args);
  };
  // As if V8 packed vectors, so that every kernel takes part.
  const canPackVectors = () => true;
  const rates = await measureKernels({ ...nodePlatform, createPool, canPackVectors }, 0.2);
  expect(rates).toEqual(KERNEL_NAMES.map((name) => ({ name, usable: true, hashRate: expect.any(Number) })));
  for (const { hashRate } of rates) expect(hashRate).toBeGreaterThan(0);
});
