import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import study from '../experiments/smollm2-people.js';
import { executionOf } from '../src/experiment/execution.js';
import { readRecord } from '../src/runs/experiment-record.js';
import { layout } from '../src/runs/folder.js';
import { trainRun } from '../src/runs/train-run.js';
import { resolveStudy, trainedExperiments } from '../src/study/resolve-study.js';
import { setThreads } from '../src/tensor/index.js';
import { projectFolder } from './source-files.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-smollm2-people-'));
const file = join(folder, 'people.csv');
const llama = join(projectFolder, 'test', 'fixtures', 'llama_small');
const works = ['actor', 'painter', 'poet', 'singer'];
const months = ['April', 'May', 'June'];

beforeAll(() => {
  setThreads(1);
  const people = Array.from({ length: 60 }, (_, i) => {
    const [born, died] = [1900 + ((i * 7) % 60), 2006 + (i % 11)];
    const [work, month] = [works[i % works.length], months[i % months.length]];
    return `Person ${i},${born},${died},${work},Nation ${i % 9},${month},cause ${i % 5},${100 - i}`;
  });
  const header =
    'name,birth_year,death_year,famous_for,nationality,death_month,cause_of_death,fame_score';
  writeFileSync(file, [header, ...people, ''].join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('smollm2-people from the folder of a Llama', () => {
  it('trains with its control', () => {
    const assignments = [
      `data.file=${file}`,
      `model=${llama}`,
      'data.entities=60',
      'stages.stage1.epochs=1',
      'stages.stage2.epochs=1',
    ];
    const trained = trainedExperiments(resolveStudy(study, { assignments }));
    expect(trained.map(({ experiment }) => experiment.name)).toEqual([
      'smollm2-people',
      'smollm2-people-control',
    ]);
    for (const { experiment, execution } of trained) {
      const [seed = 0] = experiment.seeds.first;
      const runs = layout(experiment, folder).get(seed) ?? [];
      const wanted = executionOf(execution, { device: 'cpu' });
      const losses: number[] = [];
      for (const event of trainRun({ experiment, runs, execution: wanted }))
        if (event.kind === 'step') losses.push(event.loss);
      // 600 tokens: a model that knows nothing of them has a loss of log(600), 6.4.
      expect(losses[0]).toBeGreaterThan(5.5);
      expect(losses[0]).toBeLessThan(7.5);
      const { rows, finished } = readRecord(experiment, folder);
      expect(finished).toEqual([seed]);
      const last = rows.filter(({ stage }) => stage === 'stage2').map(({ subset }) => subset);
      expect(new Set(last)).toEqual(new Set(['D5cons', 'D6cons', 'D8cons', 'QA7']));
    }
  });
});
