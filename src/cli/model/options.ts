import { Option } from '@commander-js/extra-typings';
import { UserError } from '../../errors/user-error.js';
import { isFolder } from '../../files/folders.js';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import type { Changes } from '../../plan/catalogue.js';
import { projectFolderOf } from '../../runs/project-folders.js';
import { seedArgument, wholeNumber } from '../options.js';

/** What `<model>` means, for the help of every command that takes one. */
export const modelArgument =
  'folder of a checkpoint, name of one on the hub that was fetched, or a trained stage: ' +
  'EXPERIMENT:STAGE with --seed, such as world:stage2';

/** `--revision R`. */
export const revisionOption = () =>
  new Option('--revision <revision>', 'branch, tag or commit on the hub').default('main');

/** `--seed N`, of a stage of an experiment. */
export const stageSeedOption = () =>
  new Option('--seed <n>', 'first seed of the trained stage').argParser(seedArgument);

/** `--second-seed M`, of a stage of an experiment. */
export const stageSecondSeedOption = () =>
  new Option(
    '--second-seed <n>',
    "second seed of the trained stage (default: the experiment's first)",
  ).argParser(seedArgument);

/** `--epoch N`, of a stage of an experiment. */
export const epochOption = () =>
  new Option(
    '--epoch <n>',
    'weights after so many epochs of the stage (default: its end); 0 is what it starts from; those ' +
      'between need --keep-weights every',
  ).argParser(wholeNumber(0));

/** Which model is meant: of a checkpoint its revision, of a stage what chooses it. */
export interface ModelChoice extends Pick<Changes, 'set' | 'quick' | 'small'> {
  readonly revision: string;
  readonly seed?: number | undefined;
  readonly secondSeed?: number | undefined;
  readonly epoch?: number | undefined;
  readonly runs?: string;
}

/**
 * The folder of the model that `from` names: a folder, a checkpoint of the hub that is on this
 * machine, or a trained stage, such as `world:stage2`. UserErrors say what is missing.
 */
export async function modelFolder(from: string, chosen: ModelChoice): Promise<string> {
  const { revision, seed, secondSeed, epoch, runs = projectFolderOf('runs'), ...changes } = chosen;
  const at = from.lastIndexOf(':');
  if (isFolder(from) || at < 1) {
    if (seed !== undefined && !isFolder(from))
      throw new UserError(`--seed ${seed} chooses a run of EXPERIMENT:STAGE; given ${from}`);
    if (epoch !== undefined)
      throw new UserError(`--epoch ${epoch} chooses weights of EXPERIMENT:STAGE; given ${from}`);
    const { localCheckpoint } = await import('../../hub/local-checkpoint.js');
    return localCheckpoint(from, revision);
  }
  const [experiment, stage] = [from.slice(0, at), from.slice(at + 1)];
  if (seed === undefined)
    throw new UserError(`${from} is a stage of an experiment: say of which seed, with --seed`);
  const { keptStage } = await import('../../plan/chosen-stage.js');
  const choice = { experiment, stage, seed, secondSeed, epoch, changes, runs };
  return (await keptStage(choice)).folder;
}

/** The model's folder and the model on `device`: `auto`, `cpu` or `cuda:N`. */
export async function loadModelOn(
  from: string,
  { device, ...choice }: ModelChoice & { readonly device: string },
): Promise<{ readonly folder: string; readonly model: AnyLanguageModel }> {
  const folder = await modelFolder(from, choice);
  const [{ loadPretrained }, { resolveDevice }] = await Promise.all([
    import('../../checkpoints/checkpoint.js'),
    import('../../tensor/index.js'),
  ]);
  return { folder, model: loadPretrained(folder).moveTo(resolveDevice(device)) };
}
