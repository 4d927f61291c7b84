import { describe, expect, it } from 'vitest';
import { onEnginePage } from './support/engine-page.js';

describe.each(['shared', 'messages'] as const)('in Chromium, memory: %s', (memory) => {
  const page = onEnginePage(memory);

  it.each([0.95, 0.75, 0.5, 0.25])(
    'a worker with a duty of %d is busy that share of the time',
    async (duty) => {
      const share = await page().evaluate(
        ([memory, duty]) => globalThis.engineTests.busyShare(memory, duty),
        [memory, duty] as const,
      );
      // What other programs take of the core counts as work when it is in a batch, and as rest when it is not.
      expect(share).toBeGreaterThan(duty * 0.7);
      expect(share).toBeLessThan(Math.min(1, duty * 1.25));
    },
  );
});
