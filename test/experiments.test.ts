import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { executionOf } from '../src/experiment/execution.js';
import { checkExperiment, type Experiment } from '../src/experiment/experiment.js';
import { quickExecution, quickForm } from '../src/experiment/quick.js';
import { readRecord } from '../src/runs/experiment-record.js';
import { layout } from '../src/runs/folder.js';
import { trainRun } from '../src/runs/train-run.js';
import { projectFolder, typescriptFiles } from './source-files.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-experiments-'));
afterAll(() => rmSync(folder, { recursive: true }));

const execution = executionOf(quickExecution, { device: 'cpu' });

/** What a file of experiments/ exports: one, or the first and the last of a list. */
async function quickForms(file: string): Promise<Experiment[]> {
  const path = join(projectFolder, file);
  const { default: exported } = (await import(path)) as { default: unknown };
  const all = Array.isArray(exported) ? [exported.at(0), exported.at(-1)] : [exported];
  return [...new Set(all)].map((one) => checkExperiment(quickForm(one)));
}

const files = typescriptFiles('experiments').filter((file) => file.split('/').length === 2);

describe('the quick form of every experiment', () => {
  it.each(files.map((file) => [basename(file), file]))('%s', async (_name, file) => {
    for (const experiment of await quickForms(file)) {
      const [seed = 0] = experiment.seeds.first;
      const runs = layout(experiment, folder).get(seed) ?? [];
      for (const event of trainRun({ experiment, runs, execution }))
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
