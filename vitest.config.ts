import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/slow/**', 'test/arm/**', 'test/browser/**'],
    // Real commands, benchmarks among them, on two cores that may be busy.
    testTimeout: 120_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'dist/**/*.js'],
      exclude: ['**/*.d.ts'],
      reporter: ['text', 'html'],
    },
  },
});
