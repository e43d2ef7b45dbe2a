import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Analysis, defineAnalysis } from '../src/analyses/analysis.js';
import { runFields } from '../src/analyses/analysis-kind.js';
import { analyses } from '../src/analyses/list.js';
import { loadAnalyses } from '../src/analyses/stage-analyses.js';
import { checkAnalyses } from '../src/analyses/wanted.js';
import { executionOf } from '../src/experiment/execution.js';
import { defineExperiment, type ExperimentInput } from '../src/experiment/experiment.js';
import { override } from '../src/experiment/override.js';
import type { Module } from '../src/nn/index.js';
import { memberJson } from '../src/report/member-json.js';
import { beside, readReport } from '../src/report/report.js';
import { reportText } from '../src/report/report-text.js';
import { layout, type StageRun } from '../src/runs/folder.js';
import { runFiles } from '../src/runs/stage-files.js';
import { testsFolder } from '../src/runs/stage-record.js';
import { trainRun } from '../src/runs/train-run.js';
import { noGrad, scope } from '../src/tensor/index.js';
import { smallExperiment } from './small-experiment.js';
import { smallImageExperiment } from './small-images.js';

const normOf = (model: Module): number =>
  scope(() =>
    noGrad(() => {
      const squares = model.parameters().map((one) => one.mul(one).sum().item());
      return Math.sqrt(squares.reduce((sum, one) => sum + one));
    }),
  );

/** The norm of all weights, epoch by epoch: nothing but this and the list knows of it. */
const norms = defineAnalysis({
  name: 'norms',
  needs: 'model',
  options: z.strictObject({ atEpochs: z.array(z.int().min(0)).default([0]) }),
  files: { 'weight-norms': z.strictObject({ ...runFields, epoch: z.int(), norm: z.number() }) },
  compute: async () => ({
    prepare({ model, stage: { name: stage }, seed, secondSeed }, { atEpochs }) {
      const rowsAt = (epoch: number) => [{ seed, secondSeed, stage, epoch, norm: normOf(model) }];
      const isDue = (epoch: number) => atEpochs.includes(epoch);
      return { after: (epoch) => (isDue(epoch) ? { 'weight-norms': rowsAt(epoch) } : null) };
    },
  }),
  summarise: (stages) => stages.flatMap((stage) => stage.rows('weight-norms')),
  text: ({ members }) => [
    '',
    ...members.flatMap(({ at, summary, control }) =>
      summary.map(({ epoch, norm }, i) => {
        const beside = control?.summary[i]?.norm.toFixed(3) ?? 'none';
        return `${at}: weights of norm ${norm.toFixed(3)} after epoch ${epoch}; control: ${beside}`;
      }),
    ),
  ],
  json: ({ summary }) => summary,
});

const list: readonly Analysis[] = [...analyses, norms];
const folder = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Trains the first stage of an experiment, whose weights are analysed. */
async function trained(written: ExperimentInput, options: object) {
  const [stage] = written.stages;
  const stages = [{ ...stage, analyses: { norms: options } }] as ExperimentInput['stages'];
  const defined = defineExperiment({ ...written, stages, seeds: { first: [1] } });
  const experiment = checkAnalyses(defined, list);
  const runs = layout(experiment, folder).get(1) as readonly [StageRun];
  const loaded = await loadAnalyses(experiment, list);
  for (const _ of trainRun({
    experiment,
    runs,
    execution: executionOf({ device: 'cpu' }),
    analyses: loaded,
  }));
  return { experiment, runs };
}

/** The norm of the float32 weights of a safetensors file, without the engine. */
function normOfFile(path: string): number {
  const bytes = readFileSync(path);
  let squares = 0;
  const start = 8 + Number(bytes.readBigUInt64LE());
  for (let at = start; at < bytes.length; at += 4) squares += bytes.readFloatLE(at) ** 2;
  return Math.sqrt(squares);
}

describe('an analysis that only the list knows of', () => {
  it('has its rows in the run folder, in the report and in the JSON', async () => {
    const { experiment, runs } = await trained(smallExperiment, { atEpochs: [0, 2, 3] });
    const [run] = runs;
    const lines = readFileSync(join(testsFolder(run).folder, 'weight-norms.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    const rows = lines.map((line) => JSON.parse(line));
    const of = { seed: 1, secondSeed: null, stage: 'stage1' };
    expect(rows).toMatchObject([0, 2, 3].map((epoch) => ({ ...of, epoch })));
    const last = normOfFile(join(run.folder, runFiles.model));
    expect(rows.at(-1).norm).toBeCloseTo(last, 4);
    expect(rows[0].norm).not.toBeCloseTo(last, 2);
    const done = JSON.parse(readFileSync(join(testsFolder(run).folder, 'done.json'), 'utf8'));
    expect(done.files).toHaveProperty(['weight-norms.jsonl', 'sha256']);

    const report = readReport(experiment, folder, { list });
    if (report === null) throw new Error('seed 1 is finished');
    const compared = beside(report, report);
    const shown = rows.map(({ norm }) => norm.toFixed(3));
    expect(reportText(compared, 100)).toContain(
      `small: weights of norm ${shown[2]} after epoch 3; control: ${shown[2]}`,
    );
    expect(memberJson(compared, folder).analyses).toEqual({ norms: rows });
    expect(memberJson(compared, folder).control?.analyses).toEqual({ norms: rows });

    const changed = override(experiment, ['stages.stage1.analyses.norms.atEpochs=[0,1]']);
    expect(readReport(checkAnalyses(changed, list), folder, { list })).toBeNull();
  });

  it('works for models of images where it needs no language', async () => {
    const { experiment, runs } = await trained(smallImageExperiment, { atEpochs: [2] });
    const last = normOfFile(join(runs[0].folder, runFiles.model));
    const [found] = readReport(experiment, folder, { list })?.analyses ?? [];
    expect(found?.summary).toMatchObject([{ epoch: 2, norm: expect.closeTo(last, 4) }]);
  });

  it('is unknown without the list', () => {
    const [stage] = smallExperiment.stages;
    const stages = [{ ...stage, analyses: { norms: {} } }];
    expect(() => checkAnalyses(defineExperiment({ ...smallExperiment, stages }))).toThrow(
      'stages.stage1.analyses.norms: unknown key; known: alignment, probes',
    );
  });
});
