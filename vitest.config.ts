import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Whoever runs the tests may have settings of their own.
    env: { LOSSCOPE_CONFIG: '/dev/null' },
  },
});
