import type { Experiment } from '../stages/experiment.js';
import { bundledNames, type Changes, loadExperiment } from './experiment-files.js';
import { type Report, readReport, requireReport } from './report.js';
import { reportJson } from './report-json.js';
import { reportText } from './report-text.js';
import { print } from './terminal.js';

/** An experiment's report and, where there is one, its control's. */
export interface ComparedReport {
  readonly report: Report;
  readonly control: Report | null;
}

/** Where reports come from. */
export interface ReportSource {
  readonly runs: string;
  /**
   * Name or path of the control; default: the one that the experiment names, where it is bundled
   * and has finished seeds.
   */
  readonly control?: string | undefined;
  /** Changes that hold for experiment and control. */
  readonly changes?: Changes;
}

async function readControl(
  experiment: Experiment,
  { runs, control, changes }: ReportSource,
): Promise<Report | null> {
  if (control !== undefined) return requireReport(await loadExperiment(control, changes), runs);
  const known = experiment.control;
  if (known === null || !bundledNames().includes(known)) return null;
  return readReport(await loadExperiment(known, changes), runs);
}

/**
 * Reads an experiment's report and its control's. Throws a UserError where no seed of the
 * experiment, or of a control that was asked for, is finished.
 */
export async function compareReport(
  experiment: Experiment,
  source: ReportSource,
): Promise<ComparedReport> {
  const report = requireReport(experiment, source.runs);
  return { report, control: await readControl(experiment, source) };
}

/** Prints reports as one JSON value: an object, or a list for several experiments. */
export function printJson(reports: readonly ComparedReport[]): void {
  const values = reports.map(({ report, control }) => reportJson(report, control));
  print(JSON.stringify(values.length === 1 ? values[0] : values, null, 2));
}

/** Prints reports for people to read. */
export function printText(reports: readonly ComparedReport[]): void {
  for (const [index, { report, control }] of reports.entries()) {
    if (index > 0) print('');
    print(...reportText(report, control));
    const known = report.experiment.control;
    if (control === null && known !== null) {
      print('', `Its control has no finished seeds; to train it: credence run ${known}`);
    }
  }
}
