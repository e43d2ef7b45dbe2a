import { join } from 'node:path';
import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { stageIdentities } from '../experiment/identity.js';
import { otherStageOf } from '../experiment/models/kinds.js';
import type { Stage } from '../experiment/stage.js';
import { atCommit } from './hub-commit.js';
import { atStart, type StageStart, startOf } from './stage-start.js';
import { type StageTests, testsOf } from './stage-tests.js';
import { recordedVersions } from './store/recorded-versions.js';
import { atRecordedCommit } from './store/study-records.js';

/** One stage of one run: what is trained, from where, how it is tested, and where it is kept. */
export interface StageRun {
  readonly stage: Stage;
  /** The stage's index in the experiment, from 0. */
  readonly index: number;
  readonly seed: number;
  /** Null for stages of seed 'first'. */
  readonly secondSeed: number | null;
  readonly identity: string;
  readonly folder: string;
  /** What the experiment wants to know of the stage's weights. */
  readonly tests: StageTests;
  /**
   * The stage whose weights this one starts from; null for the first, which starts from the
   * experiment's model.
   */
  readonly parent: StageRun | null;
  /** The stage of another experiment that the first one starts from; null of all others. */
  readonly start: StageStart | null;
}

/** The stages of every seed of an experiment, in an order of training. */
export type Layout = ReadonlyMap<number, readonly StageRun[]>;

/**
 * Where every stage of an experiment is kept: in one store for all experiments, by its identity,
 * whatever experiment and stage are called. A stage lies inside the one that it starts from; a
 * folder `seed-<n>` follows where a seed is chosen, so at the first stage and at the first one of
 * seed 'second'. The tests of a stage lie in folders of their own, as experiments may want to know
 * different things of the same weights:
 *
 *     runs/1b2c3d4e5f60/seed-10/
 *       run.json losses.jsonl environment.json done.json
 *       config.json model.safetensors tokenizer.json ...
 *       tests-0a1b2c3d/
 *         tests.json metrics.jsonl answers.jsonl environment.json done.json
 *       5f6a7b8c9d0e/
 *         run.json ... done.json tests-.../
 *         9d0e1f2a3b4c/seed-0/
 *           run.json ... done.json tests-.../
 *
 * So experiments that begin alike share what they train alike.
 */
export function layout(experiment: Experiment, runsFolder: string): Layout {
  const identities = identitiesIn(experiment, runsFolder);
  const runs = new Map<number, readonly StageRun[]>();
  // The same for all seeds, and made once, as there may be thousands.
  const wanted = experiment.stages.map((stage) => testsOf(experiment, stage));
  for (const seed of experiment.seeds.first) {
    runs.set(seed, runsOfSeed(experiment, { identities, wanted }, runsFolder, seed));
  }
  return runs;
}

/** As `atStart`, of an experiment's first seed or another one. */
export function readAtStart(
  experiment: Experiment,
  runsFolder: string,
  seed = experiment.seeds.first[0] ?? 0,
): Experiment {
  if (otherStageOf(experiment.model) === null) return experiment;
  return atStart(
    experiment,
    layout(withFirstSeeds(experiment, [seed]), runsFolder).get(seed) ?? [],
  );
}

/**
 * The identities by which the stages of an experiment are found: those of `stageIdentities`, a
 * model of the hub at the commit that is on this machine. Throws UserErrors as there.
 */
export function storedIdentities(experiment: Experiment): readonly string[] {
  return pinned.get(experiment) ?? stageIdentities(atCommit(experiment));
}

/** The identities of experiments that were read from a store, whatever their files hold now. */
const pinned = new WeakMap<Experiment, readonly string[]>();

/** The experiment with other first seeds, found by the same identities where it is of a store. */
export function withFirstSeeds(experiment: Experiment, first: readonly number[]): Experiment {
  const changed = { ...experiment, seeds: { ...experiment.seeds, first } };
  const identities = pinned.get(experiment);
  if (identities !== undefined) pinned.set(changed, identities);
  return changed;
}

/** Has an experiment that was read from a store found by the identities that it has there. */
export function pinIdentities(experiment: Experiment, identities: readonly string[]): void {
  pinned.set(experiment, identities);
}

/**
 * As `storedIdentities`; where its data file or checkpoint cannot be read, those of the newest runs
 * in the folder that were made of it, as their records say, if there are any.
 */
export function identitiesIn(experiment: Experiment, runsFolder: string): readonly string[] {
  try {
    return storedIdentities(atRecordedCommit(experiment, runsFolder));
  } catch (error) {
    const [newest] = error instanceof UserError ? recordedVersions(experiment, runsFolder) : [];
    if (newest === undefined) throw error;
    return newest.identities;
  }
}

/** Whether results of an experiment can be looked for, though what it reads may not be here. */
export function canBeFound(experiment: Experiment, runsFolder: string): boolean {
  try {
    return identitiesIn(experiment, runsFolder).length > 0;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function runsOfSeed(
  experiment: Experiment,
  {
    identities,
    wanted,
  }: { readonly identities: readonly string[]; readonly wanted: readonly StageTests[] },
  root: string,
  seed: number,
): StageRun[] {
  const runs: StageRun[] = [];
  const add = (index: number, parent: StageRun | null, secondSeed: number | null): StageRun => {
    const stage = experiment.stages[index];
    const identity = identities[index];
    const tests = wanted[index];
    if (stage === undefined || identity === undefined || tests === undefined)
      throw new RangeError(`no stage ${index}`);
    const inside = join(parent?.folder ?? root, identity);
    const choosesSeed = parent === null || parent.secondSeed !== secondSeed;
    const folder = choosesSeed ? join(inside, `seed-${secondSeed ?? seed}`) : inside;
    const start = parent === null ? startOf(experiment.model, root, seed) : null;
    const run = { stage, index, seed, secondSeed, identity, folder, tests, parent, start };
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
