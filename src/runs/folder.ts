import { join } from 'node:path';
import type { Experiment } from '../experiment/experiment.js';
import { stageIdentities } from '../experiment/identity.js';
import type { Stage } from '../experiment/stage.js';

/** Folder of all runs where none is named, from the working folder. */
export const defaultRuns = 'runs';

/**
 * The files of a finished stage's folder, in the order in which they come to be; `done` is last.
 * Analyses have files of JSON Lines beside them, under names of their own.
 */
export const runFiles = {
  config: 'config.json',
  losses: 'losses.jsonl',
  metrics: 'metrics.jsonl',
  answers: 'answers.jsonl',
  model: 'model.safetensors',
  environment: 'environment.json',
  done: 'done.json',
} as const;

/** The file that has rows in a stage's folder, such as those of an analysis. */
export const rowsFile = (name: string): string => `${name}.jsonl`;

/** One stage of one run: what is trained, from where, and the folder that it is kept in. */
export interface StageRun {
  readonly stage: Stage;
  /** The stage's place in the experiment, from 0. */
  readonly index: number;
  readonly seed: number;
  /** Null for stages of seed 'first'. */
  readonly secondSeed: number | null;
  readonly identity: string;
  readonly folder: string;
  /**
   * The stage whose weights this one starts from; null for the first, which starts from random
   * ones.
   */
  readonly parent: StageRun | null;
}

/** The stages of every seed of an experiment, in an order of training. */
export type Layout = ReadonlyMap<number, readonly StageRun[]>;

/**
 * Where every stage of an experiment is kept. A stage lies inside the one that it starts from, as
 * `<name>-<identity>`; a folder `seed-<n>` follows where a seed is chosen, so at the first stage
 * and at the first one of seed 'second':
 *
 *     runs/world/facts-1b2c3d4e/seed-10/
 *       config.json losses.jsonl metrics.jsonl answers.jsonl model.safetensors
 *       environment.json done.json
 *       stage1-5f6a7b8c/
 *         config.json ... done.json
 *         stage2-9d0e1f2a/seed-0/
 *           config.json ... done.json
 *
 * So experiments that differ in later stages only share the earlier ones when they share a name
 * (`--set`).
 */
export function layout(experiment: Experiment, runsFolder: string): Layout {
  const identities = stageIdentities(experiment);
  const root = join(runsFolder, experiment.name);
  const runs = new Map<number, readonly StageRun[]>();
  for (const seed of experiment.seeds.first) {
    runs.set(seed, runsOfSeed(experiment, identities, root, seed));
  }
  return runs;
}

function runsOfSeed(
  experiment: Experiment,
  identities: readonly string[],
  root: string,
  seed: number,
): StageRun[] {
  const runs: StageRun[] = [];
  const add = (index: number, parent: StageRun | null, secondSeed: number | null): StageRun => {
    const stage = experiment.stages[index];
    const identity = identities[index];
    if (stage === undefined || identity === undefined) throw new RangeError(`no stage ${index}`);
    const inside = join(parent?.folder ?? root, `${stage.name}-${identity}`);
    const choosesSeed = parent === null || parent.secondSeed !== secondSeed;
    const folder = choosesSeed ? join(inside, `seed-${secondSeed ?? seed}`) : inside;
    const run = { stage, index, seed, secondSeed, identity, folder, parent };
    runs.push(run);
    return run;
  };
  const found = experiment.stages.findIndex((stage) => stage.seed === 'second');
  const border = found === -1 ? experiment.stages.length : found;
  let trunk: StageRun | null = null;
  for (let index = 0; index < border; index++) trunk = add(index, trunk, null);
  for (const secondSeed of experiment.seeds.second) {
    let parent = trunk;
    for (let index = border; index < experiment.stages.length; index++) {
      parent = add(index, parent, secondSeed);
    }
  }
  return runs;
}
