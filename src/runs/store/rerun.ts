import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { UserError } from '../../errors/user-error.js';
import type { Experiment } from '../../experiment/experiment.js';
import { makeFolder } from '../../files/folders.js';
import { isLeaseName, takeLeases } from '../../files/leases/lease.js';
import { type ResultFolder, removeResults } from '../done-file.js';
import { layout, type StageRun, withFirstSeeds } from '../folder.js';
import { readTraining, savedWeights } from '../stage-files.js';
import { compareResults, type StageComparison } from './compared-stages.js';
import { ownNames, removeEmpty } from './stage-sizes.js';

/** Folders in a runs folder that `rerun` makes: what is being trained again, and what it replaced. */
export const rerunFolders = { again: 'rerun', aside: 'set-aside' } as const;

/** A seed that is trained again, in a store of its own, beside the results that there are. */
export interface Rerun {
  readonly experiment: Experiment;
  readonly runsFolder: string;
  /** The store in which it is trained; it stays until the seed is finished. */
  readonly again: string;
  /** The stages that are trained again. */
  readonly stages: readonly StageRun[];
}

/**
 * Prepares to train one seed of an experiment again: all of its stages, or one. What they start from
 * is copied where it is whole, a stage of another experiment too. What an earlier call finished is gone on with.
 */
export function prepareRerun(
  experiment: Experiment,
  runsFolder: string,
  { seed, stage }: { readonly seed: number; readonly stage?: string | undefined },
): Rerun {
  const one = withFirstSeeds(experiment, [seed]);
  const runs = layout(one, runsFolder).get(seed) ?? [];
  const names = experiment.stages.map(({ name }) => name);
  if (stage !== undefined && !names.includes(stage))
    throw new UserError(
      `"${experiment.name}" has no stage "${stage}": expected ${names.join(' or ')}`,
    );
  const what = `${experiment.name}-seed-${seed}${stage === undefined ? '' : `-${stage}`}`;
  const again = join(runsFolder, rerunFolders.again, what);
  const stages = runs.filter((run) => stage === undefined || run.stage.name === stage);
  const starts = stages.flatMap(({ start }) => (start === null ? [] : [start]));
  for (const run of [...starts, ...runs]) {
    const copy = join(again, relative(runsFolder, run.folder));
    if (stages.some((one) => one === run) || existsSync(copy) || !isWhole(run)) continue;
    copyOwn(run.folder, copy);
  }
  return { experiment: one, runsFolder, again, stages };
}

function isWhole(run: ResultFolder): boolean {
  try {
    return readTraining(run) !== null;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function copyOwn(from: string, to: string): void {
  makeFolder(to);
  const names = ownNames({ folder: from }).filter((name) => !isLeaseName(name));
  const last = names.filter((name) => name === 'done.json');
  for (const name of [...names.filter((one) => one !== 'done.json'), ...last])
    cpSync(join(from, name), join(to, name), { recursive: true });
}

/** What became of a stage: how new and old compare, and where the old results are now. */
export interface ReplacedStage {
  readonly run: StageRun;
  readonly comparison: StageComparison;
  /** Null where the old ones stayed, as the new ones have the same bytes, or where there were none. */
  readonly aside: string | null;
  /** Files of weights that the old ones lacked, and have now, as the new ones have the same bytes. */
  readonly added: readonly string[];
}

/**
 * Compares what was trained again with what there was, and puts it in its place where the old is
 * damaged, unfinished or differs: that is moved aside first, never removed. Then removes the store
 * in which it was trained. Throws a LockedError where the stages are being trained.
 *
 * @param options.addsWeights whether results that stay take the weights that they lack
 */
export function finishRerun(
  { runsFolder, again, stages }: Rerun,
  { addsWeights = false }: { readonly addsWeights?: boolean } = {},
): ReplacedStage[] {
  const leases = takeLeases(stages.map(({ folder, seed }) => ({ folder, what: `seed ${seed}` })));
  try {
    const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
    const replaced = stages.map((run): ReplacedStage => {
      const made = join(again, relative(runsFolder, run.folder));
      const aside = join(runsFolder, rerunFolders.aside, time, relative(runsFolder, run.folder));
      const parts = comparedParts(run.folder, made);
      const isMoved = parts.map((part) => replacePart(run.folder, made, { part, aside }));
      const comparison = summedUp(parts);
      const isKept = isMoved[0] === false;
      const added = addsWeights && isKept ? addWeights(run, { ...run, folder: made }) : [];
      return { run, comparison, aside: isMoved.includes(true) ? aside : null, added };
    });
    rmSync(again, { recursive: true, force: true });
    removeEmpty(dirname(again), runsFolder);
    return replaced;
  } finally {
    for (const lease of leases) lease.release();
  }
}

/** Moves the weights that one stage has and the other lacks; gives back the names of their files. */
function addWeights(to: StageRun, from: StageRun): string[] {
  const had = savedWeights(readTraining(to)).map(({ epoch }) => epoch);
  const lacking = savedWeights(readTraining(from)).filter(({ epoch }) => !had.includes(epoch));
  const names = lacking.flatMap(({ files }) => files);
  for (const { inside } of lacking) makeFolder(join(to.folder, inside));
  for (const name of names) renameSync(join(from.folder, name), join(to.folder, name));
  if (names.length > 0) removeResults(to, []);
  return names;
}

/** Moves names of one folder into another; done.json goes first from where it was, and comes last. */
function moveAll(from: string, to: string, names: readonly string[]): void {
  if (names.length === 0) return;
  makeFolder(to);
  const isDone = names.includes('done.json');
  if (isDone) renameSync(join(from, 'done.json'), join(to, '.done.json.moved'));
  for (const name of names.filter((one) => one !== 'done.json' && !isLeaseName(one)))
    renameSync(join(from, name), join(to, name));
  if (isDone) renameSync(join(to, '.done.json.moved'), join(to, 'done.json'));
}

/** What a stage's folder has of its training (name ''), or a folder of tests in it. */
interface Part extends StageComparison {
  readonly name: string;
}

/** The training and the tests of a stage that were made anew, beside the old ones. */
function comparedParts(before: string, after: string): Part[] {
  const names = ['', ...readdirSync(after).filter(isTests)];
  return names.map((name) => ({
    name,
    ...compareResults(join(before, name), join(after, name)),
  }));
}

const isTests = (name: string): boolean => name.startsWith('tests-');

/**
 * Puts a part in its place, unless the old one is whole and the same; gives back whether something
 * was moved aside. Tests of other experiments go aside with weights that have changed.
 */
function replacePart(
  folder: string,
  made: string,
  { part, aside }: { readonly part: Part; readonly aside: string },
): boolean {
  if (part.isWhole && part.different.length === 0) return false;
  const own = ownNames({ folder }).filter((name) => !isLeaseName(name));
  if (part.name === '') {
    const old = own.filter((name) => !isTests(name) || part.different.length > 0);
    moveAll(folder, aside, old);
    moveAll(
      made,
      folder,
      ownNames({ folder: made }).filter((name) => !isTests(name)),
    );
    return old.length > 0;
  }
  const old = own.filter((name) => name === part.name);
  moveAll(folder, aside, old);
  moveAll(made, folder, [part.name]);
  return old.length > 0;
}

/** The parts of a stage together, file by file. */
function summedUp(parts: readonly Part[]): StageComparison {
  const named = (name: string, file: string) => (name === '' ? file : `${name}/${file}`);
  return {
    same: parts.flatMap(({ name, same }) => same.map((one) => named(name, one))),
    different: parts.flatMap(({ name, different }) => different.map((one) => named(name, one))),
    isWhole: parts.every((part) => part.isWhole),
  };
}
