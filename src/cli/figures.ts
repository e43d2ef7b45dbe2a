import { Command } from '@commander-js/extra-typings';
import { drawResults, printNotes, readResults } from '../report/results.js';
import { print } from '../terminal/terminal.js';
import { damagedStatus } from './exit-status.js';
import {
  controlOption,
  controlSeedsOption,
  figuresOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
  shownArgument,
  smallOption,
  withControlOption,
} from './options.js';
import { shownStudy } from './shown-study.js';

const examples = `
Examples:
  credence figures world
  credence figures fig23-mnist --small
  credence figures world --seeds 10-13 --figures /tmp/figures`;

/** `credence figures`: draws the figures of finished runs. */
export function figuresCommand() {
  return new Command('figures')
    .summary('draw the figures of finished runs')
    .description(
      'Draws the figures of finished runs, as SVG, PNG and a CSV of the plotted numbers.',
    )
    .argument('<experiment>', shownArgument)
    .addOption(controlOption())
    .addOption(setOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(withControlOption())
    .addOption(seedsOption())
    .addOption(controlSeedsOption())
    .addOption(runsOption())
    .addOption(figuresOption())
    .addHelpText('after', examples)
    .action(async (name, { figures, ...options }) => {
      const { study, source } = await shownStudy(name, options);
      const results = readResults(study, source);
      printNotes(results, true);
      print(...(await drawResults(results, figures)));
      if (results.isDamaged) process.exitCode = damagedStatus;
    });
}
