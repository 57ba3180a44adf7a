import { defineConfig } from 'vitest/config';
import { wgslLoader } from 'wgsl-loader';

export default defineConfig({
  plugins: [wgslLoader()],
  test: {
    include: ['test/**/*.test.ts'],
    // Dawn is a native add-on with threads of its own: one process a file, and it goes when the process goes.
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
