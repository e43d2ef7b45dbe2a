import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCredence, why } from '../run-credence.js';
import { smallExperiment } from '../small-experiment.js';
import { LoopbackSlurm, whyNoSlurm } from './loopback-slurm.js';
import { resultsIn } from './results-in.js';

const reason = why || whyNoSlurm;
const folder = mkdtempSync(join(tmpdir(), 'credence-loopback-'));
let slurm: LoopbackSlurm;

const [stage1, stage2] = smallExperiment.stages;
const long = { ...stage1, epochs: 200 };
const study = [
  { ...smallExperiment, name: 'two', stages: [long, stage2], seeds: { first: [1, 2] } },
  {
    ...smallExperiment,
    name: 'three',
    stages: [long, { ...stage2, epochs: 3 }],
    seeds: { first: [1, 2] },
  },
];

/** Waits until something is so. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(50);
}

describe.skipIf(reason !== '')(`on a Slurm of this machine${reason}`, () => {
  beforeAll(async () => {
    slurm = await LoopbackSlurm.start(join(folder, 'slurm'), { nodes: 2, cpus: 1 });
  });
  afterAll(async () => {
    await slurm?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('one task killed and one requeued, every run comes to the results of a local one', async () => {
    // A name that a shell would take apart.
    const project = join(folder, "it's $HOME & 100%");
    mkdirSync(project);
    writeFileSync(join(project, 'study.json'), JSON.stringify(study));
    const local = runCredence(project, ['run', 'study.json', '--runs', 'local', '--figures', 'f1']);
    const run = runCredence(
      project,
      ['run', 'study.json', '--runs', 'cluster', '--figures', 'f2', '--on', 'slurm'].concat([
        '--slurm',
        'comment=a "b" \\ #c',
      ]),
      slurm.environment,
    );
    const submissions = join(project, 'cluster', 'slurm');
    const events = (task: string): string => {
      const [name = ''] = existsSync(submissions) ? readdirSync(submissions) : [];
      const file = join(submissions, name, 'events', `${task}.jsonl`);
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    };
    // Both tasks of stage 1 are at it: one is killed, the other one its place.
    await until(() => ['job-1.0', 'job-1.1'].every((task) => events(task).includes('"step"')));
    expect(await slurm.scontrol('show', 'job', '1')).toContain('Comment=a "b" \\ #c');
    const killed = /"pid":(\d+)/.exec(events('job-1.0'))?.[1];
    process.kill(Number(killed), 'SIGKILL');
    await slurm.scontrol('requeue', '1_1');
    const { status, err } = await run;
    expect(err).toContain('its process was ended from outside');
    expect(err).toContain('it was stopped to make way');
    // Within the stage, not from its beginning.
    expect(events('job-1.1')).toContain('"kind":"resumed"');
    expect(status).toBe(0);
    expect((await local).status).toBe(0);
    expect(resultsIn(join(project, 'cluster'))).toEqual(resultsIn(join(project, 'local')));
    const logs = await runCredence(
      project,
      ['logs', 'two', '--seed', '2', '--runs', 'cluster'],
      slurm.environment,
    );
    expect(logs.out).toContain('restart 1');
    const again = await runCredence(
      project,
      ['run', 'study.json', '--runs', 'cluster', '--figures', 'f2', '--on', 'slurm'],
      slurm.environment,
    );
    expect(again.status).toBe(0);
    expect(again.err).not.toContain('submitted');
  });
});
