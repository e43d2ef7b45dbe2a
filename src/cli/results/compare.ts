import { Command, Option } from '@commander-js/extra-typings';
import { UserError } from '../../errors/user-error.js';
import { type Changes, changesText, loadExperiment } from '../../plan/catalogue.js';
import { trainingCommand } from '../../plan/training-command.js';
import { unfinishedError } from '../../report/compared-report.js';
import { compareReports, type Side } from '../../report/comparison/comparison.js';
import { comparisonJson } from '../../report/comparison/comparison-json.js';
import { comparisonText } from '../../report/comparison/comparison-text.js';
import { readReport } from '../../report/report.js';
import { storedIdentities } from '../../runs/folder.js';
import { outputWidth, print, printJson } from '../../terminal/terminal.js';
import {
  experimentArgument,
  jsonOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
  smallOption,
} from '../options.js';
import { reportSource } from '../shown-study.js';

const examples = `
Examples:
  credence compare world graded-sources
  credence compare world world --set-b stages.stage2.epochs=40
  credence compare fig22-set-inclusion fig23-mnist --small
  credence compare mine.ts other.ts --json`;

/** Takes an option that may be given any number of times. */
const collected = (text: string, before: string[]): string[] => [...before, text];

const setA = () =>
  new Option('--set-a <path=value>', 'change an option of A alone (repeatable)')
    .argParser(collected)
    .default([] as string[], 'none');

const setB = () =>
  new Option('--set-b <path=value>', 'change an option of B alone (repeatable)')
    .argParser(collected)
    .default([] as string[], 'none');

async function sideOf(name: string, changes: Changes, runs: string): Promise<Side> {
  const experiment = await loadExperiment(name, changes);
  const report = readReport(experiment, runs);
  if (report === null)
    throw unfinishedError(
      experiment,
      reportSource(name, runs, changes),
      trainingCommand(name, runs, changes),
    );
  return { report, changes: changesText(changes) };
}

/** `credence compare`: two experiments side by side. */
export function compareCommand() {
  return new Command('compare')
    .description(
      'Compares the finished runs of two experiments, A minus B: contrasts, and scores at the ends of ' +
        'stages; paired by first seed where they share enough seeds, else as two samples (Welch).',
    )
    .argument('<A>', experimentArgument)
    .argument('<B>', experimentArgument)
    .addOption(setA())
    .addOption(setB())
    .addOption(setOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(seedsOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (nameA, nameB, { json, runs, set, setA: ofA, setB: ofB, ...rest }) => {
      const a = await sideOf(nameA, { ...rest, set: [...set, ...ofA] }, runs);
      const b = await sideOf(nameB, { ...rest, set: [...set, ...ofB] }, runs);
      const [idsA, idsB] = [a, b].map(({ report }) => storedIdentities(report.experiment).join());
      if (idsA === idsB)
        throw new UserError(
          `A and B are the same experiment, "${a.report.experiment.name}": give another name, or change ` +
            'one of them with --set-a or --set-b',
        );
      const comparison = compareReports(a, b);
      if (json) printJson(comparisonJson(comparison));
      else print(...comparisonText(comparison, outputWidth()));
    });
}
