import { execFile } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportSchema } from '../src/report/report-schema.js';
import { credenceHere } from './run-credence.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Every `npx credence` command that README.md shows, as arguments. */
const commands = [...readme.matchAll(/npx credence ([^\n`#]+)/g)].map((match) =>
  (match[1] ?? '').trim().split(/\s+/),
);

// In the checkout, where README.md says that an experiment of one's own goes.
const folder = mkdtempSync(join(root, 'test', 'readme-'));
const elsewhere = mkdtempSync(join(tmpdir(), 'credence-'));
beforeAll(async () => {
  cpSync(join(root, 'test', 'fixtures', 'llama_small'), join(folder, 'smollm2'), {
    recursive: true,
  });
  for (const words of commands.filter(([name]) => name === 'init')) await credence(words);
  const people = [
    'name,birth_year,death_year,nationality,famous_for,death_month,cause_of_death,fame_score',
  ];
  for (let i = 0; i < 300; i++)
    people.push(
      `Person ${i},19${10 + (i % 60)},2006,Nation ${i % 9},work${i % 7},May,cause ${i % 5},${i}`,
    );
  writeFileSync(join(folder, 'people.csv'), [...people, ''].join('\n'));
  const samples = join(root, 'experiments', 'samples');
  copyFileSync(join(samples, 'cvdb.csv'), join(folder, 'cross-verified-database.csv'));
  mkdirSync(join(folder, 'gpt-neox'));
  copyFileSync(join(samples, 'tokenizer.json'), join(folder, 'gpt-neox', 'tokenizer.json'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(elsewhere, { recursive: true });
});

const credence = (args: readonly string[]): Promise<{ stdout: string }> =>
  run(process.execPath, [join(root, 'bin', 'credence.js'), ...args], { cwd: folder });

/** The output of a command that has to succeed and trains nothing. */
async function output(args: readonly string[]): Promise<string> {
  // A file of TypeScript changes how its process loads modules.
  if (args.some((arg) => arg.endsWith('.ts'))) return (await credence(args)).stdout;
  const { status, out, err } = await credenceHere(folder, args);
  expect(status, err).toBe(0);
  return out;
}

describe('README.md', () => {
  it('shows commands', () => {
    expect(commands.length).toBeGreaterThan(8);
  });

  it.each(commands.filter(([name]) => name === 'run').map((words) => [words.join(' '), words]))(
    'credence %s: is checked as far as it can be without training',
    async (_, words) => {
      const isSmall = words.includes('--quick') || words.includes('--small');
      const isOfPaper = /^fig/.test(words[1] ?? '') && !isSmall;
      const few = isOfPaper ? ['--set', 'data.people=200'] : []; // the sample has no 4,000
      const out = await output([...(words as string[]), ...few, '--dry-run']);
      // Of several experiments it is one table.
      expect(out).toMatch(/(stage1|single) +\d+|stages to train: [1-9]/);
    },
  );

  it('what init writes trains, and the commands that read runs read it', async () => {
    const runs = ['--runs', join(elsewhere, 'runs')];
    const figures = ['--figures', join(elsewhere, 'figures')];
    const quick = [
      '--seeds',
      '10-11',
      '--set',
      'data.aliasesPerEntity=8',
      '--set',
      'stages.stage1.epochs=2',
      '--set',
      'stages.stage1.warmupSteps=0',
      '--set',
      'stages.stage2.epochs=1',
    ];
    await credence(['run', 'birds.ts', ...quick, ...runs, ...figures]);
    const { stdout } = await credence(['report', 'birds.ts', '--json', ...quick, ...runs]);
    const [report] = reportSchema.parse(JSON.parse(stdout)).members;
    const last = report?.scores.find(
      ({ group, stage }) => group === 'D5cons' && stage === 'stage2',
    );
    expect(last?.mean).toBeGreaterThanOrEqual(0);
    await credence(['status', 'birds.ts', ...quick, ...runs]);
    await credence(['figures', 'birds.ts', ...quick, ...runs, ...figures]);
  });

  it('its commands about data, experiments and the machine work as they stand', async () => {
    for (const words of commands.filter(([name]) => name === 'data' || name === 'experiments'))
      await output(words.map((word) => (word.startsWith('world-') ? join(elsewhere, word) : word)));
    expect(existsSync(join(elsewhere, 'world-10', 'facts.jsonl'))).toBe(true);
  });
});
