import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alignment } from '../src/analyses/alignment/analysis.js';
import { alignmentGains } from '../src/analyses/alignment/gains-of-runs.js';
import { analyses } from '../src/analyses/list.js';
import { probes } from '../src/analyses/probes/analysis.js';
import { analysedStages } from '../src/analyses/record.js';
import { loadAnalyses } from '../src/analyses/stage-analyses.js';
import { checkAnalyses } from '../src/analyses/wanted.js';
import { executionOf } from '../src/experiment/execution.js';
import { defineExperiment, type Experiment } from '../src/experiment/experiment.js';
import { override } from '../src/experiment/override.js';
import { readReport } from '../src/report/report.js';
import { readRecord } from '../src/runs/experiment-record.js';
import { layout, type StageRun } from '../src/runs/folder.js';
import { rowsFile, runFiles } from '../src/runs/stage-files.js';
import { testsFolder } from '../src/runs/stage-record.js';
import { trainRun } from '../src/runs/train-run.js';
import { smallExperiment } from './small-experiment.js';

const { data, evaluate, stages } = {
  data: { ...smallExperiment.data, format: 'plain', entities: 32 },
  evaluate: { sets: ['questions', 'name'] },
  stages: smallExperiment.stages,
} as const;
const experiment = defineExperiment({
  ...{ ...smallExperiment, data, evaluate },
  stages: [
    {
      ...stages[0],
      analyses: {
        alignment: { atEpochs: [0, 2], subsets: ['D1cons', 'D5cons', 'D6cons'] },
        probes: { tasks: ['tag'], questions: ['name'], aliasTokens: 2, folds: 3 },
      },
    },
    stages[1],
  ],
  seeds: { first: [1], second: [0, 1] },
});

const folder = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(folder, { recursive: true }));

const runsOf = (one: Experiment, name: string): readonly StageRun[] =>
  layout(one, join(folder, name)).get(1) ?? [];

/** Trains, and returns how many steps there were before it ended or threw. */
async function stepsOf(one: Experiment, name: string): Promise<{ steps: number; error: unknown }> {
  const setting = {
    experiment: one,
    runs: runsOf(one, name),
    execution: executionOf({ device: 'cpu' }),
  };
  let steps = 0;
  try {
    const analyses = await loadAnalyses(checkAnalyses(one));
    for (const { kind } of trainRun({ ...setting, analyses })) if (kind === 'step') steps++;
    return { steps, error: null };
  } catch (error) {
    return { steps, error };
  }
}

const withProbes = (changes: object): string =>
  `stages.stage1.analyses.probes=${JSON.stringify({ ...experiment.stages[0]?.analyses.probes, ...changes })}`;

describe('the analyses of a stage', () => {
  beforeAll(async () => expect((await stepsOf(experiment, 'whole')).error).toBeNull());
  const recordOf = (...set: string[]) =>
    readRecord(override(experiment, set), join(folder, 'whole'));

  it('are made after the epochs asked for, and probes at the end', () => {
    const [stage] = analysedStages(alignment, recordOf().stages);
    const compared = stage?.rows('gradients') ?? [];
    expect([...new Set(compared.map(({ epoch }) => epoch))]).toEqual([0, 2]);
    // Three groups, under their own tags, tag 1 and tag 2, by five metrics, at two epochs.
    expect(compared).toHaveLength(3 * 3 * 5 * 2);
    const [probed] = analysedStages(probes, recordOf().stages);
    const found = probed?.rows('probes') ?? [];
    // A layer and the embedding; the word of the question and two of the alias.
    expect(found).toHaveLength(2 * 3);
    expect(found.map(({ token }) => token)).toEqual(['name', 'x', 'y', 'name', 'x', 'y']);
  });

  it('leave an alignment of every alias, which answers name', () => {
    const [stage] = analysedStages(alignment, recordOf().stages);
    const rows = stage?.rows('alias-gradients') ?? [];
    expect(rows).toHaveLength(2 * 3 * 16);
    const asked = new Set(stage?.answers().map(({ alias }) => alias));
    for (const { alias } of rows) expect(asked).toContain(alias);
  });

  it('go with the gains of the last stage', () => {
    const gains = alignmentGains(analysedStages(alignment, recordOf().stages));
    expect(gains.map(({ secondSeed, metric }) => [secondSeed, metric])).toEqual([
      [0, 'cosine'],
      [0, 'innerProduct'],
      [1, 'cosine'],
      [1, 'innerProduct'],
    ]);
    expect(gains[0]).toMatchObject({ stage: 'stage1', epoch: 2, last: 'stage2', aliases: 32 });
    // With the other second seed some aliases are of other groups.
    expect(gains[2]?.aliases).toBeLessThan(32);
  });

  it('are listed with their content in the done.json of the tests', () => {
    const [run] = runsOf(experiment, 'whole') as [StageRun];
    const done = JSON.parse(readFileSync(join(testsFolder(run).folder, 'done.json'), 'utf8'));
    expect(Object.keys(done.files).sort()).toEqual([
      ...['alias-gradients.jsonl', 'answers.jsonl', 'environment.json', 'gradients.jsonl'],
      ...['metrics.jsonl', 'probes.jsonl', 'tests.json'],
    ]);
  });

  it('are read back where they are as wanted, or where none are wanted any more', () => {
    const unwanted = recordOf('stages.stage1.analyses.probes=null');
    expect(analysedStages(probes, unwanted.stages)[0]?.rows('probes')).toEqual([]);
    const filledIn = 'stages.stage1.analyses.alignment.questions=test';
    expect(recordOf(filledIn).finished).toEqual([1]);
    for (const set of [
      'stages.stage1.analyses.alignment.atEpochs=[0,1]',
      'stages.stage2.analyses.alignment={"atEpochs":[0]}',
    ]) {
      const { finished, missing, untested } = recordOf(set);
      expect({ finished, missing }).toEqual({ finished: [], missing: [1] });
      expect(untested.get(1)).toContain('without the analysis alignment');
    }
  });

  it.each(['gradients', 'alias-gradients', 'probes'])('are damaged where %s are', (name) => {
    const [run] = runsOf(experiment, 'whole') as [StageRun];
    const path = join(testsFolder(run).folder, rowsFile(name));
    const written = readFileSync(path, 'utf8');
    for (const [content, message] of [
      [written.replace('stage1', 'stage7'), 'its content is not what was written'],
      [written.slice(0, -9), 'bytes, but'],
    ] as const) {
      writeFileSync(path, content);
      expect(() => readReport(experiment, join(folder, 'whole'))).toThrow(message);
      expect(() => readReport(experiment, join(folder, 'whole'))).toThrow('"small", seed 1: ');
      writeFileSync(path, written);
    }
  });

  it.each([
    [withProbes({ aliasTokens: 3 }), 'with 3 tokens (analyses.probes.aliasTokens): none of'],
    [withProbes({ tasks: ['defined'] }), 'data.shares has no QA3'],
    [withProbes({ questions: ['nothing'] }), 'has a test question with "nothing" in it'],
    [withProbes({ folds: 40 }), 'fewer than analyses.probes.folds, 40'],
    [withProbes({ questions: [' '] }), 'is worded differently from'],
  ])('that cannot be made fail before the first step: %s', async (set, message) => {
    const { steps, error } = await stepsOf(override(experiment, [set]), 'never');
    expect(steps).toBe(0);
    expect(String(error)).toContain(message);
  });

  it('are an error where nobody loaded them', () => {
    const runs = runsOf(experiment, 'never');
    expect(() => [
      ...trainRun({ experiment, runs, execution: executionOf({ device: 'cpu' }) }),
    ]).toThrow("analysis 'alignment' of stage 'stage1' was not loaded");
  });
});

describe('the analyses of the list', () => {
  it('have names and files of their own', () => {
    const names = analyses.map(({ name }) => name);
    const files = analyses.flatMap((one) => Object.keys(one.files).map(rowsFile));
    const all = [...files, ...Object.values(runFiles)];
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(all).size).toBe(all.length);
  });
});
