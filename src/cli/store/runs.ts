import { Command } from '@commander-js/extra-typings';
import { jsonOption, runsOption } from '../options.js';
import { runsRmCommand } from './runs-rm.js';

const examples = `
Examples:
  credence runs                       what is there, the newest last
  credence report 1a2b3c4d            report one of them, by its identity
  credence runs rm world --weights    remove its weights, after a question

Without --runs and --figures, all commands use the folders runs and figures of the nearest folder,
from this one upwards, that has runs of credence; else of the nearest whose package.json names
credence; else of this one.`;

/** `credence runs`: what a runs folder has, and `runs rm`. */
export function runsCommand() {
  return new Command('runs')
    .description(
      'Lists every experiment in the runs folder, with files of your own, quick and small versions ' +
        'and changed settings. "seeds" says how many are finished of how many were asked for.',
    )
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .addCommand(runsRmCommand())
    .action(async (options) => {
      const { showRuns } = await import('../actions/runs.js');
      await showRuns(options);
    });
}
