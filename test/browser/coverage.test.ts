import { describe, expect, it } from 'vitest';
import { BROWSER_KERNELS } from '../../dist/engine/browser-options.js';
import { coverage } from '../engine/properties/coverage.js';
import { pauseCoverage } from '../engine/properties/pause-coverage.js';
import { rolledCoverage } from '../engine/properties/rolled-coverage.js';
import { onEnginePage } from './support/engine-page.js';

/** The same properties as test/engine/ has in Node, in files of these names. */
const files = {
  coverage: coverage(BROWSER_KERNELS),
  rolledCoverage: rolledCoverage(BROWSER_KERNELS),
  pauseCoverage: pauseCoverage(),
};

describe.each(['shared', 'messages'] as const)('in Chromium, memory: %s', (memory) => {
  const page = onEnginePage(memory);

  describe.each(['coverage', 'rolledCoverage', 'pauseCoverage'] as const)('%s', (file) => {
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
