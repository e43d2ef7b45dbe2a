import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { executionOf } from '../experiment/execution.js';
import { layout, type StageRun } from '../runs/folder.js';
import { trainRun } from '../runs/train-run.js';
import { resolveStudy } from '../study/resolve-study.js';
import { defineStudy } from '../study/study.js';
import { setThreads } from '../tensor/index.js';
import { type TableExport, writeTable } from './export-table.js';
import { type ExportedStudy, exportedExperiments } from './exported-runs.js';
import { type TableName, tableNames } from './table.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-export-'));
const runs = join(folder, 'runs');
const written = {
  ...smallExperiment,
  name: 'small-8',
  data: { ...smallExperiment.data, entities: 24 },
  evaluate: { sets: ['questions', 'name', 'nameWithDefs'], metrics: ['exactMatch', 'loss'] },
  seeds: { first: [1, 2], second: [0, 3] },
} as const;
const wider = { ...written, name: 'small-16', model: { ...written.model, width: 16, heads: 4 } };
const study = resolveStudy(
  defineStudy({
    name: 'widths',
    axis: 'heads',
    members: [
      { at: 2, experiment: written },
      { at: 4, experiment: wider },
    ],
  }),
);
const [{ experiment, control }] = study.members as [(typeof study.members)[0]];
const commands = { train: 'credence run widths.json', control: 'credence run --with-control' };
const source: ExportedStudy['source'] = { runs, changes: [], commands };
const notes: string[] = [];

function train(trained: typeof experiment): void {
  const ofSeed = layout(trained, runs).get(1) ?? [];
  const execution = executionOf({ device: 'cpu', answers: 'every' });
  for (const _ of trainRun({ experiment: trained, runs: ofSeed, execution }));
}

beforeAll(() => {
  setThreads(1);
  train(experiment);
  if (control !== null) train(control);
});
afterAll(() => rmSync(folder, { recursive: true }));

const exported = (table: TableName, format: TableExport['format']): TableExport => {
  const { experiments } = exportedExperiments([{ study, source }]);
  return { experiments, table, format, note: (line) => notes.push(line) };
};

async function parquetRows(table: TableName): Promise<Record<string, unknown>[]> {
  const path = join(folder, `${table}.parquet`);
  writeTable(path, exported(table, 'parquet'));
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) });
}

/** The rows of files of a name that lie in the folders of one experiment's stages. */
function rowsOnDisk(one: typeof experiment, name: string, isOfTests = true) {
  const stages = layout(one, runs).get(1) ?? [];
  return stages.flatMap((run) =>
    filesOf(run, isOfTests).flatMap((at) => rowsIn(run, join(at, name))),
  );
}

const filesOf = ({ folder: at }: StageRun, isOfTests: boolean): string[] =>
  isOfTests
    ? readdirSync(at).flatMap((name) => (name.startsWith('tests-') ? [join(at, name)] : []))
    : [at];

const rowsIn = (run: StageRun, path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => ({ run, row: JSON.parse(line) }));

const origin = (run: StageRun, name = experiment.name) => ({
  ...{ experiment: name, axis: 'heads', at: 2, control: name !== experiment.name },
  ...{ seed: 1n, second_seed: run.secondSeed === null ? undefined : BigInt(run.secondSeed) },
  stage: run.stage.name,
});

describe('an exported table', () => {
  it('of scores has every row of metrics.jsonl, of the member and its control', async () => {
    const wanted = [experiment, ...(control === null ? [] : [control])].flatMap((one) =>
      rowsOnDisk(one, 'metrics.jsonl').map(({ run, row }) => ({
        ...origin(run, one.name),
        ...{ epoch: BigInt(row.epoch), set: row.set, group: row.subset },
        source: one.data.groups[row.subset]?.source,
        ...{ metric: row.metric, value: row.value, questions: BigInt(row.questions) },
        identity: run.identity,
      })),
    );
    const rows = await parquetRows('metrics');
    expect(rows.length).toBeGreaterThan(200);
    const had = rows.map(({ commit: _, second_seed = undefined, ...row }) => {
      return { ...row, second_seed: second_seed ?? undefined };
    });
    expect(had).toEqual(wanted);
  });

  it('says what pandas has to make of columns with nulls', async () => {
    await parquetRows('answers');
    const { buffer, byteOffset, byteLength } = readFileSync(join(folder, 'answers.parquet'));
    const { key_value_metadata, schema } = parquetMetadata(
      buffer.slice(byteOffset, byteOffset + byteLength),
    );
    const { columns } = JSON.parse(
      key_value_metadata?.find(({ key }) => key === 'pandas')?.value ?? '{}',
    );
    const kinds = columns.map((one: { name: string; numpy_type: string }) => [
      one.name,
      one.numpy_type,
    ]);
    expect(Object.fromEntries(kinds)).toEqual({ second_seed: 'Int64', definition: 'boolean' });
    const types = Object.fromEntries(schema.map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({ at: 'DOUBLE', control: 'BOOLEAN', seed: 'INT64' });
  });

  it('of answers joins each with its question', async () => {
    const rows = await parquetRows('answers');
    const own = rows.filter(({ experiment: name }) => name === experiment.name);
    const kept = rowsOnDisk(experiment, 'answers.jsonl');
    expect(own.map((row) => [row.epoch, row.group, row.question, row.answer, row.right])).toEqual(
      kept.map(({ row }) => [
        BigInt(row.epoch),
        row.subset,
        row.prompt,
        row.prediction,
        row.correct,
      ]),
    );
    const asked = own.filter(({ set }) => set === 'questions');
    for (const row of asked) {
      // A question of this world begins with its attribute: `born a3 b1`.
      expect(row.attribute).toBe((row.question as string).split(' ')[0]);
      expect(row.definition).toBe(row.group !== 'D2incons');
      expect(row.tag).toBe(row.source === 'reliable' ? 'tag1' : 'tag2');
    }
    expect(own.find(({ set }) => set === 'name')?.attribute ?? null).toBeNull();
    expect(notes).toEqual([]);
  });

  it('is the same in CSV and in JSON Lines', async () => {
    const rows = await parquetRows('answers');
    const plain = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === 'bigint' ? Number(value) : (value ?? null),
        ]),
      ),
    );
    const lines = join(folder, 'answers.jsonl');
    expect(writeTable(lines, exported('answers', 'jsonl'))).toBe(rows.length);
    const text = readFileSync(lines, 'utf8').trimEnd().split('\n');
    expect(text.map((line) => JSON.parse(line))).toEqual(plain);
    const csv = join(folder, 'answers.csv');
    writeTable(csv, exported('answers', 'csv'));
    const cells = parse(readFileSync(csv), { columns: true, record_delimiter: '\r\n' });
    expect(cells).toEqual(
      plain.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, value === null ? '' : String(value)]),
        ),
      ),
    );
  });

  it('of losses has every step', async () => {
    const rows = await parquetRows('losses');
    const own = rows.filter(({ experiment: name }) => name === experiment.name);
    expect(own.map(({ step, epoch, loss }) => [Number(step), epoch, loss])).toEqual(
      rowsOnDisk(experiment, 'losses.jsonl', false).map(({ row }) => [
        row.step,
        row.epoch,
        row.loss,
      ]),
    );
  });

  it('has its columns described in docs/results.md', async () => {
    const text = readFileSync(new URL('../../docs/results.md', import.meta.url), 'utf8');
    for (const table of tableNames) {
      const [row = {}] = await parquetRows(table);
      for (const name of Object.keys(row)) expect(text).toContain(`\n| \`${name}\` | `);
    }
  });

  it('replaces nothing but a file', () => {
    const path = join(folder, 'taken.csv');
    mkdirSync(path);
    expect(() => writeTable(path, exported('metrics', 'csv'))).toThrow('it is a folder');
  });
});

describe('what is exported', () => {
  it('is each experiment once, with a note of what is not finished', () => {
    const { experiments, notes: said } = exportedExperiments([
      { study, source },
      { study, source },
    ]);
    expect(experiments.map((one) => one.experiment.name)).toEqual(
      [experiment.name, control?.name].filter((name) => name !== undefined),
    );
    expect(said).toContain(`${experiment.name}: 1 of 2 seeds finished`);
    expect(said).toContain('small-16: 0 of 2 seeds finished; it is left out');
  });

  it('is an error where nothing is finished', () => {
    const elsewhere = { ...source, runs: join(folder, 'none') };
    expect(() => exportedExperiments([{ study, source: elsewhere }])).toThrow(
      /no seed of "small-8" is finished in .*; train it with: credence run widths\.json/,
    );
  });
});
