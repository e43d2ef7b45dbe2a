import { Command } from '@commander-js/extra-typings';
import { isQuick, quickNote } from '../experiment/quick.js';
import { drawResults, readResults } from '../report/results.js';
import { print, printError } from '../terminal/terminal.js';
import {
  controlOption,
  experimentArgument,
  figuresOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
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
    .argument('<experiment>', experimentArgument)
    .addOption(controlOption())
    .addOption(setOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(withControlOption())
    .addOption(seedsOption())
    .addOption(runsOption())
    .addOption(figuresOption())
    .addHelpText('after', examples)
    .action(async (name, { figures, ...options }) => {
      const { study, source } = await shownStudy(name, options);
      if (isQuick(source.changes)) printError(quickNote);
      print(...(await drawResults(readResults(study, source), figures)));
    });
}
