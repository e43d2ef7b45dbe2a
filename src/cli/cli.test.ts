import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  built,
  credenceHere,
  program,
  project,
  runCredence,
  why,
} from '../../test/run-credence.js';
import { smallExperiment } from '../../test/small-experiment.js';
import { leaseHolder, takeLease } from '../files/leases/lease.js';
import { reportSchema } from '../report/report-schema.js';

let folder: string;

const credence = (...args: string[]) => runCredence(folder, args);
const here = (...args: string[]) => credenceHere(folder, args);

/** Every file of results below a folder with its content; times and the machine aside. */
function results(runs: string): Record<string, string> {
  const files = readdirSync(join(folder, runs), { recursive: true, encoding: 'utf8' }).sort();
  const kept = files.filter((file) => /(losses|metrics|answers)\.jsonl$|safetensors$/.test(file));
  return Object.fromEntries(
    kept.map((file) => [file, readFileSync(join(folder, runs, file)).toString('base64')]),
  );
}

/** Whether a file belongs to the stage that lies inside the first one. */
const isSecondStage = (file: string): boolean =>
  /^[0-9a-f]{12}\/seed-\d+\/[0-9a-f]{12}\//.test(file);

/** Folder of the first stage that is in a runs folder. */
function firstStage(runs: string): string {
  const names = readdirSync(join(folder, runs)).filter((name) => /^[0-9a-f]{12}$/.test(name));
  expect(names).toHaveLength(1);
  return join(runs, names[0] ?? '');
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
  writeFileSync(join(folder, 'small.json'), JSON.stringify(smallExperiment));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!built)(`credence${built ? '' : why}`, () => {
  it('says what it can do', async () => {
    const { status, out } = await here('--help');
    expect(status).toBe(0);
    for (const command of [
      'demo',
      'init',
      'setup',
      'run',
      'report',
      'figures',
      'status',
      'runs',
      'rerun',
      'evaluate',
      'compare',
      'power',
      'export',
      'model',
      'experiments',
      'data',
      'doctor',
    ])
      expect(out).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  });

  it.each([
    [['run', 'wrld'], 'there is no bundled experiment "wrld" (did you mean "world"?); known:'],
    [['run', 'none.ts'], /there is no file .*none\.ts/],
    [
      ['run', 'people', '--dry-run'],
      'data.file is missing: give the path of a CSV table with --set data.file=<path>; ' +
        'its header must have the columns name, fame_score, birth_year, death_year,',
    ],
    [['run', 'world', '--set', 'model.widht=3'], '--set model.widht=3: model.widht: unknown key'],
    [['run', 'world', '--seeds', '3-1'], '"3-1"'],
    [['run', 'world', '--set', 'stages.stage2.epochs=0'], 'stages.stage2.epochs: expected a whole'],
    [
      ['run', 'world', '--dry-run', '--set', 'stages.stage2.warmupSteps=61'],
      'stages.stage2.warmupSteps: the warm-up takes 61 steps, but the stage has only 60',
    ],
    [
      ['report', 'world', '--control', 'wrold'],
      'there is no bundled experiment "wrold" (did you mean "world"?); known: ',
    ],
    [
      ['run', 'world', '--dry-run', '--set', 'data.testShare=0.001'],
      'data.testShare: 0.001 leaves 3 test questions for 350 aliases',
    ],
    [
      ['run', 'world', '--dry-run', '--runs', 'small.json/runs'],
      'Cannot write to small.json/runs: a part of the path is a file.',
    ],
    [
      ['run', 'world', '--dry-run', '--figures', 'small.json/figures'],
      'Cannot write to small.json/figures: a part of the path is a file.',
    ],
    [
      ['run', 'fig3-main'],
      'cross-verified-database.csv cannot be read: there is no such file or folder; the file is ' +
        'public: download cross-verified-database.csv.gz from https://',
    ],
    [['run', 'fig10-trex'], 'cannot read trex: there is no such file or folder; T-REx is public: '],
    [
      ['data', 'write', 'world', '--seed', '1', '--out', 'small.json'],
      'Cannot write to small.json: a part of the path is a file.',
    ],
    [
      ['run', 'world', '--device', 'gpu'],
      'Expected auto, cpu, cuda:N or several as cuda:0,cuda:1.',
    ],
    [['run', 'world', '--jobs', '0'], 'Expected a whole number from 1 to 1024.'],
    [
      ['report', 'small.json'],
      'no seed of "small" is finished in runs; train it with: credence run small',
    ],
    [['run', 'world', '--runs', ''], "argument '' is invalid. Expected a path."],
    [['run', 'world', '--figures', ''], "argument '' is invalid. Expected a path."],
    [['data', 'write', 'world', '--seed', '1', '--out', ''], "'' is invalid. Expected a path."],
    [['report', 'world', '--runs', 'small.json'], 'Expected a folder, and it is a file.'],
    [['run', 'a\x1b[31mb'], /^error: there is no bundled experiment "a\\u001b\[31mb"/],
    [['run\x1b[31m', 'world'], /^error: unknown command 'run\\u001b\[31m'/],
    [['run', 'world', '--a\x9bb'], /^error: unknown option '--a\\u009bb'/],
    [
      ['runn', 'world'],
      /unknown command 'runn'\n\(Did you mean one of run, runs\?\)\ncredence --help lists/,
    ],
    [['repport', 'world'], /unknown command 'repport'\n\(Did you mean report\?\)\n/],
    [
      ['world', '--seeds', '1-2'],
      /unknown command 'world'\n.*\nworld is an experiment; to train it: credence run world --seeds 1-2\n$/,
    ],
    [['small.json'], /\nsmall.json is an experiment; to train it: credence run small.json\n$/],
    [['fig3'], /\nTo train an experiment: credence run NAME \(did you mean "fig3-main"\?\)\n$/],
    [['nothing-like-it'], /unknown command 'nothing-like-it'\ncredence --help lists .*\n$/],
  ])('answers %j in one message, without a stack', async (args, message) => {
    const { status, err, out } = await here(...args);
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^ +at /m);
  });

  it.skipIf(!existsSync('/dev/full')).each(['--help', '--version', 'run --help'])(
    'says in one sentence that the disk behind its output is full: %s',
    async (line) => {
      const full = openSync('/dev/full', 'w');
      const child = spawn(process.execPath, [program, ...line.split(' ')], {
        stdio: ['ignore', full, 'pipe'],
      });
      let said = '';
      child.stderr?.on('data', (chunk) => {
        said += chunk;
      });
      const status = await new Promise((ended) => child.on('close', ended));
      closeSync(full);
      expect(status).toBe(1);
      expect(said).toBe('error: Cannot write to standard output: the disk is full.\n');
    },
  );

  it('shows what it would train, and trains nothing', async () => {
    const { status, out } = await here('run', 'small.json', '--dry-run', '--seeds', '4-6');
    expect(status).toBe(0);
    expect(out).toContain('to train: 3 of 3 seeds (4-6)');
    expect(out).toMatch(/first folder: runs\/[0-9a-f]{12}\/seed-4\n/);
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });

  it('says of bundled experiments what is wrong with them', async () => {
    const files = mkdtempSync(join(tmpdir(), 'credence-status-'));
    try {
      mkdirSync(join(files, 'cross-verified-database.csv'));
      const { out } = await credenceHere(files, ['status']);
      expect(out).toMatch(/^world +0 finished +0 running +8 missing/m);
      expect(out).toMatch(/^fig3-main +see below$/m);
      const text = out.replaceAll('\n', ' ');
      expect(text).toMatch(/fig3-main, [^:]*: the data file cross-verified-database\.csv cannot/);
      expect(text).toMatch(/fig10-trex, [^:]*: cannot read trex: there is no/);
      expect(text).toMatch(/people: experiment "people": data\.file is missing/);
      const json = await credenceHere(files, ['status', '--json']);
      expect(JSON.parse(json.out)).toContainEqual({
        file: 'fig10-trex',
        error: expect.stringMatching(/^cannot read trex: there is no/),
      });
    } finally {
      rmSync(files, { recursive: true });
    }
  });

  it('shows the same as JSON', async () => {
    const { out } = await here('run', 'small.json', '--dry-run', '--json');
    expect(JSON.parse(out)).toMatchObject([
      {
        experiment: 'small',
        stages: [{ stage: 'stage1', steps: 6 }, { stage: 'stage2' }],
        missing: [1, 2],
        damaged: [],
      },
    ]);
  });

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
    expect((await credence('--version')).out).toMatch(
      new RegExp(`^${version.replaceAll('.', '\\.')}( \\(commit [0-9a-f]{7,40}(-changed)?\\))?\n$`),
    );
  });

  it('refuses a folder that it cannot write before it trains', async () => {
    const { status, err } = await here('run', 'small.json', '--runs', 'small.json/runs');
    expect(status).toBe(1);
    expect(err).toBe('error: Cannot write to small.json/runs: a part of the path is a file.\n');
  });
});

describe.skipIf(why !== '')(`credence run${why}`, () => {
  it('trains, reports, draws, and the second time trains nothing', async () => {
    const first = await credence('run', 'small.json', '--jobs', '1', '--json');
    expect(first.status).toBe(0);
    const report = JSON.parse(first.out);
    expect(reportSchema.parse(report)).toEqual(report);
    const [small] = report.members;
    expect(small).toMatchObject({ experiment: 'small', seeds: [1, 2] });
    const groups = small.scores.map(({ group }: { group: string }) => group);
    expect([...new Set(groups)]).toEqual(['D1cons', 'D2incons', 'D5cons', 'D6cons']);
    expect(small.contrasts.imlChange).toHaveProperty('wilcoxonP');
    expect(existsSync(join(folder, 'figures', 'small', 'learning-curves.svg'))).toBe(true);
    const before = results('runs');
    const second = await credence('run', 'small.json', '--json');
    expect(JSON.parse(second.out)).toEqual(report);
    expect(second.err).toBe('');
    expect(results('runs')).toEqual(before);
    const text = await here('report', 'small.json');
    expect(text.out).toContain('Exact match on test questions');
    expect(Math.max(...text.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('gives the same results with two workers as with one', async () => {
    await credence('run', 'small.json', '--jobs', '2', '--runs', 'two-jobs');
    expect(results('two-jobs')).toEqual(results('runs'));
  });

  it('shares the stages that a change leaves alone', async () => {
    const set = ['--set', 'stages.stage2.learningRate=1e-3'];
    const before = Object.keys(results('runs')).length;
    const { err } = await credence('run', 'small.json', ...set);
    expect(err).toMatch(/stage1 of 2 seeds \(1-2\): finished/);
    expect(err).not.toMatch(/stage1 +epoch/);
    expect(Object.keys(results('runs')).length).toBe(before + 2 * 4);
    const { out } = await here('status', 'small.json', '--json');
    expect(JSON.parse(out)[0].seeds[0].stages.map((one: { state: string }) => one.state)).toEqual([
      'finished',
      'finished',
    ]);
  });

  it('goes on after kill -9 and after an interrupt as if nothing had been', async () => {
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      const runs = `after-${signal}`;
      const long = [
        'small.json',
        '--runs',
        runs,
        '--seeds',
        '1',
        '--set',
        'stages.stage2.epochs=120',
      ];
      const child = spawn(process.execPath, [program, 'run', ...long], { cwd: folder });
      let err = '';
      child.stderr.on('data', (text: Buffer) => {
        err += text.toString();
      });
      const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
      // A step of the second stage was taken: a stop before that leaves nothing to save.
      const files = () =>
        existsSync(join(folder, runs))
          ? readdirSync(join(folder, runs), { recursive: true, encoding: 'utf8' })
          : [];
      const begun = () =>
        files()
          .filter((file) => isSecondStage(file) && file.endsWith('losses.jsonl'))
          .some((file) => statSync(join(folder, runs, file)).size > 0);
      while (!begun() && child.exitCode === null) await setTimeout(20);
      child.kill(signal);
      const status = await ended;
      if (signal === 'SIGINT') {
        expect(status).toBe(130);
        expect(err).toContain(`to resume: credence run ${long.join(' ')}`);
        expect(err).toMatch(/seed 1\S*: stage2 \d+ %, saved at step \d+ of \d+/);
      }
      // An orphaned worker ends with its channel.
      const seed = join(folder, firstStage(runs), 'seed-1');
      while (leaseHolder(seed) !== null) await setTimeout(20);
      const again = await credence('run', ...long);
      expect(again.status, again.err).toBe(0);
    }
    expect(results('after-SIGKILL')).toEqual(results('after-SIGINT'));
  });

  it('reports a seed that fails and finishes the others', async () => {
    const broken = join(folder, firstStage('two-jobs'), 'seed-1', 'model.safetensors');
    const weights = readFileSync(broken);
    writeFileSync(
      broken,
      weights.map((byte, at) => (at === weights.length - 1 ? byte ^ 1 : byte)),
    );
    const set = ['--set', 'stages.stage2.epochs=3'];
    const { status, err } = await credence('run', 'small.json', '--runs', 'two-jobs', ...set);
    expect(status).toBe(1);
    expect(err).toMatch(
      /small, seed 1 failed: .*model\.safetensors is damaged: its content is not/,
    );
    expect(err).toContain('small: seeds failed: 1;');
    const { out } = await here('status', 'small.json', '--runs', 'two-jobs', ...set);
    expect(out).toMatch(/ 1 {2}finished, \d+ s {2}failed/);
    expect(out).toMatch(/^seed 1: stage2 failed at [\d-]{10} [\d:]{5} UTC: .*\.safetensors is/m);
    expect(out).toMatch(/ 2 {2}finished, \d+ s {2}finished/);
  });

  it('leaves a seed to the process that trains it, and trains the others', async () => {
    const runs = ['--runs', 'shared'];
    const plan = await here('run', 'small.json', '--dry-run', '--json', ...runs);
    const [{ firstFolder }] = JSON.parse(plan.out) as [{ firstFolder: string }];
    const lease = takeLease(join(folder, firstFolder), 'seed 1');
    try {
      const { status, err } = await credence('run', 'small.json', ...runs);
      expect(status).toBe(1);
      expect(err).toContain(`small: seed 1 is being trained by process ${process.pid}\n`);
      expect(err).toMatch(/small: seeds being trained by other processes: 1\n$/);
      const { out } = await here('status', 'small.json', ...runs);
      expect(out).toMatch(/ 1 {2}running +missing\n/);
      expect(out).toMatch(/ 2 {2}finished, \d+ s {2}finished/);
    } finally {
      lease.release();
    }
  });

  it('shows a damaged stage, trains the other seeds, and says how to mend it', async () => {
    const done = join(firstStage('runs'), 'seed-1', 'done.json');
    writeFileSync(join(folder, done), '{');
    const set = ['--set', 'stages.stage2.epochs=4'];
    const { status, err } = await credence('run', 'small.json', ...set);
    expect(status).toBe(1);
    expect(err).toContain(`small, seed 1 failed: ${done}, line 1, column 2: not JSON`);
    expect(err).toContain(
      'small: seeds damaged: 1; fix the errors listed above, then run the same command again\n',
    );
    expect(err).not.toContain('not finished');
    const shown = await here('status', 'small.json', ...set);
    expect(shown.out).toMatch(/ 1 {2}damaged +missing\n/);
    expect(shown.out).toMatch(/ 2 {2}finished, \d+ s {2}finished/);
    expect(shown.out).toContain(`seed 1: ${done}, line 1, column 2: not JSON`);
    const report = await here('report', 'small.json', ...set);
    expect(report.status).toBe(3);
    expect(report.out).toMatch(/^small, seed 1 is left out: /);
    rmSync(join(folder, done));
    expect((await credence('run', 'small.json', ...set)).status).toBe(0);
  });
});
