import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../../test/small-experiment.js';
import { executionOf } from '../../experiment/execution.js';
import { defineExperiment } from '../../experiment/experiment.js';
import type { RunEvent } from '../events.js';
import type { Work } from '../executor.js';
import { SlurmError } from './commands.js';
import { slurmRequest } from './request.js';
import { SlurmExecutor, type SubmittedJobs } from './slurm-executor.js';

const [stage1, stage2] = smallExperiment.stages;
const small = defineExperiment(smallExperiment);
const longer = defineExperiment({
  ...smallExperiment,
  name: 'longer',
  stages: [stage1, { ...stage2, epochs: 3 }],
});

let folder: string;
const before = { path: process.env.PATH, home: process.cwd() };

/** Puts a program on PATH in place of one of Slurm's; it notes its words and does what `body` says. */
function stub(name: string, body: string): void {
  const note = `printf '%s\\n' "${name} $*" >> ${join(folder, 'calls')}`;
  writeFileSync(join(folder, 'bin', name), `#!/bin/bash\n${note}\n${body}\n`, { mode: 0o755 });
}

const calls = (): string[] => readFileSync(join(folder, 'calls'), 'utf8').trimEnd().split('\n');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-slurm-'));
  mkdirSync(join(folder, 'bin'));
  process.env.PATH = `${join(folder, 'bin')}:${before.path}`;
  process.chdir(folder);
  stub('sbatch', `n=$(grep -c ^sbatch ${join(folder, 'calls')}); echo $((100 + n))`);
  stub('squeue', '');
  stub('scancel', '');
});

afterEach(() => {
  process.env.PATH = before.path;
  process.chdir(before.home);
  rmSync(folder, { recursive: true, force: true });
});

const work: Work = {
  runs: [small, longer].flatMap((experiment) =>
    [1, 2].map((seed) => ({ experiment, seed, execution: executionOf({ device: 'cuda:0' }) })),
  ),
  runsFolder: 'runs',
};

async function submitted(request: SlurmRequestInput) {
  let jobs: SubmittedJobs | null = null;
  const executor = new SlurmExecutor({
    ...{ request: slurmRequest(request), retries: 2, program: ['/usr/bin/node', '/c.js'] },
    submitted: (told) => {
      jobs = told;
    },
    pace: { filesMs: 1, queueMs: 1 },
  });
  const events: RunEvent[] = [];
  for await (const event of executor.submit(work).events) events.push(event);
  return { jobs: jobs as SubmittedJobs | null, events };
}

type SlurmRequestInput = Parameters<typeof slurmRequest>[0];

const scriptsIn = (path: string): string[] =>
  readdirSync(path)
    .filter((name) => name.endsWith('.sh'))
    .sort()
    .map((name) => readFileSync(join(path, name), 'utf8'));

describe('what is submitted', () => {
  it('is an array of the stage that experiments share and one of each that builds on it', async () => {
    const { jobs } = await submitted({ gpus: '1', partition: 'a100', slurm: ['gres=gpu:a100:1'] });
    expect(jobs).toMatchObject({ jobs: ['101', '102', '103'], tasks: 6, attached: 0 });
    const path = jobs?.folder ?? '';
    expect(path.startsWith(join(folder, 'runs', 'slurm', 'small-'))).toBe(true);
    expect(calls().filter((line) => line.startsWith('sbatch'))).toEqual([
      `sbatch --parsable ${path}/job-1.sh`,
      `sbatch --parsable --dependency=aftercorr:101 --kill-on-invalid-dep=yes ${path}/job-2.sh`,
      `sbatch --parsable --dependency=aftercorr:101 --kill-on-invalid-dep=yes ${path}/job-3.sh`,
    ]);
    const scripts = scriptsIn(path);
    expect(scripts).toHaveLength(3);
    for (const script of scripts) {
      expect(script).toContain('\n#SBATCH --array=0-1\n');
      expect(script).toContain('\n#SBATCH --partition=a100\n#SBATCH --gpus=1\n');
      expect(script).toContain('\n#SBATCH --gres=gpu:a100:1\n');
    }
    expect(scripts[0]).toContain('# 2 tasks: stage1 of small, longer\n');
    expect(scripts[0]).toContain('# Number of each task and its seed: 0: 1, 1: 2\n');
    expect(scripts[1]).toContain('# 2 tasks: stage2 of small\n');
  });

  it('that Slurm knows nothing of any more has failed, and says where its log is', async () => {
    const { events } = await submitted({});
    const failed = events.filter(({ kind }) => kind === 'failed');
    expect(failed).toHaveLength(4);
    expect(JSON.stringify(failed[0])).toContain(
      'job 101_0 ended before it was done: Slurm has it no longer in its queue; its log: credence ' +
        'logs small --seed 1 --runs runs',
    );
  });

  it('is followed and not submitted again while it waits or runs', async () => {
    const first = await submitted({});
    // The first look finds the tasks, the following ones that they are gone.
    stub(
      'squeue',
      `[ -e "$0.asked" ] && exit 0; touch "$0.asked"\nprintf '%s\\n' '101|0|RUNNING|n1|None' '102|0|PENDING||Dependency' '103|0|PENDING||Dependency'`,
    );
    const second = await submitted({});
    expect(first.jobs).toMatchObject({ tasks: 6, attached: 0 });
    expect(second.jobs).toMatchObject({ tasks: 3, attached: 3 });
    const again = calls()
      .filter((line) => line.startsWith('sbatch'))
      .slice(3);
    expect(again).toHaveLength(3);
    for (const script of scriptsIn(second.jobs?.folder ?? ''))
      expect(script).toContain('\n# Number of each task and its seed: 0: 2\n');
  });

  it('is taken back where Slurm refuses a part of it, in its words', async () => {
    stub(
      'sbatch',
      `case $* in *job-2*) echo 'sbatch: error: invalid \u001b[31mpartition' >&2; exit 1;; esac; echo 7`,
    );
    await expect(submitted({ partition: 'none' })).rejects.toThrow(SlurmError);
    await expect(submitted({ partition: 'none' })).rejects.toThrow(
      'sbatch: error: invalid \\u001b[31mpartition',
    );
    expect(calls().filter((line) => line.startsWith('scancel'))).toEqual([
      'scancel 7',
      'scancel 7',
    ]);
  });

  it('waits while squeue does not answer', async () => {
    stub(
      'squeue',
      `n=$(grep -c ^squeue ${join(folder, 'calls')}); [ $n -gt 1 ] && [ $n -lt 4 ] && exit 1; exit 0`,
    );
    const { events } = await submitted({});
    expect(events.filter(({ kind }) => kind === 'failed')).toHaveLength(4);
    // One before anything is submitted, two without an answer, three that know the tasks no longer.
    expect(calls().filter((line) => line.startsWith('squeue')).length).toBeGreaterThanOrEqual(6);
  });
});

it('says where Slurm is not installed', async () => {
  process.env.PATH = '';
  await expect(submitted({})).rejects.toThrow(
    'squeue is not installed: --on slurm is for a machine',
  );
});
