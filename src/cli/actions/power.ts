import type { Changes } from '../../plan/catalogue.js';
import { powerJson } from '../../report/comparison/comparison-json.js';
import { answerPower, type PowerAnswer, powerEstimates } from '../../report/power-estimate.js';
import { powerLegend, powerText } from '../../report/power-text.js';
import { printNotes, readResults } from '../../report/results.js';
import { moreSeeds, mostToTrain } from '../../report/undecided.js';
import { outputWidth, print, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { damagedStatus } from '../exit-status.js';
import { shownStudy } from '../shown-study.js';

/** The most seeds that any answer needs; null where one has none, or they are too many to train. */
function wanted(answers: readonly PowerAnswer[]): number | null {
  const needed = answers.flatMap(({ forPower, forWidth }) =>
    [forPower, forWidth].flatMap((one) => (one === null ? [] : [one.seeds])),
  );
  const most = needed.every((one) => one !== null) ? Math.max(0, ...needed) : null;
  return most === null || most > mostToTrain ? null : most;
}

/** What is asked, as the command line has it. */
interface PowerOptions extends Changes {
  readonly runs: string;
  readonly control?: string | undefined;
  readonly power: number;
  readonly alpha: number;
  readonly effect?: number | undefined;
  readonly width?: number | undefined;
  readonly json?: true | undefined;
}

/** Prints how many seeds are needed. */
export async function showPower(
  name: string,
  { json, power, alpha, effect, width, ...options }: PowerOptions,
): Promise<void> {
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
}
