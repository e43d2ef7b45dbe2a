import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, credenceHere } from '../../../test/run-credence.js';
import { smallExperiment } from '../../../test/small-experiment.js';
import { executionOf } from '../../experiment/execution.js';
import { defineExperiment } from '../../experiment/experiment.js';
import { makeSubmission, writeJobs } from '../../runs/slurm/submission.js';
import { noteStudy } from '../../runs/store/study-records.js';
import { resolveStudy } from '../../study/resolve-study.js';
import { asStudy } from '../../study/study.js';

const why = built ? '' : ' (skipped: dist/ is not built)';

const folder = mkdtempSync(join(tmpdir(), 'credence-jobs-'));
const path = process.env.PATH;
const submission = join(folder, 'runs', 'slurm', 'small-1');

/** Two seeds of two experiments: tasks 0 and 1 are shared by both, each has its own after them. */
beforeAll(() => {
  const execution = executionOf();
  const runs = ['small', 'other'].flatMap((name) => {
    const experiment = defineExperiment({ ...smallExperiment, name });
    return [1, 2].map((seed) => ({ experiment, seed, execution }));
  });
  const task = (name: string, run: number, sharedBy: number[]) => ({
    ...{ name, id: name, run, sharedBy, after: [] },
    stages: [{ stage: 'stage1', secondSeed: null, folder: `runs/${name}`, kind: 'train' as const }],
  });
  const shared = [task('job-1.0', 0, [0, 2]), task('job-1.1', 1, [1, 3])];
  const own = [task('job-2.0', 0, [0]), task('job-2.1', 1, [1]), task('job-3.0', 2, [2])];
  const rest = { runsFolder: 'runs', workingFolder: folder, needed: [] };
  makeSubmission(submission, { ...rest, runs, tasks: [...shared, ...own] });
  writeJobs(
    submission,
    new Map([
      ['job-1', '17'],
      ['job-2', '18'],
      ['job-3', '19'],
    ]),
  );
  mkdirSync(join(folder, 'bin'));
  const queue = ['17|0|RUNNING|n1|None', '17|1|COMPLETED|n1|None', '18|0|PENDING||Dependency']
    .concat(['18|1|RUNNING|n2|None', '19|0|PENDING||Dependency'])
    .join('\\n');
  const stub = (name: string, body: string): void =>
    writeFileSync(join(folder, 'bin', name), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
  stub('squeue', `printf '${queue}\\n'`);
  stub('scancel', `echo "$*" >> ${join(folder, 'cancelled')}`);
  process.env.PATH = `${join(folder, 'bin')}:${path}`;
});

afterAll(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

const cancelled = (): string => readFileSync(join(folder, 'cancelled'), 'utf8');

describe.skipIf(!built)(`jobs of a cluster${why}`, () => {
  it('are cancelled by experiment and seed, but for what others need', async () => {
    const one = await credenceHere(folder, ['cancel', 'small', '--seed', '2']);
    expect(one.out).toBe('Cancelled 1 task of small, seed 2. What was finished before stays.\n');
    expect(cancelled()).toBe('18_1\n');
    const all = await credenceHere(folder, ['cancel', './small.json']);
    expect(all.out).toBe(
      'Cancelled 2 tasks of ./small.json. What was finished before stays.\n' +
        '1 task that other experiments or seeds need goes on.\n',
    );
    expect(cancelled()).toBe('18_1\n18_0 18_1\n');
    for (const task of ['job-2.0', 'job-2.1'])
      expect(existsSync(join(submission, 'cancelled', task)), task).toBe(true);
    expect(existsSync(join(submission, 'cancelled', 'job-1.0'))).toBe(false);
  });

  it('are cancelled all at once, those that experiments share with them', async () => {
    const { out } = await credenceHere(folder, ['cancel', '--all']);
    expect(out).toBe('Cancelled 4 tasks of all experiments. What was finished before stays.\n');
    expect(cancelled()).toBe('18_1\n18_0 18_1\n17_0 18_0 18_1 19_0\n');
    for (const args of [[], ['small', '--all']]) {
      const { status, err } = await credenceHere(folder, ['cancel', ...args]);
      expect(status).toBe(1);
      expect(err).toContain('name an experiment whose jobs end, or give --all');
    }
  });

  it('are those of all members of a study', async () => {
    const members = ['small', 'other'].map((name) =>
      defineExperiment({ ...smallExperiment, name }),
    );
    const study = resolveStudy(asStudy(members, 'both'));
    noteStudy(study, { typed: './both.ts' }, join(folder, 'runs'));
    const { out } = await credenceHere(folder, ['cancel', 'both', '--seed', '1']);
    expect(out).toBe('Cancelled 3 tasks of both, seed 1. What was finished before stays.\n');
  });

  it('that do not exist are an error, which names those that do', async () => {
    const { status, err } = await credenceHere(folder, ['cancel', 'none']);
    expect(status).toBe(1);
    expect(err).toContain('no jobs of "none" in runs/slurm: there are some of small, other');
  });

  it('have logs, of all attempts and without what a terminal would obey', async () => {
    const early = await credenceHere(folder, ['logs', 'other', '--seed', '1']);
    expect(early.err).toBe('No log yet: job 17_0, 19_0 has not begun.\n');
    writeFileSync(join(submission, 'logs', 'job-1-17_0.out'), 'first\n\u001b[31msecond\n');
    writeFileSync(join(submission, 'logs', 'job-1-17_1.out'), 'of another seed\n');
    const { out } = await credenceHere(folder, ['logs', 'other', '--seed', '1']);
    expect(out).toBe('runs/slurm/small-1/logs/job-1-17_0.out\nfirst\n\\u001b[31msecond\n');
  });

  it('need --on slurm, and take no --jobs', async () => {
    const gpus = await credenceHere(folder, ['run', 'world', '--gpus', '1']);
    expect(gpus.err).toBe('error: --gpus is for jobs of a cluster: add --on slurm\n');
    const jobs = await credenceHere(folder, ['run', 'world', '--on', 'slurm', '--jobs', '2']);
    expect(jobs.err).toContain('--jobs is for this machine');
  });
});
