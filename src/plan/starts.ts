import { UserError } from '../errors/user-error.js';
import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { otherStageOf } from '../experiment/models/kinds.js';
import { foundStage } from '../experiment/models/other-stage.js';
import { seedsText } from '../report/seeds-text.js';
import { layout } from '../runs/folder.js';
import { lackOfStart, type StageStart } from '../runs/stage-start.js';
import type { ExperimentWork } from '../runs/work/experiment-work.js';
import { epochsToKeep } from '../runs/work/kept-weights.js';
import { startChanges } from './resolve-start.js';
import { trainingCommand } from './training-command.js';

/** The seeds of an experiment whose first stage is trained: they need what the experiment starts from. */
export function startingSeeds(
  experiment: Experiment,
  runsFolder: string,
  { stages }: ExperimentWork,
): number[] {
  return [...layout(experiment, runsFolder)].flatMap(([seed, [root]]) => {
    const isTrained = stages.some(
      ({ folder, kind }) => folder === root?.folder && kind.startsWith('train'),
    );
    return isTrained ? [seed] : [];
  });
}

/** The folders of stages of experiments whose weights are there when they have been run. */
export function keptFolders(
  experiments: readonly { readonly experiment: Experiment; readonly execution: Execution }[],
  runsFolder: string,
): Set<string> {
  const kept = experiments.flatMap(({ experiment, execution }) =>
    [...layout(experiment, runsFolder).values()].flatMap((runs) =>
      runs
        .filter((run) => epochsToKeep(run, runs, execution).includes(run.stage.epochs))
        .map(({ folder }) => folder),
    ),
  );
  return new Set(kept);
}

/** Where each first seed starts; none of other models, and where the other experiment did not load. */
function startsOf(
  experiment: Experiment,
  runsFolder: string,
): { seed: number; start: StageStart }[] {
  return [...layout(experiment, runsFolder)].flatMap(([seed, [root]]) =>
    root?.start == null ? [] : [{ seed, start: root.start }],
  );
}

const noneMade: ReadonlySet<string> = new Set();

/**
 * Throws a UserError where an experiment starts from a stage of another one whose weights are not
 * here: with the seeds, and the command that makes them. Other models lack nothing.
 *
 * @param seeds first seeds that start from it
 * @param made folders of stages that the same command trains before
 */
export function checkStarts(
  experiment: Experiment,
  runsFolder: string,
  seeds: readonly number[],
  made: ReadonlySet<string> = noneMade,
): void {
  const { name } = experiment;
  const model = otherStageOf(experiment.model);
  if (model === null || seeds.length === 0) return;
  const { stage, experiment: other, isControl } = foundStage(model);
  const starts = startsOf(experiment, runsFolder)
    .filter(({ seed, start }) => seeds.includes(seed) && !made.has(start.folder))
    .map(({ start }) => ({ seed: start.seed, lack: lackOfStart(start) }));
  const seedsThat = (lack: 'not trained' | 'weights not kept'): number[] =>
    ascending(starts.flatMap((one) => (one.lack === lack ? [one.seed] : [])));
  const [untrained, unkept] = [seedsThat('not trained'), seedsThat('weights not kept')];
  const all = ascending([...untrained, ...unkept]);
  if (all.length === 0) return;
  const told = [
    ...(untrained.length === 0 ? [] : [`is not trained for ${seedsNamed(untrained)}`]),
    ...(unkept.length === 0
      ? []
      : [`was trained for ${seedsNamed(unkept)} without keeping weights`]),
  ];
  const changes = { ...startChanges(model), seeds: all, withControl: isControl };
  const command = trainingCommand(model.experiment, runsFolder, changes);
  throw new UserError(
    `${name} starts from ${stage} of ${other}, which ${told.join(' and ')}. To make the weights:\n` +
      `  ${command} --keep-weights all${unkept.length === 0 ? '' : ' --retrain'}`,
  );
}

const ascending = (seeds: readonly number[]): number[] => [...new Set(seeds)].sort((a, b) => a - b);

const seedsNamed = (seeds: readonly number[]): string =>
  `${seeds.length === 1 ? 'seed' : 'seeds'} ${seedsText(seeds)}`;

/** Where an experiment's seeds start, for its plan, a sentence; none of other models. */
export function startLines(experiment: Experiment, runsFolder: string): string[] {
  const model = otherStageOf(experiment.model);
  const starts = startsOf(experiment, runsFolder);
  const [first] = starts;
  if (model === null || first === undefined) return [];
  const { stage, experiment: other, secondSeed } = first.start;
  const second = secondSeed === null ? '' : ` (second seed ${secondSeed})`;
  const seeds = seedsNamed(starts.map(({ seed }) => seed));
  const [each, all] = starts.length === 1 ? ['', ''] : ['each ', 'all '];
  const from =
    model.seed === 'same'
      ? `${each}from the same seed there`
      : `${all}from seed ${model.seed} there`;
  return [`starts from ${stage} of ${other}${second}: ${seeds}, ${from}`];
}

/** The same for programs: a row a first seed; empty for other models. */
export function startJson(experiment: Experiment, runsFolder: string): object[] {
  return startsOf(experiment, runsFolder).map(({ seed, start }) => {
    const { folder, experiment: other, stage, seed: from, secondSeed } = start;
    const hasWeights = lackOfStart(start) === null;
    return { seed, from: { experiment: other, stage, seed: from, secondSeed, folder, hasWeights } };
  });
}
