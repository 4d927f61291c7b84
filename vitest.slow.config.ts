import { defineConfig } from 'vitest/config';

/** What takes minutes: long interruptions, installs of the packed tarball, other versions of Node. */
export default defineConfig({
  test: {
    include: ['test/slow/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
