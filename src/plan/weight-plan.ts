import { statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../errors/user-error.js';
import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { modelKind } from '../experiment/models/kinds.js';
import { isFolder } from '../files/folders.js';
import { layout } from '../runs/folder.js';
import { atStart } from '../runs/stage-start.js';
import type { ExperimentWork } from '../runs/work/experiment-work.js';
import { epochsToKeep } from '../runs/work/kept-weights.js';
import { bytesText } from '../text/bytes.js';
import { counted } from '../text/counted.js';
import { textsOf, wordsOf } from './experiment-cost.js';

/** Of a number in a file of weights, which is float32 whatever a stage computes in. */
const bytesEach = 4;

/** Which weights an experiment keeps, and how much disk they take. */
export interface WeightPlan {
  /** Stages of a first seed whose weights are kept. */
  readonly stages: number;
  /** How often their weights are kept, all stages together: at each one's end, or more often. */
  readonly epochs: number;
  /** Of the weights of one stage after one epoch; null where it is not known without a file. */
  readonly bytesOfStage: number | null;
  readonly seeds: number;
}

/**
 * Which weights an experiment keeps; the model's size is counted, and nothing is loaded.
 *
 * @param parameters numbers of the model, where they are known; else they are counted
 */
export function weightPlan(
  experiment: Experiment,
  runsFolder: string,
  execution: Pick<Execution, 'keepWeights'>,
  parameters: number | null = null,
): WeightPlan {
  const seeds = experiment.seeds.first.length;
  const [runs = []] = layout(experiment, runsFolder).values();
  const kept = runs.map((run) => epochsToKeep(run, runs, execution).length);
  const { model } = atStart(experiment, runs);
  const count =
    parameters ?? modelKind(model).parameters(model, wordsOf(experiment, textsOf(experiment)));
  return {
    stages: kept.filter((epochs) => epochs > 0).length,
    epochs: kept.reduce((sum, epochs) => sum + epochs, 0),
    seeds,
    bytesOfStage: count === null ? null : count * bytesEach,
  };
}

/**
 * `keeps the weights of 2 stages a seed: 5.6 GB, 45 GB for 8 seeds`, after how many epochs where
 * that is more than their ends, or that it keeps none.
 */
export function weightText({ stages, epochs, seeds, bytesOfStage }: WeightPlan): string {
  if (stages === 0) return 'keeps no weights';
  const often = epochs === stages ? '' : `${counted(epochs, 'epoch')} of `;
  const what = `keeps the weights of ${often}${counted(stages, 'stage')} a seed`;
  if (bytesOfStage === null) return what;
  const each = epochs * bytesOfStage;
  const all = seeds === 1 ? '' : `, ${bytesText(each * seeds)} for ${counted(seeds, 'seed')}`;
  return `${what}: ${bytesText(each)}${all}`;
}

/**
 * Throws a UserError where the disk has no room for the weights of what is still to be trained, or
 * for what is tested from weights.
 *
 * @param plan null where nothing is trained
 * @param free bytes; by default what the disk of the runs folder has
 */
export function checkDisk(
  plan: Pick<WeightPlan, 'bytesOfStage'> | null,
  { stages }: Pick<ExperimentWork, 'stages'>,
  runsFolder: string,
  free = freeBytes(runsFolder),
): void {
  const saved = stages
    .filter(({ kind }) => kind.startsWith('train'))
    .reduce((sum, { lacksWeights }) => sum + lacksWeights.length, 0);
  const weights = saved * (plan?.bytesOfStage ?? 0);
  const tests = testBytesOf(stages);
  if (weights + tests <= free) return;
  const [what, fewer] =
    weights > 0
      ? [
          'the weights that are to be kept need',
          ', or keep fewer (--keep-weights all, parents or none)',
        ]
      : ['what is tested from weights needs about', ''];
  throw new UserError(
    `${what} ${bytesText(weights + tests)}, and the disk of ${runsFolder} has ` +
      `${bytesText(free)} free: make room${fewer}`,
  );
}

/** About how many bytes the results of what is tested from weights take. */
export const testBytesOf = (stages: ExperimentWork['stages']): number =>
  stages.reduce((sum, { testBytes }) => sum + testBytes, 0);

/** Bytes that are free on the disk of a folder, which may be missing. */
export function freeBytes(folder: string): number {
  const path = resolve(folder);
  if (!isFolder(path) && dirname(path) !== path) return freeBytes(dirname(path));
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
