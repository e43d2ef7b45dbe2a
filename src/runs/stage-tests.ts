import { join } from 'node:path';
import { z } from 'zod';
import { evaluationSet } from '../data/evaluation-sets.js';
import { UserError } from '../errors/user-error.js';
import { gradientOptions, probeOptions } from '../experiment/analyses.js';
import type { EvaluateOptions } from '../experiment/experiment.js';
import { canonicalJson } from '../experiment/canonical-json.js';
import { metrics } from '../experiment/metrics.js';
import { readJson } from '../files/json-file.js';
import { runFiles, type StageRun } from './folder.js';

/** What `config.json` says of how a stage was tested. */
const testedSchema = z.object({
  evaluate: z.object({
    sets: z.array(evaluationSet),
    metrics: z.array(z.enum(metrics)),
    newTokens: z.int(),
    precision: z.string(),
  }),
  stages: z.array(
    z.object({
      name: z.string(),
      gradients: gradientOptions.nullish(),
      probes: probeOptions.nullish(),
    }),
  ),
});

/**
 * Throws a UserError where a finished stage was tested otherwise than is wanted now: without a set
 * or a metric, with other lengths of answers or another precision, or without an analysis. Tests and
 * analyses are no part of a stage's identity, so that weights are not trained anew for them.
 */
export function checkTestedAlike(run: StageRun, wanted: EvaluateOptions): void {
  const { evaluate, stages } = readJson(join(run.folder, runFiles.config), testedSchema);
  const lacking = [
    ...wanted.sets.filter((set) => !evaluate.sets.includes(set)).map((set) => `set ${set}`),
    ...wanted.metrics
      .filter((metric) => !evaluate.metrics.includes(metric))
      .map((metric) => `metric ${metric}`),
  ];
  const changed = (['newTokens', 'precision'] as const).filter(
    (key) => evaluate[key] !== wanted[key],
  );
  const stage = stages.find(({ name }) => name === run.stage.name);
  const analysed = (['gradients', 'probes'] as const).filter(
    (key) =>
      run.stage[key] !== null &&
      canonicalJson(stage?.[key] ?? null) !== canonicalJson(run.stage[key]),
  );
  if (lacking.length + changed.length + analysed.length === 0) return;
  const differences = [
    ...(lacking.length > 0 ? [`without ${lacking.join(', ')}`] : []),
    ...changed.map((key) => `with evaluate.${key} ${evaluate[key]}, now ${wanted[key]}`),
    ...analysed.map((key) => `without the stage's ${key} as they are wanted now`),
  ];
  throw new UserError(
    `${run.folder} was tested ${differences.join(' and ')}: take back what was changed of ` +
      `evaluate, gradients and probes, or train anew in another folder (--runs)`,
  );
}
