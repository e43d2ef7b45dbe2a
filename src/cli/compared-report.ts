import { UserError } from '../data/user-error.js';
import { wrapped } from '../data/wrapped.js';
import type { Experiment } from '../stages/experiment.js';
import { commandLine } from './command-line.js';
import { bundledNames, type Changes, loadExperiment } from './experiment-files.js';
import { defaultRuns } from './options.js';
import { beside, type ComparedReport, type Report, readReport } from './report.js';
import { reportText } from './report-text.js';
import { seedsText } from './seeds-text.js';
import { outputWidth, print } from './terminal.js';

/** Where reports come from. */
export interface ReportSource {
  /** Name or path of the experiment, as it was typed; default: its own name. */
  readonly typed?: string;
  readonly runs: string;
  /**
   * Name or path of the control, or `none`; default: the one that the experiment names, where it is
   * bundled and has finished seeds.
   */
  readonly control?: string | undefined;
  /** Changes that hold for experiment and control. */
  readonly changes?: Changes;
}

/** The command that trains an experiment under the same changes. */
function trainingCommand(typed: string, { runs, changes }: ReportSource): string {
  const { seeds, set = [] } = changes ?? {};
  return commandLine([
    ...['credence', 'run', typed],
    ...(seeds === undefined ? [] : ['--seeds', seedsText(seeds).replaceAll(' ', '')]),
    ...set.flatMap((assignment) => ['--set', assignment]),
    ...(runs === defaultRuns ? [] : ['--runs', runs]),
  ]);
}

/** A report; throws a UserError that says what to run where nothing is finished. */
function requireReport(experiment: Experiment, source: ReportSource): Report {
  const report = readReport(experiment, source.runs);
  if (report !== null) return report;
  const command = trainingCommand(source.typed ?? experiment.name, source);
  throw new UserError(
    `no seed of "${experiment.name}" is finished in ${source.runs}; train it by: ${command}`,
  );
}

async function readControl(
  experiment: Experiment,
  { runs, control, changes }: ReportSource,
): Promise<Report | null> {
  if (control === 'none') return null;
  if (control !== undefined)
    return requireReport(await loadExperiment(control, changes), { runs, typed: control, changes });
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
  const report = requireReport(experiment, source);
  return beside(report, await readControl(experiment, source), source.changes?.set);
}

/** Prints reports for people to read. */
export function printText(reports: readonly ComparedReport[], source: ReportSource): void {
  const width = outputWidth();
  for (const [index, compared] of reports.entries()) {
    if (index > 0) print('');
    print(...reportText(compared, width));
    const known = compared.report.experiment.control;
    if (compared.control === null && known !== null && source.control !== 'none') {
      const hint = 'Its control has no finished seeds; to train it:';
      print('', ...wrapped(`${hint} ${trainingCommand(known, source)}`, width));
    }
  }
}
