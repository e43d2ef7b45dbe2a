import { existsSync } from 'node:fs';
import { didYouMean } from '../../errors/did-you-mean.js';
import { bundledNames } from '../../plan/catalogue.js';
import { commandLine } from '../../terminal/command-line.js';
import { shortened } from '../../text/printable.js';

/**
 * What to type where an experiment, or something like its name, stands in the place of a command;
 * null where no experiment is near. `words` is the command line after `credence`.
 */
export function meantExperiment(words: readonly string[]): string | null {
  const [typed = ''] = words;
  const names = bundledNames();
  const isOwn = /\.([cm]?[jt]s|json)$/.test(typed) && existsSync(typed);
  if (isOwn || names.includes(typed))
    return `${shortened(typed)} is an experiment; to train it: ${commandLine(['credence', 'run', ...words])}`;
  const remark = didYouMean(typed, names);
  return remark === '' ? null : `To train an experiment: credence run NAME${remark}`;
}
