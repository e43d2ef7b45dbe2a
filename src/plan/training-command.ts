import { seedsText } from '../report/seeds-text.js';
import { defaultRuns } from '../runs/folder.js';
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
  const { seeds, set = [], quick = false, small = false, withControl = false } = changes;
  return commandLine([
    ...['credence', verb, typed],
    ...(small ? ['--small'] : []),
    ...(quick ? ['--quick'] : []),
    ...(withControl ? ['--with-control'] : []),
    ...(seeds === undefined ? [] : ['--seeds', seedsText(seeds).replaceAll(' ', '')]),
    ...set.flatMap((assignment) => ['--set', assignment]),
    ...(runs === defaultRuns ? [] : ['--runs', runs]),
  ]);
}
