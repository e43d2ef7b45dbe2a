import { execFile, spawn } from 'node:child_process';
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
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';

const project = fileURLToPath(new URL('../..', import.meta.url));
const program = join(project, 'bin', 'credence.js');
const built = existsSync(join(project, 'dist', 'src', 'cli', 'main.js'));
const engine = existsSync(join(project, 'native', 'build', 'credence.node'));
const why = !built
  ? ' (skipped: dist/ is not built)'
  : !engine
    ? ' (skipped: the addon is not built)'
    : '';

let folder: string;

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as a person does, in a folder of its own. */
function credence(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd: folder }, (error, out, err) => {
      resolve({ status: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

/** Every file of results below a folder with its content; times and the machine aside. */
function results(runs: string): Record<string, string> {
  const files = readdirSync(join(folder, runs), { recursive: true, encoding: 'utf8' }).sort();
  const kept = files.filter((file) => /(losses|metrics|answers)\.jsonl$|safetensors$/.test(file));
  return Object.fromEntries(
    kept.map((file) => [file, readFileSync(join(folder, runs, file)).toString('base64')]),
  );
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
  writeFileSync(join(folder, 'small.json'), JSON.stringify(smallExperiment));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!built)(`credence${built ? '' : why}`, () => {
  it('says what it can do', async () => {
    const { status, out } = await credence('--help');
    expect(status).toBe(0);
    for (const command of [
      'demo',
      'run',
      'report',
      'figures',
      'status',
      'experiments',
      'data',
      'doctor',
    ]) {
      expect(out).toMatch(new RegExp(`^ {2}${command} `, 'm'));
      const help = await credence(command, '--help');
      expect(help.out).toContain('Examples:');
      expect(Math.max(...help.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    }
  });

  it('lists the bundled experiments', async () => {
    const { out } = await credence('experiments', '--json');
    const names = (JSON.parse(out) as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['people', 'world', 'world-control']));
  });

  it.each([
    [['run', 'wrld'], 'there is no experiment "wrld" (did you mean "world"?); known:'],
    [['run', 'none.ts'], /there is no file .*none\.ts/],
    [
      ['run', 'people', '--dry-run'],
      'data.file is missing: expected string; ' +
        'write it in the experiment or give it by --set data.file=...',
    ],
    [['run', 'world', '--set', 'model.widht=3'], '--set model.widht=3: model.widht: unknown key'],
    [['run', 'world', '--seeds', '3-1'], 'seeds are written like 10-17 or 1,2,3, given "3-1"'],
    [['run', 'world', '--device', 'gpu'], 'Expected auto, cpu or cuda:N.'],
    [['run', 'world', '--jobs', '0'], 'Expected a whole number from 1.'],
    [
      ['report', 'small.json'],
      'no seed of "small" is finished in runs; train it by: credence run small',
    ],
    [['runn', 'world'], /unknown command 'runn'\n\(Did you mean run\?\)/],
  ])('answers %j in one message, without a stack', async (args, message) => {
    const { status, err, out } = await credence(...args);
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^ +at /m);
  });

  it('shows what it would train, and trains nothing', async () => {
    const { status, out } = await credence('run', 'small.json', '--dry-run', '--seeds', '4-6');
    expect(status).toBe(0);
    expect(out).toContain('to train: 3 of 3 seeds (4-6)');
    expect(out).toMatch(/first folder: runs\/small\/stage1-5c8fc09b\/seed-4\n/);
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });

  it("loads a user's own TypeScript, which may import credence inside the checkout", async () => {
    const inside = join(project, 'dist', 'own-experiment');
    mkdirSync(inside, { recursive: true });
    const path = join(inside, 'own.ts');
    const text = `import { defineExperiment, type ExperimentInput } from 'credence';
const written: ExperimentInput = ${JSON.stringify({ ...smallExperiment, name: 'own' })};
export default defineExperiment(written);\n`;
    writeFileSync(path, text);
    try {
      const { out, err } = await credence('run', path, '--dry-run', '--set', 'model.width=32');
      expect(err).toBe('');
      expect(out).toMatch(/^own\n/);
      writeFileSync(path, text.replace('"epochs":3', '"epochs":-3'));
      const wrong = await credence('run', path, '--dry-run');
      expect(wrong.err).toMatch(/^error: experiment "own": stages\[0\]\.epochs: [^\n]*given -3\n$/);
    } finally {
      rmSync(inside, { recursive: true });
    }
  });

  it('writes the data of a seed', async () => {
    const { status, out } = await credence('data', 'small.json', '--seed', '1', '--out', 'data');
    expect(status).toBe(0);
    const lines = readFileSync(join(folder, 'data', 'stage2.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(out).toContain(`data/stage2.jsonl              ${lines.length}  documents`);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ kind: 'definition' });
    const again = readFileSync(join(folder, 'data', 'test-questions.jsonl'), 'utf8');
    await credence('data', 'small.json', '--seed', '1', '--out', 'data');
    expect(readFileSync(join(folder, 'data', 'test-questions.jsonl'), 'utf8')).toBe(again);
  });

  it('refuses a folder that it cannot write before it trains', async () => {
    const { status, err } = await credence('run', 'small.json', '--runs', 'small.json/runs');
    expect(status).toBe(1);
    expect(err).toBe('error: Cannot write to small.json/runs: a part of the path is a file.\n');
  });
});

describe.skipIf(why !== '')(`credence run${why}`, () => {
  it('trains, reports, draws, and the second time trains nothing', async () => {
    const first = await credence('run', 'small.json', '--jobs', '1', '--json');
    expect(first.status).toBe(0);
    const report = JSON.parse(first.out);
    expect(report).toMatchObject({ experiment: 'small', seeds: [1, 2] });
    expect(Object.keys(report.subsets)).toEqual(['D1cons', 'D2incons', 'D5cons', 'D6cons']);
    expect(report.imlChange).toHaveProperty('wilcoxonP');
    expect(existsSync(join(folder, 'figures', 'small-learning-curves.svg'))).toBe(true);
    const before = results('runs');
    const second = await credence('run', 'small.json', '--json');
    expect(JSON.parse(second.out)).toEqual(report);
    expect(second.err).toBe('');
    expect(results('runs')).toEqual(before);
    const text = await credence('report', 'small.json');
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
    expect(err).not.toContain('stage1');
    expect(Object.keys(results('runs')).length).toBe(before + 2 * 4);
    const { out } = await credence('status', 'small.json', '--json');
    expect(JSON.parse(out).seeds[0].stages.map((one: { state: string }) => one.state)).toEqual([
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
        'stages.stage2.epochs=300',
      ];
      const child = spawn(process.execPath, [program, 'run', ...long], { cwd: folder });
      let err = '';
      child.stderr.on('data', (text: Buffer) => {
        err += text.toString();
      });
      const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
      const begun = () =>
        Object.keys(existsSync(join(folder, runs)) ? results(runs) : {}).some((file) =>
          /stage2.*losses/.test(file),
        );
      while (!begun() && child.exitCode === null) await setTimeout(20);
      child.kill(signal);
      const status = await ended;
      if (signal === 'SIGINT') {
        expect(status).toBe(130);
        expect(err).toContain(`to go on: credence run ${long.join(' ')}`);
        expect(Object.keys(results(runs)).filter((file) => /stage2/.test(file))).toEqual([]);
      }
      await setTimeout(300); // an orphaned worker ends with its channel
      const again = await credence('run', ...long);
      expect(again.status, again.err).toBe(0);
    }
    expect(results('after-SIGKILL')).toEqual(results('after-SIGINT'));
  });

  it('reports a seed that fails and finishes the others', async () => {
    const [first = ''] = readdirSync(join(folder, 'two-jobs', 'small'));
    const broken = join(folder, 'two-jobs', 'small', first, 'seed-1', 'model.safetensors');
    writeFileSync(broken, 'nonsense');
    const set = ['--set', 'stages.stage2.epochs=3'];
    const { status, err } = await credence('run', 'small.json', '--runs', 'two-jobs', ...set);
    expect(status).toBe(1);
    expect(err).toMatch(/small, seed 1 failed: .*model\.safetensors/);
    const { out } = await credence('status', 'small.json', '--runs', 'two-jobs', ...set);
    expect(out).toMatch(/ 1 {2}finished, \d+ s {2}missing/);
    expect(out).toMatch(/ 2 {2}finished, \d+ s {2}finished/);
  });

  it('names a damaged file', async () => {
    const [first = ''] = readdirSync(join(folder, 'runs', 'small'));
    const done = join('runs', 'small', first, 'seed-1', 'done.json');
    writeFileSync(join(folder, done), '{');
    const { status, err } = await credence('run', 'small.json');
    expect(status).toBe(1);
    expect(err).toMatch(new RegExp(`^error: ${done} is damaged: not JSON`));
  });
});
