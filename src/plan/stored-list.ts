import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../errors/user-error.js';
import { differences } from '../experiment/differences.js';
import type { Experiment } from '../experiment/experiment.js';
import { namedPaths } from '../experiment/identity.js';
import { experimentStatus } from '../runs/status.js';
import { contentText } from '../runs/store/other-versions.js';
import { storeFiles } from '../runs/store/stage-folders.js';
import { bytesBelow, stageSize } from '../runs/store/stage-sizes.js';
import { readStore, type StoredExperiment } from '../runs/store/stored-experiments.js';
import { recordedFiles } from '../runs/store/stored-stages.js';
import { bundledNames, loadStudy } from './catalogue.js';

/** A file by whose content an experiment's stages are identified, and how it is now. */
export interface ListedFile {
  readonly path: string;
  /** The beginning of the SHA-256 of what was trained on. */
  readonly content: string;
  /** That of the file that is here now; null where there is none. */
  readonly now: string | null;
}

/** An experiment of a runs folder as `credence runs` lists it. */
export interface ListedExperiment {
  readonly stored: StoredExperiment;
  /** First seeds by their state; what is not tested as is wanted counts as unfinished. */
  readonly seeds: Readonly<Record<'finished' | 'running' | 'unfinished' | 'damaged', number[]>>;
  /** What differs from the bundled form or the file of its name, in words. */
  readonly changes: readonly string[];
  readonly files: readonly ListedFile[];
  readonly bytes: number;
  readonly weights: number;
}

/** Something in a runs folder that is of no experiment. */
export interface Unknown {
  readonly path: string;
  readonly bytes: number;
}

/** What there is in a runs folder. */
export interface StoredList {
  /** The oldest first. */
  readonly experiments: readonly ListedExperiment[];
  readonly unknown: readonly Unknown[];
  /** Of all stages, those that experiments share counted once, and of what is unknown. */
  readonly bytes: number;
}

/** Lists what a runs folder has, without the files and data of its experiments. */
export async function storedList(runs: string): Promise<StoredList> {
  const { experiments, strays } = readStore(runs);
  const sizes = new Map(
    experiments.flatMap(({ stages }) => stages.map((stage) => [stage.folder, stageSize(stage)])),
  );
  const listed: ListedExperiment[] = [];
  for (const stored of experiments) {
    const own = stored.stages.map(({ folder }) => sizes.get(folder) ?? { bytes: 0, weights: 0 });
    listed.push({
      stored,
      seeds: seedStates(stored.experiment, runs),
      changes: await changesOf(stored, experiments),
      files: filesOf(stored),
      bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
      weights: own.reduce((sum, { weights }) => sum + weights, 0),
    });
  }
  const unknown = [
    ...strays.map((stage) => ({ path: stage.folder, bytes: stageSize(stage).bytes })),
    ...foreignNames(runs).map((name) => {
      const path = join(runs, name);
      return { path, bytes: bytesBelow(path) };
    }),
  ];
  const all = [...sizes.values(), ...unknown];
  return { experiments: listed, unknown, bytes: all.reduce((sum, { bytes }) => sum + bytes, 0) };
}

function foreignNames(runs: string): string[] {
  const own: readonly string[] = Object.values(storeFiles);
  const names = existsSync(runs) ? readdirSync(runs).sort() : [];
  return names.filter((name) => !/^[0-9a-f]{12}$/.test(name) && !own.includes(name));
}

function seedStates(experiment: Experiment, runs: string): ListedExperiment['seeds'] {
  const seeds: ListedExperiment['seeds'] = {
    finished: [],
    running: [],
    unfinished: [],
    damaged: [],
  };
  for (const { seed, stages } of experimentStatus(experiment, runs)) {
    const states = stages.map(({ state }) => state);
    if (states.includes('damaged')) seeds.damaged.push(seed);
    else if (states.includes('running')) seeds.running.push(seed);
    else if (states.every((state) => state === 'finished')) seeds.finished.push(seed);
    else seeds.unfinished.push(seed);
  }
  return seeds;
}

/** The options and assignments by which it was asked for; else how it differs from its namesake. */
async function changesOf(
  stored: StoredExperiment,
  all: readonly StoredExperiment[],
): Promise<string[]> {
  const { asked, experiment } = stored;
  const forms = [
    ...(asked?.small ? ['--small'] : []),
    ...(asked?.quick ? ['--quick'] : []),
    ...(asked?.set ?? []),
  ];
  if (forms.length > 0) return forms;
  const namesake = asked === null ? await bundledForm(experiment.name) : null;
  if (namesake !== null) return differences(experiment, namesake);
  const newest = all.findLast((one) => one.experiment.name === experiment.name && isAsWritten(one));
  return newest === undefined || newest === stored
    ? []
    : differences(experiment, newest.experiment);
}

const isAsWritten = ({ asked }: StoredExperiment): boolean =>
  asked === null || !(asked.small || asked.quick || asked.set.length > 0);

/** The bundled experiment of a name, in its full, quick or small form; null where there is none. */
async function bundledForm(name: string): Promise<Experiment | null> {
  const bare = name.replace(/-control$/, '').replace(/-(quick|small)$/, '');
  const file = bundledNames()
    .filter((one) => bare === one || bare.startsWith(`${one}-`))
    .at(-1);
  if (file === undefined) return null;
  for (const form of [{}, { quick: true }, { small: true }]) {
    try {
      const { members } = await loadStudy(file, form);
      const all = members.flatMap(({ experiment, control }) => [experiment, control]);
      const found = all.find((one) => one?.name === name);
      if (found) return found;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return null;
}

function filesOf({ experiment, files }: StoredExperiment): ListedFile[] {
  return (files ?? []).map(({ path, content }): ListedFile => {
    const isHere = namedPaths(experiment).some((one) => basename(one) === path && existsSync(one));
    const now = isHere ? contentNow(experiment, path) : null;
    return { path, content: contentText(content), now };
  });
}

function contentNow(experiment: Experiment, path: string): string | null {
  try {
    const own = recordedFiles(experiment)?.find((one) => one.path === path);
    return own === undefined ? null : contentText(own.content);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
