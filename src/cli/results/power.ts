import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { powerJson } from '../../report/comparison/comparison-json.js';
import { answerPower, type PowerAnswer, powerEstimates } from '../../report/power-estimate.js';
import { powerLegend, powerText } from '../../report/power-text.js';
import { printNotes, readResults } from '../../report/results.js';
import { moreSeeds, mostToTrain } from '../../report/undecided.js';
import { outputWidth, print, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { parseDecimal } from '../../text/decimal.js';
import { damagedStatus } from '../exit-status.js';
import {
  controlOption,
  controlSeedsOption,
  jsonOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
  shownArgument,
  smallOption,
} from '../options.js';
import { shownStudy } from '../shown-study.js';

const examples = `
Examples:
  credence power world                   seeds for 80 % power, for effects as they were measured
  credence power world --effect 0.05     for a true difference of 0.05 in exact match
  credence power world --width 0.02      and for a 95 % interval 0.02 wide from end to end
  credence power world --power 0.9 --json`;

/** A number between 0 and 1, neither of them. */
function share(text: string): number {
  const value = parseDecimal(text) ?? Number.NaN;
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a number between 0 and 1.');
}

/** The most seeds that any answer needs; null where one has none, or they are too many to train. */
function wanted(answers: readonly PowerAnswer[]): number | null {
  const needed = answers.flatMap(({ forPower, forWidth }) =>
    [forPower, forWidth].flatMap((one) => (one === null ? [] : [one.seeds])),
  );
  const most = needed.every((one) => one !== null) ? Math.max(0, ...needed) : null;
  return most === null || most > mostToTrain ? null : most;
}

/** `credence power`: how many seeds are needed. */
export function powerCommand() {
  return new Command('power')
    .description(
      'Says from the finished seeds how many first seeds show an effect, or give an interval of a ' +
        'width, and what the present ones can find.',
    )
    .argument('<experiment>', shownArgument)
    .option('--power <share>', 'probability that a true effect is found', share, 0.8)
    .option('--alpha <share>', 'probability that one is found where there is none', share, 0.05)
    .option('--effect <difference>', 'true difference in exact match (default: as measured)', share)
    .option('--width <difference>', 'width of the interval, from end to end', share)
    .addOption(controlOption())
    .addOption(setOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(seedsOption())
    .addOption(controlSeedsOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name, { json, power, alpha, effect, width, ...options }) => {
      const { study, source } = await shownStudy(name, options);
      const question = { power, alpha, effect, width };
      const results = readResults(study, source);
      if (results.isDamaged) process.exitCode = damagedStatus;
      printNotes(results, json === true);
      const found = results.members.flatMap(({ compared }) =>
        compared === null
          ? []
          : [
              {
                compared,
                answers: powerEstimates(compared).map((one) => answerPower(one, question)),
              },
            ],
      );
      if (json) return printJson(powerJson(question, found));
      const columns = outputWidth();
      for (const [index, { compared, answers }] of found.entries()) {
        const { report, control } = compared;
        const most = wanted(answers);
        const seeds =
          most === null || most <= report.seeds.length ? null : moreSeeds(report.seeds, most);
        const command = seeds && source.seedsCommand?.(seeds, control !== null);
        const none =
          answers.length === 0
            ? ['', ...wrapped('It declares no effect (data.contrasts).', columns)]
            : [];
        print(
          ...(index > 0 ? [''] : []),
          ...powerText(compared, { question, answers }, columns),
          ...none,
          ...(command ? ['', ...wrapped(`To train them: ${command}`, columns)] : []),
        );
      }
      const legend = powerLegend(
        question,
        found.flatMap(({ answers }) => answers),
        columns,
      );
      if (legend.length > 0) print('', ...legend);
    });
}
