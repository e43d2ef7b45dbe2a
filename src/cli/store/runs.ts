import { Command } from '@commander-js/extra-typings';
import { jsonOption, runsOption } from '../options.js';
import { runsRmCommand } from './runs-rm.js';

const examples = `
Examples:
  credence runs                           what there is, the newest last
  credence report 1a2b3c4d                one of them, by its identity
  credence runs rm world --weights        only its weights, after a question
  credence runs rm 1a2b3c4d --seeds 10-13 --yes`;

/** `credence runs`: what a runs folder has, and `runs rm`. */
export function runsCommand() {
  return new Command('runs')
    .description(
      'Lists every experiment that the folder of runs has: of files of your own, in quick and small ' +
        'forms and with changed settings, too. "seeds" are those that are finished, of those that ' +
        'were asked for.',
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
