import type { Experiment } from '../experiment/experiment.js';
import { changesText } from '../study/experiment-files.js';
import { outputWidth, print, printJson } from '../terminal/terminal.js';
import {
  comparedText,
  compareReport,
  type ReportSource,
  unfinishedError,
} from './compared-report.js';
import { drawFigures, drawSweep } from './draw-figures.js';
import type { ComparedReport } from './report.js';
import { reportJson } from './report-json.js';
import { sweepJson } from './sweep-json.js';
import { fileName, readSweep, type SweepReport } from './sweep-report.js';
import { sweepText } from './sweep-text.js';

/** What the finished runs of a file's experiments show. */
export interface Results {
  readonly source: ReportSource;
  /** Where the experiments stand on one axis. */
  readonly sweep: SweepReport | null;
  /** Each experiment of which a seed is finished. */
  readonly reports: readonly ComparedReport[];
}

/**
 * Reads what finished runs show: of a sweep along its axis, of other experiments beside their
 * controls. Throws a UserError that says what to run where nothing is finished.
 */
export async function readResults(
  experiments: readonly Experiment[],
  source: ReportSource,
): Promise<Results> {
  const changes = changesText(source.changes);
  const { small = false, quick = false } = source.changes ?? {};
  // As the experiments of these forms have names of their own, so has their list.
  const name = [fileName(source.typed), ...(small ? ['small'] : []), ...(quick ? ['quick'] : [])];
  const sweep = readSweep(experiments, { ...source, name: name.join('-'), changes });
  const reports: ComparedReport[] = [];
  for (const experiment of experiments) {
    const report = await compareReport(experiment, experiments, source);
    if (report !== null) reports.push(report);
  }
  const [first] = experiments;
  if (reports.length === 0 && first !== undefined) throw unfinishedError(first, source);
  return { source, sweep, reports };
}

/** Prints results for people, or with `json` for programs. */
export function printResults({ source, sweep, reports }: Results, json = false): void {
  const width = outputWidth();
  if (sweep !== null) {
    if (json) printJson([sweepJson(sweep)]);
    else print(...sweepText(sweep, width));
  } else if (json) {
    printJson(leading(reports).map(reportJson));
  } else {
    for (const [index, report] of leading(reports).entries()) {
      print(...(index > 0 ? [''] : []), ...comparedText(report, source, width));
    }
  }
}

/** Without the reports of controls that stand beside another experiment's. */
function leading(reports: readonly ComparedReport[]): ComparedReport[] {
  const shown = reports.map(({ control }) => control?.experiment.name);
  return reports.filter(({ report }) => !shown.includes(report.experiment.name));
}

/** Draws the figures of results into a folder: the paths of all files. */
export async function drawResults({ sweep, reports }: Results, folder: string): Promise<string[]> {
  const paths = sweep === null ? [] : await drawSweep(sweep, folder);
  for (const report of reports) paths.push(...(await drawFigures(report, folder)));
  return paths;
}
