import { seedsText } from '../report/seeds-text.js';
import { projectFolderOf } from '../runs/project-folders.js';
import { commandLine } from '../terminal/command-line.js';
import type { Changes } from './catalogue.js';

/**
 * The command that trains what was typed, a name or a path, under the same changes; with another
 * `verb` that which does something else with it, such as `evaluate`.
 */
export function trainingCommand(
  typed: string,
  runs: string,
  changes: Changes = {},
  verb = 'run',
): string {
  return commandLine(['credence', verb, typed, ...changeWords(runs, changes)]);
}

/** The command that trains a seed again, but for which: that stands at its end. */
export function rerunCommand(typed: string, runs: string, changes: Changes = {}): string {
  const words = changeWords(runs, { ...changes, seeds: undefined, withControl: false });
  return commandLine(['credence', 'rerun', typed, ...words]);
}

/** The command that reports an experiment of a runs folder, but for its identity at the end. */
export function reportCommandOf(runs: string): string {
  return commandLine(['credence', 'report', ...runsWords(runs)]);
}

const runsWords = (runs: string): string[] =>
  runs === projectFolderOf('runs') ? [] : ['--runs', runs];

function changeWords(runs: string, changes: Changes): string[] {
  const { seeds, set = [], sweep = [], zip = false } = changes;
  const { quick = false, small = false, withControl = false } = changes;
  return [
    ...(small ? ['--small'] : []),
    ...(quick ? ['--quick'] : []),
    ...(withControl ? ['--with-control'] : []),
    ...(seeds === undefined ? [] : ['--seeds', seedsText(seeds).replaceAll(' ', '')]),
    ...set.flatMap((assignment) => ['--set', assignment]),
    ...sweep.flatMap((values) => ['--sweep', values]),
    ...(zip ? ['--zip'] : []),
    ...runsWords(runs),
  ];
}
