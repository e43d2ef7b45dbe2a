import { hostname } from 'node:os';
import { expect, it, vi } from 'vitest';
import { instructionSet } from '../files/instruction-set.js';
import { ones, resetPeakMemory, scope } from '../tensor/index.js';
import { environment } from './environment.js';

it('says what a stage took, and of a card nothing on the processor', () => {
  resetPeakMemory('cpu');
  const take = (megabytes: number) =>
    scope(() => {
      ones([megabytes, 2 ** 18]);
    });
  take(1);
  const little = environment({ device: 'cpu', threads: 1, seconds: 2 });
  take(40);
  const much = environment({ device: 'cpu', threads: 1, seconds: 2 });
  expect(little).toMatchObject({ device: 'cpu', threads: 1, seconds: 2 });
  expect(little).toMatchObject({ card: null, driver: null, cuda: null, cudnn: null });
  expect(little).toMatchObject({ tf32: null, deterministic: null });
  expect(much.peakBytes - little.peakBytes).toBeGreaterThan(38 * 2 ** 20);
  expect(much.peakBytes).toBeLessThan(60 * 2 ** 20);
  expect(much.peakResidentBytes).toBeGreaterThan(much.peakBytes);
});

it('says by which command, where, and by which commit, whatever git is told', async () => {
  const how = { device: 'cpu', threads: 1, seconds: 2 };
  const { commit } = environment(how);
  vi.stubEnv('CREDENCE_COMMAND', 'credence run world');
  vi.stubEnv('SLURM_JOB_ID', '17');
  vi.stubEnv('GIT_DIR', '/nowhere');
  vi.stubEnv('GIT_INDEX_FILE', '/nowhere');
  // The commit is read once in a process: a fresh module reads it again.
  vi.resetModules();
  const fresh = await import('./environment.js');
  const made = fresh.environment(how);
  vi.unstubAllEnvs();
  expect(made).toMatchObject({ command: 'credence run world', slurmJob: '17', commit });
  expect(made).toMatchObject({ host: hostname(), instructionSet: instructionSet() });
});
