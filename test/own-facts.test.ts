import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataKind } from '../src/data/kinds.js';
import { checkExperiment, type Experiment } from '../src/experiment/experiment.js';
import { reportSchema } from '../src/report/report-schema.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(join(root, 'docs', 'own-facts.md'), 'utf8');
const recipes = ['birds.ts', 'field-guide.ts'] as const;
const sizes = [60, 150, 1000];

/** The fenced block whose opening line ends with a file's name. */
function block(file: string): string {
  const [, code] = new RegExp(`\`\`\`ts ${file}\n([^]*?)\`\`\``).exec(page) ?? [];
  if (code === undefined) throw new Error(`docs/own-facts.md has no block "${file}"`);
  return code;
}

/** A table as people have them: few and many values, missing cells, a name twice, letters of all kinds. */
function birds(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const name = i === 7 ? 'Höckrige Möwe 6' : i === 6 ? 'Höckrige Möwe 6' : `Little bird ${i}`;
    const food = i % 40 === 9 ? '' : `food ${(i * 7) % 8}`;
    return `${name},"Order ${(i * 5) % 12}",${food},colour ${(i * 3) % 20}`;
  });
  return ['name,order,food,colour', ...lines, ''].join('\n');
}

// In the checkout, where `credence` is found as it is from an installed package.
const folder = mkdtempSync(join(root, 'test', 'own-facts-'));
const path = (name: string): string => join(folder, name);
const experiments = new Map<string, Experiment>();
beforeAll(async () => {
  for (const rows of sizes) writeFileSync(path(`birds${rows}.csv`), birds(rows));
  writeFileSync(path('birds.csv'), birds(150));
  cpSync(join(root, 'test', 'fixtures', 'llama_small'), path('smollm2'), { recursive: true });
  for (const file of recipes) {
    writeFileSync(path(file), block(file));
    const module: unknown = await import(pathToFileURL(path(file)).href);
    experiments.set(file, Reflect.get(Object(module), 'default') as Experiment);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function withTable(file: string, rows: number): Experiment {
  const experiment = experiments.get(file);
  if (experiment === undefined) throw new Error(`no experiment ${file}`);
  const data = { ...experiment.data, file: path(`birds${rows}.csv`) };
  return checkExperiment({ ...experiment, data });
}

describe('docs/own-facts.md', () => {
  it.each(recipes.flatMap((file) => sizes.map((rows) => [file, rows] as const)))(
    '%s goes with a table of %d rows',
    (file, rows) => {
      const { data, stages } = withTable(file, rows);
      const survey = dataKind(data).survey(data, { first: 0, second: 0, test: 0 });
      const entities = rows - 1 - Math.floor((rows + 30) / 40);
      expect(survey.counts.entities).toBe(entities);
      for (const { train, epochs, documentsPerStep, warmupSteps } of stages) {
        const documents = survey.trainingDocuments(train);
        const steps = epochs * Math.max(1, Math.round(documents / documentsPerStep));
        expect(steps).toBeGreaterThan(warmupSteps);
      }
      const each = file === 'birds.ts' ? { 60: 24, 150: 21, 1000: 3 }[rows] : 1;
      expect(survey.aliases).toBe(entities * (each ?? 0));
    },
  );

  it.each([
    ['birds.ts', 'own-facts.ts'],
    ['field-guide.ts', 'checkpoint.ts'],
  ])('%s trains as %s, which init writes', async (file, template) => {
    const module: unknown = await import(pathToFileURL(join(root, 'templates', template)).href);
    const written = Reflect.get(Object(module), 'default') as Experiment;
    const recipe = experiments.get(file);
    expect(written.stages).toEqual(recipe?.stages);
    if (file === 'birds.ts') expect(written.model).toEqual(recipe?.model);
    for (const key of ['shares', 'tags', 'aliases'])
      expect(Reflect.get(written.data, key), key).toEqual(Reflect.get(recipe?.data ?? {}, key));
    // One question of each alias is held out.
    for (const data of [written.data, recipe?.data])
      if (data?.kind === 'csv') expect(data.testShare * data.attributes.length).toBeCloseTo(1);
  });

  it.each([
    [
      'birds.ts',
      ['data.aliasesPerEntity=4', 'stages.facts.epochs=2', 'stages.facts.warmupSteps=0'],
    ],
    ['field-guide.ts', ['data.entities=40']],
  ])('%s is trained and reported, with chance and what Stage 1 learned', async (file, own) => {
    const run = promisify(execFile);
    const credence = (...args: string[]) =>
      run(process.execPath, [join(root, 'bin', 'credence.js'), ...args], { cwd: folder });
    const changes = [
      'stages.stage1.epochs=1',
      'stages.stage1.warmupSteps=0',
      'stages.stage2.epochs=1',
    ];
    const few = ['--seeds', '0', ...[...own, ...changes].flatMap((one) => ['--set', one])];
    await credence('run', file, ...few);
    const { stdout } = await credence('report', file, '--json', ...few);
    const [report] = reportSchema.parse(JSON.parse(stdout)).members;
    expect(report?.seeds).toEqual([0]);
    expect(report?.chance.questions?.D1cons).toBeGreaterThan(0);
    expect(report?.learnedEnough).toMatchObject({ stage: 'stage1', group: 'D1cons' });
  });
});
