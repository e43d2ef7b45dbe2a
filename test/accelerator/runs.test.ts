import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analysedStages } from '../../src/analyses/record.js';
import { loadAnalyses } from '../../src/analyses/stage-analyses.js';
import { quickAnalyses } from '../../src/analyses/wanted.js';
import { executionOf } from '../../src/experiment/execution.js';
import { readRecord } from '../../src/runs/experiment-record.js';
import { layout } from '../../src/runs/folder.js';
import { trainRun } from '../../src/runs/train-run.js';
import { quickStudy } from '../../src/study/quick-study.js';
import { resolveStudy, trainedExperiments } from '../../src/study/resolve-study.js';
import { asStudy } from '../../src/study/study.js';
import { setThreads } from '../../src/tensor/index.js';
import { alive, device, fake } from './fake.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-fake-'));
beforeAll(() => setThreads(1));
afterAll(() => rmSync(folder, { recursive: true }));

async function quickForm(name: string, index = 0) {
  const { default: exported } = await import(`../../experiments/${name}.ts`);
  const study = asStudy(exported, 'file');
  const form = quickStudy(study, quickAnalyses());
  return trainedExperiments(resolveStudy(form))[index];
}

async function run(name: string, where: string) {
  const one = await quickForm(name);
  if (!one) throw new Error('none');
  const { experiment } = one;
  const execution = executionOf(one.execution, { device: where });
  const [seed = 0] = experiment.seeds.first;
  const runsFolder = join(folder, where.replace(':', ''));
  const runs = layout(experiment, runsFolder).get(seed) ?? [];
  const analyses = await loadAnalyses(experiment);
  const began = performance.now();
  const before = alive();
  let reads = fake.reads();
  const perStep: number[] = [];
  let steps = 0;
  let last = '';
  for (const event of trainRun({ experiment, runs, execution, analyses })) {
    if (event.kind === 'step') {
      steps++;
      if (last === 'step') perStep.push(fake.reads() - reads);
    }
    reads = fake.reads();
    last = event.kind;
  }
  console.log(name, where, steps, performance.now() - began, new Set(perStep), before, alive());
  return readRecord(experiment, runsFolder);
}

describe('runs', () => {
  it.each([
    'world',
    'fig3-main',
    'fig6-gradient-alignment',
    'fig7-linear-probes',
    'fig22-set-inclusion',
    'fig23-mnist',
    'fig20-t5-two-stages',
    'fig21-in-context',
    'fig8-losses',
  ])('%s', async (name) => {
    const host = await run(name, 'cpu');
    const there = await run(name, device);
    const key = (r: (typeof host.rows)[number]) => JSON.stringify({ ...r, value: undefined });
    const m = new Map(host.rows.map((r) => [key(r), r.value]));
    let worst = 0;
    let worstLoss = 0;
    for (const r of there.rows) {
      const d = Math.abs((m.get(key(r)) as number) - r.value);
      if (r.metric === 'loss') worstLoss = Math.max(worstLoss, d);
      else worst = Math.max(worst, d * r.questions);
    }
    console.log(name, host.rows.length, there.rows.length, worst, worstLoss);
  });
});
