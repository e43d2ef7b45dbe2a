import { existsSync } from 'node:fs';
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { ExecutionInput } from '../experiment/execution.js';
import { most } from '../experiment/option-limits.js';
import { largestSeed, parseSeeds } from '../experiment/seed-list.js';
import { isFolder } from '../files/folders.js';
import { projectFolderOf } from '../runs/project-folders.js';
import { parseDecimal, parseWhole } from '../text/decimal.js';
import { deviceForms, parseDevice, parseDevices } from '../text/device-name.js';

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

/** Reads a number between 0 and 1, neither of them. */
export function share(text: string): number {
  const value = parseDecimal(text) ?? Number.NaN;
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a number between 0 and 1.');
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

function devicesArgument(text: string): string {
  if (parseDevices(text) !== null) return text;
  throw new InvalidArgumentError(`Expected ${deviceForms}.`);
}

/** What `<experiment>` means, for every command's help. */
export const experimentArgument = 'name of a bundled experiment, or path to a .ts or .json file';

/** What `<experiment>` means to commands that show results. */
export const shownArgument = `${experimentArgument}; or a runs folder, or an identity in one; one experiment of several follows a slash, as in fig4a-alpha/0.9`;

/** Reads an option that may be given any number of times. */
export const collected = (text: string, before?: string[]): string[] => [...(before ?? []), text];

/** `--set path=value`, any number of times. */
export const setOption = () =>
  new Option(
    '--set <path=value>',
    'change a setting, such as stages.stage2.epochs=10 (repeatable)',
  ).argParser(collected);

/** `--sweep path=value,value`, any number of times. */
export const sweepOption = () =>
  new Option(
    '--sweep <path=values>',
    'one experiment for each value, such as stages.stage2.epochs=10,20 (repeatable: every ' +
      'combination)',
  ).argParser(collected);

/** `--zip`. */
export const zipOption = () =>
  new Option('--zip', 'vary the settings of several --sweep together, not in every combination');

/** `--quick`. */
export const quickOption = () =>
  new Option(
    '--quick',
    'a tiny version to try things out, without a download: few entities, one epoch, one seed',
  );

/** `--small`. */
export const smallOption = () =>
  new Option(
    '--small',
    'a small version for two cores (credence experiments lists which have one)',
  );

/** `--with-control`. */
export const withControlOption = () =>
  new Option(
    '--with-control',
    'also the control: by default the same with tags that are right half of the time',
  );

/** `--seeds 10-17` or `--seeds 1,2,3`. */
export const seedsOption = () =>
  new Option(
    '--seeds <list>',
    "first seeds, such as 10-17 or 1,2,3 (default: the experiment's)",
  ).argParser(seedsArgument);

/** `--runs DIR`. */
export const runsOption = () =>
  new Option('--runs <dir>', 'folder with all runs')
    .argParser(runsArgument)
    .default(projectFolderOf('runs'));

/** `--figures DIR`. */
export const figuresOption = () =>
  new Option('--figures <dir>', 'folder for figures')
    .argParser(pathArgument)
    .default(projectFolderOf('figures'));

/** `--tensorboard DIR`. */
export const tensorboardOption = () =>
  new Option(
    '--tensorboard <dir>',
    'folder for event files of TensorBoard, with curves while it trains',
  ).argParser(pathArgument);

/** `--json`. */
export const jsonOption = () => new Option('--json', 'print JSON');

/** `--jobs N`. */
export const jobsOption = () =>
  new Option('--jobs <n>', 'runs at a time (default: cores / threads)').argParser(
    wholeNumber(1, most.threads),
  );

/** `--retries N`. */
export const retriesOption = () =>
  new Option(
    '--retries <n>',
    'new attempts after a worker was killed, a device lost or a file not read (default: 2)',
  ).argParser(wholeNumber(0, 1000));

/** `--threads N`. */
export const threadsOption = () =>
  new Option(
    '--threads <n>',
    'threads of a run; more may change the last digits of results (default: 1)',
  ).argParser(wholeNumber(1, most.threads));

/** `--device auto|cpu|cuda:N`. */
export const deviceOption = () =>
  new Option(
    '--device <device>',
    'cpu, cuda:N, or auto, which prefers a GPU (default: auto)',
  ).argParser(deviceArgument);

/** `--device auto|cpu|cuda:N|cuda:N,cuda:M` of commands that train several seeds at a time. */
export const devicesOption = () =>
  new Option(
    '--device <device>',
    'cpu, cuda:N, cuda:0,cuda:1 for a seed on each, or auto, which prefers a GPU where the model ' +
      'is large enough (default: auto)',
  ).argParser(devicesArgument);

/** `--deterministic`. */
export const deterministicOption = () =>
  new Option(
    '--deterministic',
    'on a GPU: the same bytes from each run of a seed, by slower kernels; on a CPU it is always so ' +
      '(default: false)',
  );

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
    "most documents in one forward pass of training, or 'search' for as many as fit into memory; " +
      'changes results only by rounding',
  ).argParser((text) => (text === 'search' ? ('search' as const) : microBatchNumber(text)));

/** `--batch-seeds N`. */
export const batchSeedsOption = () =>
  new Option(
    '--batch-seeds <n>',
    'most seeds of a small model that are trained as one program; changes results only by rounding ' +
      '(default: 1 on a processor, where more are no faster; up to 8 on a GPU)',
  ).argParser(wholeNumber(1, most.seedsTogether));

/** `--test-batch N`. */
export const testBatchOption = () =>
  new Option(
    '--test-batch <n>',
    'test documents in a batch; changes results only by rounding',
  ).argParser(wholeNumber(1, most.documents));

/** `--keep-weights every|all|parents|none`. */
export const keepWeightsOption = () =>
  new Option(
    '--keep-weights <which>',
    "whose weights to keep: every tested epoch's, all stages', only those of stages that others " +
      'start from, or none',
  ).choices(['every', 'all', 'parents', 'none'] as const);

/** `--retrain`. */
export const retrainOption = () =>
  new Option(
    '--retrain',
    'train finished stages again if their weights are to be kept and were not',
  );

/** `--answers end|every`. */
export const answersOption = () =>
  new Option(
    '--answers <when>',
    "when to save individual answers: at a stage's end, or at every test",
  ).choices(['end', 'every'] as const);

function minutes(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value <= most.checkpointMinutes) return value;
  throw new InvalidArgumentError(
    `Expected minutes from 0 to ${most.checkpointMinutes}, such as 10 or 0.5.`,
  );
}

/** `--checkpoint-every MINUTES`. */
export const checkpointEveryOption = () =>
  new Option(
    '--checkpoint-every <minutes>',
    'how often to save a stage under way; 0: only when it is stopped (default: 10)',
  ).argParser(minutes);

/** What of a command's options says how it is executed, as `executionOf` takes it. */
export function executionGiven(options: ExecutionInput): ExecutionInput {
  const { microBatch, batchSeeds, testBatch, keepWeights, answers, checkpointEvery } = options;
  const { device, deterministic, threads } = options;
  const fit = { microBatch, batchSeeds, testBatch, keepWeights, answers, checkpointEvery };
  return { ...fit, device, deterministic, threads };
}

/** `--control NAME`. */
export const controlOption = () =>
  new Option(
    '--control <experiment>',
    'another experiment as the control, or none (default: its own control)',
  );

/** `--control-seeds 10-17`. */
export const controlSeedsOption = () =>
  new Option(
    '--control-seeds <list>',
    "first seeds of the control, if they differ (default: as --seeds; of --control, its file's)",
  ).argParser(seedsArgument);

/** One seed. */
export const seedArgument = wholeNumber(0, largestSeed);

/** One whole number from 1. */
export const countArgument = wholeNumber(1);
