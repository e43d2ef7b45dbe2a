import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'bench/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
    // A native addon with its own thread pool wants one home: a process for every file.
    pool: 'forks',
    maxWorkers: availableParallelism(),
    reporters: ['./test/reporter.ts'],
    // The compiled command line is what a user runs: nothing of it is transformed.
    server: { deps: { external: [/\/dist\/src\//] } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // tsx, by which tests start programs, would share a folder of compiled code with other users.
    env: { TSX_DISABLE_CACHE: '1' },
  },
});
