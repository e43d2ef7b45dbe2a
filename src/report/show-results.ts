import type { Study } from '../study/resolve-study.js';
import { print } from '../terminal/terminal.js';
import type { ReportSource } from './compared-report.js';
import { drawResults, printResults, readResults } from './results.js';

/**
 * Reports what finished runs of a study show and draws their figures into the folder `figures`;
 * with `json` prints the reports alone.
 */
export async function showResults(
  study: Study,
  source: ReportSource,
  { figures, json }: { readonly figures: string; readonly json?: true | undefined },
): Promise<void> {
  const results = readResults(study, source);
  const paths = await drawResults(results, figures);
  printResults(results, json);
  if (!json) print('', 'Figures:', ...paths.map((path) => `  ${path}`));
}
