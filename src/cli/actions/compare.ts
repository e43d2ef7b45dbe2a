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
import { reportSource } from '../shown-study.js';

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

/** What is compared, as the command line has it. */
interface CompareOptions extends Changes {
  readonly runs: string;
  /** Changes of A alone. */
  readonly setA?: readonly string[] | undefined;
  /** Changes of B alone. */
  readonly setB?: readonly string[] | undefined;
  readonly json?: true | undefined;
}

/** Prints two experiments side by side. */
export async function showComparison(
  nameA: string,
  nameB: string,
  { json, runs, set = [], setA: ofA = [], setB: ofB = [], ...rest }: CompareOptions,
): Promise<void> {
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
}
