import { describe, expect, it } from 'vitest';
import { BROWSER_KERNELS } from '../../dist/engine/browser-options.js';
import { coverage } from '../engine/properties/coverage.js';
import { rolledCoverage } from '../engine/properties/rolled-coverage.js';
import { onEnginePage } from './support/engine-page.js';

/** The same properties as test/engine/coverage.test.ts and rolled-coverage.test.ts have in Node. */
const files = {
  coverage: coverage(BROWSER_KERNELS),
  rolledCoverage: rolledCoverage(BROWSER_KERNELS),
};

describe.each(['shared', 'messages'] as const)('in Chromium, memory: %s', (memory) => {
  const page = onEnginePage(memory);

  describe.each(['coverage', 'rolledCoverage'] as const)('%s', (file) => {
    const all = files[file].map(({ name, properties }, at) => [name, at, properties.length] as const);

    it.each(all)('%s', async (name, at, count) => {
      const held = await page().evaluate(
        ([file, at, memory]) => globalThis.engineTests.checkGroup(file, at, memory),
        [file, at, memory] as const,
      );
      expect(held).toEqual({ name, count });
    });
  });
});
