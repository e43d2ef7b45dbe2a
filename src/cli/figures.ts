import { Command } from '@commander-js/extra-typings';
import { compareReport } from './compared-report.js';
import { drawFigures } from './draw-figures.js';
import { loadExperiments } from './experiment-files.js';
import {
  controlOption,
  experimentArgument,
  figuresOption,
  runsOption,
  seedsOption,
  setOption,
} from './options.js';
import { print } from './terminal.js';

const examples = `
Examples:
  credence figures world
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
    .addOption(seedsOption())
    .addOption(runsOption())
    .addOption(figuresOption())
    .addHelpText('after', examples)
    .action(async (name, { runs, figures, control, seeds, set }) => {
      const changes = { seeds, set };
      for (const experiment of await loadExperiments(name, changes)) {
        const report = await compareReport(experiment, { typed: name, runs, control, changes });
        print(...(await drawFigures(report, figures)));
      }
    });
}
