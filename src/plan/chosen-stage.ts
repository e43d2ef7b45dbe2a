import { join, relative } from 'node:path';
import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { verifyFile } from '../runs/done-file.js';
import { layout, type StageRun } from '../runs/folder.js';
import { readTraining } from '../runs/stage-files.js';
import { isTestedAfter } from '../runs/stage-tests.js';
import type { Done } from '../runs/store/done-record.js';
import { epochsText, testedEpochs } from '../runs/work/gaps.js';
import { keptWeights } from '../runs/work/kept-weights.js';
import { roundDuration } from '../terminal/duration.js';
import { counted } from '../text/counted.js';
import { quoted } from '../text/printable.js';
import { type Changes, loadStudy } from './catalogue.js';
import { memberOf } from './study-member.js';
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
  /** Epochs of the stage that went before: 0 is what it started from. Default: all. */
  readonly epoch?: number | undefined;
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
  /** Epochs of the stage that went before. */
  readonly epoch: number;
  /** Where the weights are, as transformers loads them. */
  readonly folder: string;
  /** What transformers reads there, by name; each is as it was written. */
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
  const { epoch = run.stage.epochs } = choice;
  checkEpoch(epoch, run);
  // The stage before is of no concern unless its weights are asked for.
  const read = (one: StageRun): Done | null =>
    one === run ? training : epoch === 0 ? readTraining(one) : null;
  const all = training === null ? [] : keptWeights(run, read);
  const kept = all.find((one) => one.epoch === epoch);
  if (kept === undefined) throw lacking(choice, { experiment, run, training, epoch });
  const { of, folder } = kept;
  for (const file of kept.files) verifyFile(of, file);
  const files = kept.files.map((name) => relative(folder, join(of.folder, name)));
  return { experiment, run, epoch, folder, files };
}

/** Throws a UserError where a stage has no such epoch, or where it started from no stage. */
function checkEpoch(epoch: number, { stage, parent }: StageRun): void {
  const { name, epochs } = stage;
  if (epoch > epochs)
    throw new UserError(`--epoch ${epoch}: ${name} has ${counted(epochs, 'epoch')}`);
  if (epoch === 0 && parent === null)
    throw new UserError(
      `--epoch 0: ${name} is the first stage, and the weights that it starts from are in no stage`,
    );
}

async function chosenStage(
  choice: StageChoice,
): Promise<{ readonly experiment: Experiment; readonly run: StageRun }> {
  const { seed, secondSeed, changes, runs: folder } = choice;
  const { set, quick, small } = changes;
  const study = await loadStudy(choice.experiment, { set, quick, small });
  const experiment = memberOf(study, choice.experiment, {
    member: choice.member,
    by: '--experiment',
  });
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

/** Why there are no weights, and the command that makes them. */
function lacking(
  { experiment: typed, seed, changes, runs }: StageChoice,
  {
    experiment,
    run,
    training,
    epoch,
  }: Pick<KeptStage, 'experiment' | 'run' | 'epoch'> & { readonly training: Done | null },
): UserError {
  const { stage, folder, tests } = run;
  const isMiddle = epoch > 0 && epoch < stage.epochs;
  if (isMiddle && !isTestedAfter(tests, epoch)) return untested(experiment, run, epoch);
  const command = trainingCommand(typed, runs, { ...changes, seeds: [seed] });
  const keep = `${command} --keep-weights ${isMiddle ? 'every' : 'all'}`;
  const what = `${experiment.name}, seed ${seed}: ${stage.name}`;
  if (training === null) return new UserError(`${what} is not trained; train it with: ${keep}`);
  const took = `training it took ${roundDuration(training.seconds)}`;
  const which = epoch === stage.epochs ? '' : ` ${epochsText([epoch])}`;
  return new UserError(
    `${what} is trained, but its weights${which} were not kept (${folder}); to train it again ` +
      `from the same seed and keep them (${took}): ${keep} --retrain`,
  );
}

/** Weights before the end of a stage are kept of those epochs after which it is tested. */
function untested({ name }: Experiment, { stage, tests }: StageRun, epoch: number): UserError {
  const tested = epochsText(testedEpochs(tests, false));
  return new UserError(
    `--epoch ${epoch}: ${stage.name} of ${name} is tested ${tested}, and only of those can weights ` +
      `be kept; of others with --set stages.${stage.name}.evaluate.everyEpochs=N, --keep-weights ` +
      'every and --retrain',
  );
}
