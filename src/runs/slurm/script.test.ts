import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { arrayScript, arrayText, directive } from './script.js';

const root = mkdtempSync(join(tmpdir(), 'credence-script-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let places = 0;

/** A place for one script: a submission's folder, and a scontrol that only notes what it is told. */
function place(name = 'plain') {
  const folder = join(root, `${places++}`, name);
  for (const inside of ['logs', 'failures', 'cancelled', 'bin'])
    mkdirSync(join(folder, inside), { recursive: true });
  const note = `#!/bin/bash\nprintf '%s\\n' "$*" >> "$(dirname "$0")/../scontrol"\nexit 1\n`;
  writeFileSync(join(folder, 'bin', 'scontrol'), note, { mode: 0o755 });
  const path = `${join(folder, 'bin')}:${process.env.PATH}`;
  const env = { PATH: path, SLURM_ARRAY_JOB_ID: '17', SLURM_ARRAY_TASK_ID: '3' };
  const read = (file: string): string =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '';
  return { folder, env, read };
}

/** A program in place of credence, which writes down its words and then does what `body` says. */
function program(folder: string, body: string, name = 'program'): string {
  const path = join(folder, name);
  const words = `printf '%s\\n' "$PWD" "$@" > "$(dirname "$0")/words"`;
  writeFileSync(path, `#!/bin/bash\n${words}\n${body}\n`, { mode: 0o755 });
  return path;
}

function scriptIn(folder: string, words: readonly string[], workingFolder = folder): string {
  const path = join(folder, 'job-1.sh');
  const text = arrayScript({
    ...{ name: 'job-1', jobName: 'world:stage1', about: ['one line', 'two\nlines'] },
    ...{ tasks: [3], request: [], folder, workingFolder, program: words, retries: 2 },
  });
  writeFileSync(path, text);
  return path;
}

describe('the script of a job array', () => {
  it('says to sbatch what is asked for, and to people what it is', () => {
    const text = arrayScript({
      ...{ name: 'job-2', jobName: 'world:stage2', about: ['2 tasks: stage2 of world'] },
      tasks: [0, 1, 2, 5],
      request: [
        ['gpus', '1'],
        ['comment', 'a "b" \\ # $HOME'],
        ['exclusive', null],
      ],
      ...{ folder: '/data/100%/x', workingFolder: '/data', program: ['node', 'c.js'], retries: 2 },
    });
    expect(
      text
        .split('\n')
        .filter((line) => /^#/.test(line))
        .slice(0, 12),
    ).toEqual([
      '#!/bin/bash',
      '# Written by credence; sbatch has read it. To follow, cancel or read logs: docs/slurm.md.',
      '# 2 tasks: stage2 of world',
      '#SBATCH --job-name=world:stage2',
      '#SBATCH --array=0-2,5',
      '#SBATCH --output=/data/100%%/x/logs/job-2-%A_%a.out',
      '#SBATCH --open-mode=append',
      '#SBATCH --requeue',
      '#SBATCH --signal=B:USR1@120',
      '#SBATCH --gpus=1',
      '#SBATCH "--comment=a \\"b\\" \\\\ # $HOME"',
      '#SBATCH --exclusive',
    ]);
  });

  it('quotes folders and programs of any name, so that none is obeyed', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .filter((text) => !/[/\0\p{Cc}\\]/u.test(text) && !/^\.+$/.test(text))
      .filter((text) => Buffer.byteLength(text) < 200);
    const hostile = fc.constantFrom(
      "'; touch owned; '",
      '$(touch owned)',
      '`id`',
      '-rf *',
      '"$HOME"',
      '!! & | >x',
    );
    fc.assert(
      fc.property(fc.oneof(name, hostile), fc.oneof(name, hostile), (first, second) => {
        const { folder, env, read } = place(first);
        const working = join(folder, `in ${second}`);
        mkdirSync(working);
        const words = [program(folder, 'exit 0', `p ${second}`), second];
        const { status, stderr } = spawnSync('bash', [scriptIn(folder, words, working)], { env });
        expect(stderr.toString()).toBe('');
        expect(status).toBe(0);
        expect(read('words')).toBe(
          `${[working, second, 'run-task', join(folder, 'plan.json'), 'job-1.3'].join('\n')}\n`,
        );
        expect(existsSync(join(working, 'owned'))).toBe(false);
      }),
      { numRuns: 25 },
    );
  });

  it('takes array numbers together', () => {
    expect(arrayText([7, 1, 2, 3])).toBe('1-3,7');
    expect(directive('exclusive', null)).toBe('#SBATCH --exclusive');
  });
});

describe('a task that ends', () => {
  const requeued = 'requeue 17_3\n';

  it.each([
    [0, ''],
    [64, ''],
    [75, requeued],
    [76, requeued],
  ])('with status %i has Slurm told %j, and no failure counted', (status, told) => {
    const { folder, env, read } = place();
    const script = scriptIn(folder, [program(folder, `exit ${status}`)]);
    expect(spawnSync('bash', [script], { env }).status).toBe(status);
    expect(read('scontrol')).toBe(told);
    expect(read('failures/job-1.3')).toBe('');
  });

  it('with a failure or by SIGKILL is tried again as often as is asked for', () => {
    const { folder, env, read } = place();
    const script = scriptIn(folder, [program(folder, 'kill -9 $$')]);
    for (const told of [1, 2, 2]) {
      expect(spawnSync('bash', [script], { env }).status).toBe(137);
      expect(read('scontrol')).toBe(requeued.repeat(told));
    }
    expect(read('failures/job-1.3').split('\n')).toHaveLength(4);
  });

  const waits = `trap 'echo told > "$(dirname "$0")/told"; exit 75' TERM; touch "$(dirname "$0")/runs"; while :; do sleep 0.05; done`;

  async function signalled(signal: NodeJS.Signals, isCancelled = false) {
    const { folder, env, read } = place();
    if (isCancelled) writeFileSync(join(folder, 'cancelled', 'job-1.3'), '');
    const child = spawn('bash', [scriptIn(folder, [program(folder, waits)])], { env });
    while (!existsSync(join(folder, 'runs'))) await pause(10);
    child.kill(signal);
    const [status] = await once(child, 'exit');
    return { status, told: read('told'), scontrol: read('scontrol') };
  }

  it('passes the end of its time on, and goes back into the queue', async () => {
    expect(await signalled('SIGUSR1')).toEqual({ status: 75, told: 'told\n', scontrol: requeued });
  });

  it('leaves to Slurm what follows its own end, and stays cancelled', async () => {
    expect(await signalled('SIGTERM')).toEqual({ status: 75, told: 'told\n', scontrol: '' });
    expect(await signalled('SIGUSR1', true)).toEqual({ status: 75, told: 'told\n', scontrol: '' });
  });
});
