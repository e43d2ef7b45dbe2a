import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
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
import { asStudy } from '../src/study/study.js';
import { projectFolder, typescriptFiles } from './source-files.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-experiments-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the quick form of a file of experiments/ trains: of several the first and the last. */
async function quickForms(file: string): Promise<TrainedExperiment[]> {
  const path = join(projectFolder, file);
  const { default: exported } = (await import(path)) as { default: unknown };
  const all = trainedExperiments(
    resolveStudy(quickStudy(asStudy(exported, 'file'), quickAnalyses())),
  );
  return all.filter((_, index) => index === 0 || index === all.length - 1);
}

const files = typescriptFiles('experiments').filter((file) => file.split('/').length === 2);

describe('the quick form of every experiment', () => {
  it.each(files.map((file) => [basename(file), file]))('%s', async (_name, file) => {
    for (const { experiment, execution: wanted } of await quickForms(file)) {
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
  });
});
