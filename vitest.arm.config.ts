import { defineConfig } from 'vitest/config';

/** The built files on ARM, which QEMU emulates: slow, and says nothing about speed. */
export default defineConfig({
  test: {
    include: ['test/arm/**/*.test.ts'],
    globalSetup: 'test/arm/support/install.ts',
    // Two, even on two cores: much of it is one thread at a time.
    maxWorkers: 2,
    testTimeout: 180_000,
  },
});
