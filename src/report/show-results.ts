import type { Study } from '../study/resolve-study.js';
import { outputWidth, print } from '../terminal/terminal.js';
import type { ReportSource } from './compared-report.js';
import { figureLines } from './figure-lines.js';
import { drawResults, printResults, readResults } from './results.js';

/**
 * Reports what finished runs of a study show and draws their figures into the folder `figures`;
 * with `json` prints the reports alone. Gives back whether no seed is left out because a file of its
 * is damaged.
 */
export async function showResults(
  study: Study,
  source: ReportSource,
  { figures, json }: { readonly figures: string; readonly json?: true | undefined },
): Promise<boolean> {
  const results = readResults(study, source);
  const drawn = await drawResults(results, { folder: figures });
  printResults(results, json);
  if (!json) print('', 'Figures:', ...figureLines(drawn, outputWidth()));
  return !results.isDamaged;
}
