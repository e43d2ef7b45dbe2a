import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAnalyses } from '../src/analyses/stage-analyses.js';
import { quickAnalyses } from '../src/analyses/wanted.js';
import { executionOf } from '../src/experiment/execution.js';
import { readRecord } from '../src/runs/experiment-record.js';
import { layout } from '../src/runs/folder.js';
import { trainRun } from '../src/runs/train-run.js';
import { quickStudy } from '../src/study/quick-study.js';
import {
  resolveStudy,
  type TrainedExperiment,
  trainedExperiments,
} from '../src/study/resolve-study.js';
import { asStudy, type StudyDefinition } from '../src/study/study.js';
import { setThreads } from '../src/tensor/index.js';
import { projectFolder, typescriptFiles } from './source-files.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-experiments-'));
beforeAll(() => setThreads(1));
afterAll(() => rmSync(folder, { recursive: true }));

async function studyIn(file: string): Promise<StudyDefinition> {
  const path = join(projectFolder, file);
  const { default: exported } = (await import(path)) as { default: unknown };
  return asStudy(exported, 'file');
}

/** What the quick form of a study trains, members and controls. */
const quickForms = (study: StudyDefinition): TrainedExperiment[] =>
  trainedExperiments(resolveStudy(quickStudy(study, quickAnalyses())));

/** Trains the first seed of an experiment; everything wanted of it has to be measured. */
async function train({ experiment, execution: wanted }: TrainedExperiment): Promise<void> {
  const execution = executionOf(wanted, { device: 'cpu' });
  const [seed = 0] = experiment.seeds.first;
  const runs = layout(experiment, folder).get(seed) ?? [];
  const analyses = await loadAnalyses(experiment);
  for (const event of trainRun({ experiment, runs, execution, analyses }))
    if (event.kind === 'step') expect(Number.isFinite(event.loss)).toBe(true);
  const { rows, finished } = readRecord(experiment, folder);
  expect(finished).toEqual([seed]);
  const ends = experiment.stages.map(({ name, epochs }) => `${name} ${epochs}`);
  const tested = rows.map(({ stage, epoch }) => `${stage} ${epoch}`);
  expect(ends.filter((end) => !tested.includes(end))).toEqual([]);
  const { sets, metrics } = experiment.evaluate;
  expect(new Set(rows.map(({ set }) => set)).size).toBe(sets.length);
  expect(new Set(rows.map(({ metric }) => metric))).toEqual(new Set(metrics));
}

const files = typescriptFiles('experiments').filter(
  (file) => file.split('/').length === 2 && basename(file) !== 'claims.ts',
);
const studies = await Promise.all(
  files.map(async (file) => [basename(file, '.ts'), await studyIn(file)] as const),
);

/** They are others of these with another number or order, and credence reproduce trains their small forms. */
const variations = ['fig4', 'fig8', 'fig9', 'fig11', 'fig13', 'fig14', 'fig16', 'fig25', 'many'];

const trained = studies.filter(([name]) => !variations.some((begin) => name.startsWith(begin)));

describe('the quick form of every experiment but variations', () => {
  it.each(trained)('%s', async (_name, study) => {
    // Of several the first and the last.
    const all = quickForms(study);
    for (const one of all.filter((_, index) => index === 0 || index === all.length - 1))
      await train(one);
  });
});

it('small forms are those of the README; credence reproduce trains them', () => {
  const small = studies.flatMap(([, study]) => (study.small === null ? [] : [study.small.name]));
  expect([...new Set(small)].sort()).toEqual([
    'fig10-trex-small',
    'fig11-word-order-small',
    'fig14-single-stage-small',
    'fig16-pythia-sizes-small',
    'fig17-llama-small',
    'fig21-in-context-small',
    'fig22-set-inclusion-small',
    'fig23-mnist-small',
    'fig3-main-small',
    'fig4a-alpha-small',
    'fig4a-tag-over-truth-small',
    'fig4c-batch-size-small',
    'fig6-gradient-alignment-small',
    'fig7-linear-probes-small',
    'fig9-attribution-small',
    'many-questions-small',
    'three-stages-small',
  ]);
});
