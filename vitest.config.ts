import { defineConfig } from 'vitest/config';
import { wgslLoader } from 'wgsl-loader';

const reports = process.env.DDPM_LAB_REPORTS;

export default defineConfig({
  plugins: [wgslLoader()],
  test: {
    include: ['test/**/*.test.ts'],
    // Dawn is a native add-on with threads of its own: one process a file, and it goes when the process goes.
    pool: 'forks',
    allowOnly: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: reports ? ['default', ['json', { outputFile: `${reports}/vitest.json` }]] : ['default'],
  },
});
