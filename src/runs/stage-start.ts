import { join } from 'node:path';
import { UserError } from '../errors/user-error.js';
import { type Experiment, withParts } from '../experiment/experiment.js';
import { type ModelOptions, modelKind, otherStageOf } from '../experiment/models/kinds.js';
import { type ResultFolder, verifyFile } from './done-file.js';
import { hasWeights, readTraining, runFiles } from './stage-files.js';

/** A trained stage of another experiment, whose weights a seed starts from. */
export interface StageStart extends ResultFolder {
  /** The name of the other experiment. */
  readonly experiment: string;
  readonly stage: string;
  /** The first seed there. */
  readonly seed: number;
  /** Null for stages of seed 'first'. */
  readonly secondSeed: number | null;
}

/**
 * Where a first seed starts, of a model that is a stage of another experiment; null of other models,
 * and where that experiment did not load.
 */
export function startOf(model: ModelOptions, runsFolder: string, seed: number): StageStart | null {
  const { resolved, seed: from } = otherStageOf(model) ?? {};
  if (resolved === undefined || 'problem' in resolved) return null;
  const { experiment, stage, identities, second } = resolved;
  const first = typeof from === 'number' ? from : seed;
  const names = identities.flatMap((identity, index) => [
    identity,
    ...(index === 0 ? [`seed-${first}`] : []),
    ...(index === second?.index ? [`seed-${second.seed}`] : []),
  ]);
  return {
    experiment,
    stage,
    seed: first,
    secondSeed: second?.seed ?? null,
    identity: identities.at(-1) ?? '',
    folder: join(runsFolder, ...names),
  };
}

/** Why no seed can start from a stage, in words; null where its weights are there. */
export function lackOfStart(start: StageStart): 'not trained' | 'weights not kept' | null {
  const training = readTraining(start);
  if (training === null) return 'not trained';
  return hasWeights(training) ? null : 'weights not kept';
}

/** Throws a UserError where the weights of a stage that is started from are not there as written. */
export function checkStart(start: StageStart): void {
  const { experiment, stage, seed } = start;
  const lack = lackOfStart(start);
  if (lack !== null)
    throw new UserError(
      `model: ${stage} of ${experiment}, seed ${seed}: ${lack} (${start.folder})`,
    );
  verifyFile(start, runFiles.model);
}

/**
 * An experiment that starts from a stage of another one, as it is read: from the checkpoint in that
 * stage's folder or, where only tests are made and its weights are gone, in that of a stage of its
 * own. Other experiments, and where there are no weights at all, as they are.
 *
 * @param runs the stages of one first seed, as `layout` gives them
 */
export function atStart(
  experiment: Experiment,
  runs: readonly (ResultFolder & { readonly start: StageStart | null })[],
): Experiment {
  const { model } = experiment;
  if (otherStageOf(model) === null) return experiment;
  const starts = runs.flatMap(({ start }) => (start === null ? [] : [start]));
  const found = [...starts, ...runs].find((one) => hasWeights(readTraining(one)));
  if (found === undefined) return experiment;
  const architecture = modelKind(model).architecture(model) ?? 'causal';
  const checkpoint = { kind: 'pretrained', from: found.folder, revision: 'main', architecture };
  return withParts(experiment, { model: checkpoint as ModelOptions });
}
