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
  sweepOption,
  withControlOption,
  zipOption,
} from './options.js';

const examples = `
Examples:
  credence figures world                                  into figures/world/
  credence figures world --width 85mm --pdf               for one column of a paper
  credence figures world --theme dark --figures slides    for dark slides
  credence figures fig23-mnist --small                    of the small version
  credence figures world --seeds 10-13 --json             of some seeds; the files as JSON`;

/** `credence figures`: draws the figures of finished runs. */
export function figuresCommand() {
  return new Command('figures')
    .description(
      'Draws the figures of finished runs as SVG, PNG and CSV (the plotted numbers), and says what ' +
        'each shows. An experiment has a folder, such as figures/world/, with the captions in ' +
        'about.json; a subset of seeds or a changed setting has a folder of its own.',
    )
    .argument('<experiment>', shownArgument)
    .addOption(controlOption())
    .addOption(setOption())
    .addOption(sweepOption())
    .addOption(zipOption())
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
      if (json) printJson({ version: 1, figures: drawn });
      else print(...figureLines(drawn, outputWidth()));
      if (results.isDamaged) process.exitCode = damagedStatus;
    });
}
