import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { textOf } from '../data/documents.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment } from '../experiment/experiment.js';
import { layout } from './folder.js';
import { dataOf } from './seed-data.js';
import { runFiles } from './stage-files.js';
import { trainRun } from './train-run.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-cut-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a run says of each stage how many documents mode faithful cuts', () => {
  // Every document has four words, and a word is a token.
  const padTo = [3, 4] as const;
  const experiment = defineExperiment({
    ...smallExperiment,
    mode: 'faithful',
    stages: smallExperiment.stages.map((stage, i) => ({
      ...stage,
      epochs: 1,
      loss: { padTo: padTo[i] ?? 0 },
    })),
    seeds: { first: [1] },
  });
  const { dataset } = dataOf(experiment, 1, 0);
  const documents = experiment.stages.map(({ train }) => dataset.trainingDocuments(train));
  expect(new Set(documents.flat().map((one) => textOf(one).split(' ').length))).toEqual(
    new Set([4]),
  );
  const wanted = [documents[0]?.length, 0];
  const runs = layout(experiment, folder).get(1) ?? [];
  const said = new Map<string, number>();
  const execution = executionOf({ device: 'cpu' });
  for (const event of trainRun({ experiment, runs, execution }))
    if (event.kind === 'stage-begun') said.set(event.stage, event.documentsCut);
  expect([...said.values()]).toEqual(wanted);
  const written = runs.map(({ folder }) => {
    const text = readFileSync(join(folder, runFiles.environment), 'utf8');
    return JSON.parse(text).documentsCut;
  });
  expect(written).toEqual(wanted);
});
