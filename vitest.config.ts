import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Folders whose tests leave the process as it was. */
const plain = ['errors', 'text', 'terminal', 'random', 'data', 'experiment']
  .concat(['statistics', 'figures', 'study', 'report', 'claims', 'tokenizers'])
  .concat(['nn', 'models', 'checkpoints', 'training', 'evaluation', 'analyses'])
  .concat(['files', 'network', 'hub', 'export', 'runs'])
  .map((folder) => `src/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: availableParallelism(),
    reporters: ['./test/reporter.ts'],
    // The compiled command line is what a user runs: nothing of it is transformed.
    server: { deps: { external: [/\/dist\/src\//] } },
    // Ends what hangs; a machine with other work may take ten times as long as an idle one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // tsx, by which tests start programs, would share a folder of compiled code with other users.
    env: { TSX_DISABLE_CACHE: '1' },
    projects: [
      {
        extends: true,
        // What starts programs, changes the process or measures all of it: a process for every file.
        test: {
          name: 'a process each',
          include: [
            'src/**/*.test.ts',
            'bench/**/*.test.ts',
            'test/**/*.test.ts',
            'tools/**/*.test.ts',
          ],
          exclude: plain,
        },
      },
      // Modules are loaded once for all, which takes longer than the tests do.
      { extends: true, test: { name: 'plain', include: plain, isolate: false } },
    ],
  },
});
