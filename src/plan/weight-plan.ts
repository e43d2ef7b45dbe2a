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
import { areKept } from '../runs/work/kept-weights.js';
import { bytesText } from '../text/bytes.js';
import { counted } from '../text/counted.js';
import { textsOf, wordsOf } from './experiment-cost.js';

/** Of a number in a file of weights, which is float32 whatever a stage computes in. */
const bytesEach = 4;

/** Which weights an experiment keeps, and how much disk they take. */
export interface WeightPlan {
  /** Stages of a first seed whose weights are kept. */
  readonly stages: number;
  /** Of the weights of one stage; null where it is not known without a file. */
  readonly bytesOfStage: number | null;
  readonly seeds: number;
}

/** Which weights an experiment keeps; the model's size is counted, and nothing is loaded. */
export function weightPlan(
  experiment: Experiment,
  runsFolder: string,
  execution: Pick<Execution, 'keepWeights'>,
): WeightPlan {
  const seeds = experiment.seeds.first.length;
  const [runs = []] = layout(experiment, runsFolder).values();
  const stages = runs.filter((run) => areKept(run, runs, execution)).length;
  const { model } = atStart(experiment, runs);
  const count = modelKind(model).parameters(model, wordsOf(experiment, textsOf(experiment)));
  return { stages, seeds, bytesOfStage: count === null ? null : count * bytesEach };
}

/** `keeps the weights of 2 stages a seed: 5.6 GB, 45 GB of all 8 seeds`, or that it keeps none. */
export function weightText({ stages, seeds, bytesOfStage }: WeightPlan): string {
  if (stages === 0) return 'keeps no weights';
  const what = `keeps the weights of ${counted(stages, 'stage')} a seed`;
  if (bytesOfStage === null) return what;
  const each = stages * bytesOfStage;
  const all = seeds === 1 ? '' : `, ${bytesText(each * seeds)} for ${counted(seeds, 'seed')}`;
  return `${what}: ${bytesText(each)}${all}`;
}

/**
 * Throws a UserError where the weights of what is still to be trained have no room on the disk.
 *
 * @param free bytes; by default what the disk of the runs folder has
 */
export function checkDisk(
  { bytesOfStage }: WeightPlan,
  { stages }: ExperimentWork,
  runsFolder: string,
  free = freeBytes(runsFolder),
): void {
  const saved = stages.filter(
    ({ kind, keepsWeights, weightBytes }) =>
      kind.startsWith('train') && keepsWeights && weightBytes === 0,
  ).length;
  const needed = saved * (bytesOfStage ?? 0);
  if (needed <= free) return;
  throw new UserError(
    `the weights that are to be kept need ${bytesText(needed)}, and the disk of ${runsFolder} has ` +
      `${bytesText(free)} free: make room, or keep fewer (--keep-weights parents or none)`,
  );
}

function freeBytes(folder: string): number {
  const path = resolve(folder);
  if (!isFolder(path) && dirname(path) !== path) return freeBytes(dirname(path));
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
