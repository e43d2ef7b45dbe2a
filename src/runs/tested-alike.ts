import { join } from 'node:path';
import { z } from 'zod';
import { evaluationSet } from '../data/evaluation-sets.js';
import { UserError } from '../data/user-error.js';
import type { EvaluateOptions } from '../stages/experiment.js';
import { metrics } from '../stages/metrics.js';
import { runFiles, type StageRun } from './folder.js';
import { readJson } from './json-file.js';

/** What `config.json` says of how a stage was tested. */
const testedSchema = z.object({
  evaluate: z.object({
    sets: z.array(evaluationSet),
    metrics: z.array(z.enum(metrics)),
    newTokens: z.int(),
    precision: z.string(),
  }),
});

/**
 * Throws a UserError where a finished stage was tested otherwise than is wanted now: without a set
 * or a metric, with other lengths of answers or another precision. Tests are no part of a stage's
 * identity, so that weights are not trained anew for them.
 */
export function checkTestedAlike(run: StageRun, wanted: EvaluateOptions): void {
  const { evaluate } = readJson(join(run.folder, runFiles.config), testedSchema);
  const lacking = [
    ...wanted.sets.filter((set) => !evaluate.sets.includes(set)).map((set) => `set ${set}`),
    ...wanted.metrics
      .filter((metric) => !evaluate.metrics.includes(metric))
      .map((metric) => `metric ${metric}`),
  ];
  const changed = (['newTokens', 'precision'] as const).filter(
    (key) => evaluate[key] !== wanted[key],
  );
  if (lacking.length + changed.length === 0) return;
  const differences = [
    ...(lacking.length > 0 ? [`without ${lacking.join(', ')}`] : []),
    ...changed.map((key) => `with evaluate.${key} ${evaluate[key]}, now ${wanted[key]}`),
  ];
  throw new UserError(
    `${run.folder} was tested ${differences.join(' and ')}: take back what was changed of ` +
      `evaluate, or train anew in another folder (--runs)`,
  );
}
