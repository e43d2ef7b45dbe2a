import type { Experiment } from '../stages/experiment.js';
import { compareReport, printText, type ReportSource } from './compared-report.js';
import { drawFigures } from './draw-figures.js';
import type { ComparedReport } from './report.js';
import { reportJson } from './report-json.js';
import { print, printJson } from './terminal.js';

/**
 * Reports what finished runs show and draws their figures into the folder `figures`; with `json`
 * prints the reports alone.
 */
export async function showResults(
  experiments: readonly Experiment[],
  source: ReportSource,
  { figures, json }: { readonly figures: string; readonly json?: true | undefined },
): Promise<void> {
  const reports: ComparedReport[] = [];
  for (const experiment of experiments) reports.push(await compareReport(experiment, source));
  const paths: string[] = [];
  for (const report of reports) paths.push(...(await drawFigures(report, figures)));
  if (json) return printJson(reports.map(reportJson));
  printText(reports, source);
  print('', 'Figures:', ...paths.map((path) => `  ${path}`));
}
