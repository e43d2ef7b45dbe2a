import type { Dataset } from '../data/dataset.js';
import { dataKind } from '../data/kinds.js';
import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { checkModelMemory } from '../experiment/models/memory.js';
import type { Stage } from '../experiment/stage.js';
import { seedsText } from '../report/seeds-text.js';
import { layout } from '../runs/folder.js';
import { dataSeeds } from '../runs/seed-data.js';
import type { ExperimentWork } from '../runs/work/experiment-work.js';
import { tableLines } from '../terminal/table.js';
import { bold } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import { counted } from '../text/counted.js';
import { stepSizes } from '../training/batches.js';
import { checkWarmup } from '../training/schedules.js';

/** What a stage shows, and how. */
export interface StagePlan {
  readonly stage: string;
  readonly documents: number;
  readonly epochs: number;
  readonly steps: number;
  readonly optimizer: string;
  readonly learningRate: number;
}

/** What every run of an experiment is made of, as the first of its seeds has it. */
export interface Plan {
  readonly experiment: Experiment;
  /** What the data are, for a person. */
  readonly data: string;
  /** The same in numbers. */
  readonly counts: Readonly<Record<string, unknown>>;
  readonly stages: readonly StagePlan[];
  /** What a definition is about: `aliases` or `variables`. */
  readonly defined: string;
  readonly testQuestions: number;
  readonly aliases: number;
  /** The data of the seed, for whatever else is to be known of them; null of images. */
  readonly dataset: Dataset | null;
}

/**
 * Builds the data of a seed, by default the first, and counts what the stages show. Throws a
 * UserError on whatever would fail in every run: faulty data, a stage without documents, a warm-up longer than its stage,
 * a model too large for this machine.
 */
export function planOf(experiment: Experiment, seed = experiment.seeds.first[0] ?? 0): Plan {
  const { data, model, stages } = experiment;
  checkModelMemory(model);
  const survey = dataKind(data).survey(data, dataSeeds(experiment, seed, null));
  return {
    experiment,
    data: survey.text,
    counts: survey.counts,
    defined: survey.defined,
    stages: stages.map((stage) => stagePlan(stage, survey.trainingDocuments(stage.train))),
    testQuestions: survey.testQuestions,
    aliases: survey.aliases,
    dataset: survey.dataset,
  };
}

function stagePlan(stage: Stage, documents: number): StagePlan {
  const { name, epochs, optimizer, learningRate } = stage;
  if (documents === 0)
    throw new UserError(
      `stages.${name}.train: the data have no document for it; give its groups a larger share, ` +
        'or the data more of what is defined (entities, variables or pairs)',
    );
  const steps = stepSizes(documents, stage).length * epochs;
  checkWarmup(stage, steps, `stages.${name}.`);
  return { stage: name, documents, epochs, steps, optimizer: optimizer.kind, learningRate };
}

function firstFolder(experiment: Experiment, runsFolder: string): string | null {
  const [root] = [...layout(experiment, runsFolder).values()].flat();
  return root?.folder ?? null;
}

/** `2 of 8 seeds (10-11)`; none where there are none. */
function seedsLine(what: string, seeds: readonly number[], { seeds: all }: Experiment): string[] {
  if (seeds.length === 0) return [];
  return [`  ${what}: ${seeds.length} of ${all.first.length} seeds (${seedsText(seeds)})`];
}

/** First seeds of which a stage is not trained, or not tested as the experiment wants. */
function unfinishedSeeds({ stages }: ExperimentWork): number[] {
  return [...new Set(stages.filter(({ isFinished }) => !isFinished).map(({ seed }) => seed))];
}

/** What `run` would do, for a person: what the stages show, and which seeds are missing. */
export function planLines(
  { experiment, ...plan }: Plan,
  runsFolder: string,
  work: ExperimentWork,
): string[] {
  const { stages, damaged } = work;
  const missing = unfinishedSeeds(work);
  const isTrained = (seed: number): boolean =>
    stages.some((one) => one.seed === seed && one.kind.startsWith('train'));
  const seeds = experiment.seeds.first.length;
  const header = ['stage', 'documents', 'epochs', 'steps', 'optimizer, learning rate'];
  const rows = plan.stages.map(({ stage, documents, epochs, steps, optimizer, learningRate }) => [
    ...[stage, documents, epochs, steps].map(String),
    `${optimizer}, ${learningRate}`,
  ]);
  const table = tableLines([header, ...rows], ['left', 'right', 'right', 'right', 'left']);
  return [
    bold(experiment.name),
    ...table.map((line) => `  ${line}`),
    ...wrapped(plan.data, 98).map((line) => `  ${line}`),
    `  ${plan.testQuestions} test questions, ${plan.aliases} ${plan.defined}`,
    ...seedsLine('to train', missing.filter(isTrained), experiment),
    ...seedsLine(
      'to test from kept weights',
      missing.filter((seed) => !isTrained(seed)),
      experiment,
    ),
    ...(missing.length > 0
      ? []
      : [
          `  finished: ${damaged.size > 0 ? 'all other seeds' : `all of ${counted(seeds, 'seed')}`}`,
        ]),
    ...[...damaged].map(([seed, damage]) => `  seed ${seed}: ${damage}`),
    `  first folder: ${firstFolder(experiment, runsFolder)}`,
  ];
}

/** The same for programs. */
export function planJson(
  { experiment, stages, testQuestions, aliases, counts }: Plan,
  runsFolder: string,
  work: ExperimentWork,
): object {
  return {
    experiment: experiment.name,
    ...{ stages, testQuestions, aliases },
    ...counts,
    seeds: experiment.seeds.first,
    missing: unfinishedSeeds(work),
    damaged: [...work.damaged].map(([seed, damage]) => ({ seed, damage })),
    firstFolder: firstFolder(experiment, runsFolder),
  };
}
