import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { readRecord } from '../runs/experiment-record.js';
import { defaultRuns } from '../runs/folder.js';
import {
  bundledNames,
  type Changes,
  changesText,
  loadExperiment,
} from '../study/experiment-files.js';
import { commandLine } from '../terminal/command-line.js';
import { wrapped } from '../terminal/wrapped.js';
import { beside, type ComparedReport, type Report, readReport } from './report.js';
import { reportText } from './report-text.js';
import { seedsText } from './seeds-text.js';

/** Where reports come from. */
export interface ReportSource {
  /** Name or path of the experiment, as it was typed. */
  readonly typed: string;
  readonly runs: string;
  /**
   * Name or path of the control, or `none`; default: the one that the experiment names, where it is
   * bundled or in the same file and has finished seeds.
   */
  readonly control?: string | undefined;
  /** Changes that hold for experiment and control. */
  readonly changes?: Changes;
}

/** The command that trains an experiment under the same changes. */
export function trainingCommand(
  typed: string,
  { runs, changes = {} }: Pick<ReportSource, 'runs' | 'changes'>,
): string {
  const { seeds, set = [], quick = false, small = false, withControl = false } = changes;
  return commandLine([
    ...['credence', 'run', typed],
    ...(small ? ['--small'] : []),
    ...(quick ? ['--quick'] : []),
    ...(withControl ? ['--with-control'] : []),
    ...(seeds === undefined ? [] : ['--seeds', seedsText(seeds).replaceAll(' ', '')]),
    ...set.flatMap((assignment) => ['--set', assignment]),
    ...(runs === defaultRuns ? [] : ['--runs', runs]),
  ]);
}

/**
 * The error where nothing of an experiment is finished; it says what to run, and what the tests of a
 * seed lack that is trained.
 */
export function unfinishedError(experiment: Experiment, source: ReportSource): UserError {
  const command = trainingCommand(source.typed, source);
  const [trained] = readRecord(experiment, source.runs).untested;
  const why = trained === undefined ? '' : ` (seed ${trained[0]} is trained, but ${trained[1]})`;
  return new UserError(
    `no seed of "${experiment.name}" is finished in ${source.runs}${why}; train it by: ${command}`,
  );
}

/** An experiment's control: that of its own file, else the bundled one. */
async function readControl(
  { control: known }: Experiment,
  siblings: readonly Experiment[],
  { runs, control: asked, changes }: ReportSource,
): Promise<Report | null> {
  if (asked === 'none') return null;
  if (asked !== undefined) {
    const control = await loadExperiment(asked, changes);
    const report = readReport(control, runs);
    if (report !== null) return report;
    throw unfinishedError(control, { typed: asked, runs, ...(changes && { changes }) });
  }
  const own = siblings.find(({ name }) => name === known);
  if (own !== undefined) return readReport(own, runs);
  if (known === null || !bundledNames().includes(known)) return null;
  return readReport(await loadExperiment(known, { ...changes, small: false }), runs);
}

/**
 * Reads an experiment's report and its control's, which may be among the other experiments of its
 * file; null where no seed is finished. Throws a UserError where none of a control that was asked
 * for is.
 */
export async function compareReport(
  experiment: Experiment,
  siblings: readonly Experiment[],
  source: ReportSource,
): Promise<ComparedReport | null> {
  const report = readReport(experiment, source.runs);
  if (report === null) return null;
  const control = await readControl(experiment, siblings, source);
  return beside(report, control, changesText(source.changes));
}

/** A report for people, with a hint where its control is not trained. */
export function comparedText(
  compared: ComparedReport,
  source: ReportSource,
  width: number,
): string[] {
  const known = compared.report.experiment.control;
  const lines = reportText(compared, width);
  if (compared.control !== null || known === null || source.control === 'none') return lines;
  const typed = bundledNames().includes(known) ? known : source.typed;
  const hint = 'Its control has no finished seeds; to train it:';
  return [...lines, '', ...wrapped(`${hint} ${trainingCommand(typed, source)}`, width)];
}
