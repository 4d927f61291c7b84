import { defineConfig } from 'vitest/config';

/** The engine in a real Chromium: the built files, served by the tests themselves. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    // Each file has a Chromium with workers on all cores.
    fileParallelism: false,
  },
});
