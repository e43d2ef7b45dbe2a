import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { type Done, verifyFile } from '../runs/done-file.js';
import { layout, type StageRun } from '../runs/folder.js';
import { hasWeights, readTraining, weightFiles } from '../runs/stage-files.js';
import type { Study } from '../study/resolve-study.js';
import { roundDuration } from '../terminal/duration.js';
import { quoted } from '../text/printable.js';
import { type Changes, loadStudy } from './catalogue.js';
import { trainingCommand } from './training-command.js';

/** Which stage of which run is meant, as it is typed. */
export interface StageChoice {
  /** Name or path of an experiment. */
  readonly experiment: string;
  readonly seed: number;
  /** Of a stage of seed 'second'. Default: the experiment's first. */
  readonly secondSeed?: number | undefined;
  /** Default: the last. */
  readonly stage?: string | undefined;
  /** Which of several experiments of a study; a control has a name, too. */
  readonly member?: string | undefined;
  readonly changes: Pick<Changes, 'set' | 'quick' | 'small'>;
  /** Folder of all runs. */
  readonly runs: string;
}

/** A trained stage of a run whose weights are kept. */
export interface KeptStage {
  readonly experiment: Experiment;
  readonly run: StageRun;
  readonly training: Done;
  /** Its files that transformers reads, by name; each is as it was written. */
  readonly files: readonly string[];
}

/**
 * The stage that is meant, with its weights. A UserError where there is none such, where it is not
 * trained, where its weights were not kept, with the command that makes them, and where a file is
 * damaged.
 */
export async function keptStage(choice: StageChoice): Promise<KeptStage> {
  const { experiment, run } = await chosenStage(choice);
  const training = readTraining(run);
  if (training === null || !hasWeights(training)) throw lacking(choice, experiment, run, training);
  const files = weightFiles(training);
  for (const file of files) verifyFile(run, file, training);
  return { experiment, run, training, files };
}

async function chosenStage(
  choice: StageChoice,
): Promise<{ readonly experiment: Experiment; readonly run: StageRun }> {
  const { seed, secondSeed, changes, runs: folder } = choice;
  const { set, quick, small } = changes;
  const study = await loadStudy(choice.experiment, { set, quick, small });
  const experiment = memberOf(study, choice);
  const { second } = experiment.seeds;
  const isOther = secondSeed !== undefined && !second.includes(secondSeed);
  const seeds = { ...experiment.seeds, first: [seed], second: isOther ? [secondSeed] : second };
  const runs = layout({ ...experiment, seeds }, folder).get(seed) ?? [];
  const names = experiment.stages.map(({ name }) => name);
  const { stage = names.at(-1) } = choice;
  const run = runs.find(
    (one) =>
      one.stage.name === stage &&
      (one.secondSeed === null || secondSeed === undefined || one.secondSeed === secondSeed),
  );
  if (run !== undefined) return { experiment, run };
  throw new UserError(
    `${experiment.name} has no stage ${quoted(String(stage))}; its stages: ${names.join(', ')}`,
  );
}

/** Of a study's experiments the one of the name; without a name the only one, its control aside. */
function memberOf({ members }: Study, { experiment: typed, member }: StageChoice): Experiment {
  const own = members.map(({ experiment }) => experiment);
  const controls = members.flatMap(({ control }) => (control === null ? [] : [control]));
  const all = [...own, ...controls];
  const found = member === undefined ? own : all.filter(({ name }) => name === member);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const names = all.map(({ name }) => name).join(', ');
  throw new UserError(
    member === undefined
      ? `${typed} has ${found.length} experiments; choose one with --experiment: ${names}`
      : `${typed} has no experiment ${quoted(member)}; it has ${names}`,
  );
}

/** Why there are no weights, and the command that makes them. */
function lacking(
  { experiment: typed, seed, changes, runs }: StageChoice,
  experiment: Experiment,
  { stage, folder }: StageRun,
  training: Done | null,
): UserError {
  const command = trainingCommand(typed, runs, { ...changes, seeds: [seed] });
  const what = `${experiment.name}, seed ${seed}: ${stage.name}`;
  if (training === null)
    return new UserError(`${what} is not trained; train it with: ${command} --keep-weights all`);
  const took = `training it took ${roundDuration(training.seconds)}`;
  return new UserError(
    `${what} is trained, but its weights were not kept (${folder}); to train it again to the same ` +
      `weights and keep them (${took}): ${command} --keep-weights all`,
  );
}
