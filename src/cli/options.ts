import { existsSync } from 'node:fs';
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { ExecutionInput } from '../experiment/execution.js';
import { most } from '../experiment/option-limits.js';
import { largestSeed, parseSeeds } from '../experiment/seed-list.js';
import { isFolder } from '../files/folders.js';
import { foundHow, projectFolderOf } from '../runs/project-folders.js';
import { parseWhole } from '../text/decimal.js';
import { parseDevice } from '../text/device-name.js';

/** Parses one whole number from `least`, written in digits; more than `largest` is refused. */
export function wholeNumber(
  least: number,
  largest = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = parseWhole(text) ?? Number.NaN;
    if (value >= least && value <= largest) return value;
    const to = largest < Number.MAX_SAFE_INTEGER ? ` to ${largest}` : '';
    throw new InvalidArgumentError(`Expected a whole number from ${least}${to}.`);
  };
}

/** The path of a file or folder, which may be missing. */
export function pathArgument(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Expected a path.');
}

function runsArgument(text: string): string {
  const path = pathArgument(text);
  if (!existsSync(path) || isFolder(path)) return path;
  throw new InvalidArgumentError('Expected a folder, and it is a file.');
}

function seedsArgument(text: string): number[] {
  try {
    return parseSeeds(text);
  } catch (error) {
    const { message } = error as Error;
    throw new InvalidArgumentError(`${message.charAt(0).toUpperCase()}${message.slice(1)}.`);
  }
}

function deviceArgument(text: string): string {
  if (parseDevice(text) !== null) return text;
  throw new InvalidArgumentError('Expected auto, cpu or cuda:N.');
}

/** What `<experiment>` means, for every command's help. */
export const experimentArgument = 'name of a bundled experiment, or path of a .ts or .json file';

/** What `<experiment>` means to commands that show results. */
export const shownArgument = `${experimentArgument}; or a folder of runs, or an identity in one`;

/** `--set path=value`, any number of times. */
export const setOption = () =>
  new Option('--set <path=value>', 'change an option, such as stages.stage2.epochs=10 (repeatable)')
    .argParser((text: string, before: string[]) => [...before, text])
    .default([] as string[], 'none');

/** `--quick`. */
export const quickOption = () =>
  new Option(
    '--quick',
    'a small form of it that needs no download: few entities, a tiny model, one epoch, one seed',
  );

/** `--small`. */
export const smallOption = () =>
  new Option(
    '--small',
    'its small form, which two cores can train (credence experiments lists those that have one)',
  );

/** `--with-control`. */
export const withControlOption = () =>
  new Option(
    '--with-control',
    'also its control: by default the same with tags that are right half of the time (alpha 0.5)',
  );

/** `--seeds 10-17` or `--seeds 1,2,3`. */
export const seedsOption = () =>
  new Option(
    '--seeds <list>',
    "first seeds, such as 10-17 or 1,2,3 (default: the experiment's)",
  ).argParser(seedsArgument);

/** `--runs DIR`. */
export const runsOption = () =>
  new Option('--runs <dir>', `folder of all runs, ${foundHow}`)
    .argParser(runsArgument)
    .default(projectFolderOf('runs'));

/** `--figures DIR`. */
export const figuresOption = () =>
  new Option('--figures <dir>', 'folder of all figures, found likewise')
    .argParser(pathArgument)
    .default(projectFolderOf('figures'));

/** `--json`. */
export const jsonOption = () => new Option('--json', 'print JSON for programs');

/** `--jobs N`. */
export const jobsOption = () =>
  new Option('--jobs <n>', 'runs in parallel (default: cores / threads)').argParser(
    wholeNumber(1, most.threads),
  );

/** `--threads N`. */
export const threadsOption = () =>
  new Option(
    '--threads <n>',
    'threads per run (default: 1); more may change the last digits of results',
  ).argParser(wholeNumber(1, most.threads));

/** `--device auto|cpu|cuda:N`. */
export const deviceOption = () =>
  new Option('--device <device>', 'auto (default), cpu or cuda:N').argParser(deviceArgument);

function microBatchNumber(text: string): number {
  try {
    return wholeNumber(1, most.documents)(text);
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message.replace(/\.$/, '')}, or search.`);
  }
}

/** `--micro-batch N|search`. */
export const microBatchOption = () =>
  new Option(
    '--micro-batch <n>',
    "most documents in a forward pass of training, or 'search' for as many as fit in memory; " +
      'changes only the rounding of results',
  ).argParser((text) => (text === 'search' ? ('search' as const) : microBatchNumber(text)));

/** `--test-batch N`. */
export const testBatchOption = () =>
  new Option(
    '--test-batch <n>',
    'test documents per batch; changes only the rounding of results',
  ).argParser(wholeNumber(1, most.documents));

/** `--keep-weights all|parents|none`. */
export const keepWeightsOption = () =>
  new Option(
    '--keep-weights <which>',
    "which weights to keep on disk: every stage's, those that a later stage starts from, or none",
  ).choices(['all', 'parents', 'none'] as const);

/** `--retrain`. */
export const retrainOption = () =>
  new Option(
    '--retrain',
    'train finished stages again, to the same weights, where those are to be kept and were not',
  );

/** `--answers end|every`. */
export const answersOption = () =>
  new Option(
    '--answers <when>',
    "when individual answers are saved: at a stage's end, or at every test",
  ).choices(['end', 'every'] as const);

/** What of a command's options says how it is executed, as `executionOf` takes it. */
export function executionGiven(options: ExecutionInput): ExecutionInput {
  const { microBatch, testBatch, keepWeights, answers, device, threads } = options;
  return { microBatch, testBatch, keepWeights, answers, device, threads };
}

/** `--control NAME`. */
export const controlOption = () =>
  new Option(
    '--control <experiment>',
    'experiment to use as the control, or none (default: its own control)',
  );

/** `--control-seeds 10-17`. */
export const controlSeedsOption = () =>
  new Option(
    '--control-seeds <list>',
    "first seeds of the control, where they are others (default: its own control has --seeds', another experiment those of its file)",
  ).argParser(seedsArgument);

/** One seed. */
export const seedArgument = wholeNumber(0, largestSeed);

/** One whole number from 1. */
export const countArgument = wholeNumber(1);
