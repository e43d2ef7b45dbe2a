import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadAnalyses } from '../../src/analyses/stage-analyses.js';
import { quickAnalyses } from '../../src/analyses/wanted.js';
import { executionOf } from '../../src/experiment/execution.js';
import { type ExperimentRecord, readRecord } from '../../src/runs/experiment-record.js';
import { layout } from '../../src/runs/folder.js';
import { trainRun } from '../../src/runs/train-run.js';
import { quickStudy } from '../../src/study/quick-study.js';
import {
  resolveStudy,
  type TrainedExperiment,
  trainedExperiments,
} from '../../src/study/resolve-study.js';
import { asStudy } from '../../src/study/study.js';
import { setThreads } from '../../src/tensor/index.js';
import { alive, device, expectAlive, fake } from './fake.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-fake-'));
beforeAll(() => setThreads(1));
afterAll(() => rmSync(folder, { recursive: true }));

/** The first experiment of a study's quick form. */
async function quickForm(name: string): Promise<TrainedExperiment> {
  const { default: exported } = await import(`../../experiments/${name}.ts`);
  const form = quickStudy(asStudy(exported, 'file'), quickAnalyses());
  return trainedExperiments(resolveStudy(form))[0] as TrainedExperiment;
}

/** A run of the first seed, what is recorded of it, and how often each of its steps was read. */
async function run({ experiment, execution: wanted }: TrainedExperiment, where: string) {
  const before = alive();
  const execution = executionOf(wanted, { device: where });
  const runsFolder = join(folder, where.replace(':', ''));
  const runs = layout(experiment, runsFolder).get(experiment.seeds.first[0] as number) ?? [];
  const analyses = await loadAnalyses(experiment);
  const reads: number[] = [];
  let read = fake.reads();
  let last = '';
  for (const event of trainRun({ experiment, runs, execution, analyses })) {
    // Between two steps there is nothing else.
    if (event.kind === 'step' && last === 'step') reads.push(fake.reads() - read);
    [read, last] = [fake.reads(), event.kind];
  }
  expectAlive(before);
  return { record: readRecord(experiment, runsFolder), reads };
}

/** Every number of the rows of a stage's file. */
const numbersOf = ({ stages }: ExperimentRecord, file: string): number[] =>
  stages.flatMap((stage) =>
    stage
      .rows(file, z.looseObject({}))
      .flatMap((row) => Object.values(row).filter((value) => typeof value === 'number')),
  );

describe('the quick form, trained and tested on a device as on the host', () => {
  it.each([
    // Its file, and what its rows' numbers may differ by.
    { name: 'world', file: null, tolerance: 0 },
    { name: 'fig6-gradient-alignment', file: 'gradients', tolerance: 1e-4 },
    { name: 'fig7-linear-probes', file: 'probes', tolerance: 1e-6 },
    { name: 'fig22-set-inclusion', file: null, tolerance: 0 },
    { name: 'fig23-mnist', file: null, tolerance: 0 },
  ])('$name', async ({ name, file, tolerance }) => {
    const form = await quickForm(name);
    const host = await run(form, 'cpu');
    const there = await run(form, device);
    expect(new Set(there.reads)).toEqual(new Set([1]));
    expect(there.record.finished).toEqual(host.record.finished);
    expect(there.record.rows.length).toBe(host.record.rows.length);
    for (const [i, row] of there.record.rows.entries()) {
      const { value, ...key } = host.record.rows[i] as typeof row;
      expect(row).toMatchObject(key);
      // Losses differ by rounding; of answers, rounding may turn one.
      expect(Math.abs(row.value - value)).toBeLessThanOrEqual(
        row.metric === 'loss' ? 1e-4 : 1 / row.questions,
      );
    }
    if (file === null) return;
    const [expected, found] = [numbersOf(host.record, file), numbersOf(there.record, file)];
    expect(expected.length).toBeGreaterThan(20);
    expect(found.length).toBe(expected.length);
    for (const [i, number] of expected.entries())
      expect(Math.abs((found[i] as number) - number)).toBeLessThanOrEqual(
        tolerance * Math.max(1, Math.abs(number)),
      );
  });
});
