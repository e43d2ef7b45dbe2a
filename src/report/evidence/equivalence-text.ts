import type { ContrastSummary } from '../../statistics/contrasts.js';
import { equivalenceOf } from '../../statistics/equivalence.js';
import { isEquivalent } from '../../statistics/significance.js';
import { type Cell, foldedLines } from '../../terminal/folded-table.js';
import { pCell } from '../../terminal/p-value.js';
import { wrapped } from '../../terminal/wrapped.js';
import { intervalText, signed } from '../difference-text.js';
import { type PowerEstimate, powerEstimates } from '../power-estimate.js';
import type { ComparedReport } from '../report.js';

/** A difference that is tested for equivalence with zero, and its name in a table. */
export interface TestedDifference {
  readonly title: string;
  readonly summary: ContrastSummary;
}

/** The differences of a report that its effects are decided by. */
export const testedDifferences = (
  compared: ComparedReport,
): Pick<PowerEstimate, 'name' | 'title' | 'isMinusControl' | 'summary'>[] =>
  powerEstimates(compared);

function row({ title, summary }: TestedDifference, bound: number): Cell[] {
  const found = equivalenceOf(summary, bound);
  const name = summary.test === 'welch' ? `${title} (Welch)` : title;
  if (found === null) return [name, signed(summary.mean), '-', '-', 'not tested'];
  const answer = isEquivalent(found) ? 'yes' : 'no';
  return [name, signed(summary.mean), intervalText(found.ci90), pCell(found.p), answer];
}

/**
 * Whether differences as large as a bound are ruled out, either way, a line each; nothing where no bound
 * was asked for.
 */
export function equivalenceText(
  differences: readonly TestedDifference[],
  bound: number | undefined,
  width: number,
): string[] {
  if (bound === undefined || differences.length === 0) return [];
  const header = ['', 'mean', '90 % t interval', 'p', 'ruled out'];
  const alignments = header.map((_, column) => (column === 0 ? 'left' : 'right'));
  const rows = differences.map((one) => row(one, bound));
  const what =
    `Is a true difference of ${bound} or more ruled out, either way? Equivalence tests over first ` +
    'seeds (two one-sided t tests, TOST; p is the larger of the two). "no" does not mean that there ' +
    'is such a difference.';
  const table = foldedLines({ header, rows, alignments }, width - 2).map((line) => `  ${line}`);
  return [...wrapped(what, width), ...table];
}
