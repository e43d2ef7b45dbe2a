import { Command } from '@commander-js/extra-typings';
import { outputWidth, print, printError, printJson } from '../terminal/terminal.js';
import { damagedStatus } from './exit-status.js';
import { pdfOption, themeOption, widthOption } from './figure-options.js';
import {
  controlOption,
  controlSeedsOption,
  figuresOption,
  jsonOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
  shownArgument,
  smallOption,
  withControlOption,
} from './options.js';

const examples = `
Examples:
  credence figures world
  credence figures fig23-mnist --small
  credence figures world --width 85mm --pdf
  credence figures world --theme dark --figures slides
  credence figures world --seeds 10-13 --json`;

/** `credence figures`: draws the figures of finished runs. */
export function figuresCommand() {
  return new Command('figures')
    .description(
      'Draws the figures of finished runs, as SVG, PNG and a CSV of the plotted numbers, into one ' +
        'folder per experiment, such as figures/world/; a subset of seeds or changed settings has ' +
        'a folder of its own. about.json in it has a caption for each figure. Lists the files ' +
        'and what each figure shows.',
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
    .addOption(widthOption())
    .addOption(themeOption())
    .addOption(pdfOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name, { figures: folder, width, theme, pdf, json, ...options }) => {
      const { isQuick, quickNote } = await import('../experiment/quick.js');
      const { shownStudy } = await import('./shown-study.js');
      const { drawResults, printNotes, readResults } = await import('../report/results.js');
      const { figureLines } = await import('../report/figure-lines.js');
      const { study, source } = await shownStudy(name, options);
      const look = { folder, width, theme, pdf: pdf === true };
      const results = readResults(study, source);
      printNotes(results, true);
      if (isQuick(source.changes)) printError(quickNote);
      const drawn = await drawResults(results, look);
      if (json) printJson(drawn);
      else print(...figureLines(drawn, outputWidth()));
      if (results.isDamaged) process.exitCode = damagedStatus;
    });
}
