import { Command } from '@commander-js/extra-typings';
import { drawResults, readResults } from '../report/results.js';
import { loadExperiments } from '../study/experiment-files.js';
import { print } from '../terminal/terminal.js';
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
    .action(async (name, { runs, figures, control, seeds, set, quick, small, withControl }) => {
      const changes = { seeds, set, quick, small, withControl };
      const source = { typed: name, runs, control, changes };
      const results = await readResults(await loadExperiments(name, changes), source);
      print(...(await drawResults(results, figures)));
    });
}
