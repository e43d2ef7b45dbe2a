import { bootstrapInterval } from '../../statistics/bootstrap.js';
import type { ContrastSummary } from '../../statistics/contrasts.js';
import { nestedSpread } from '../../statistics/nested/nested-spread.js';
import { foldedLines } from '../../terminal/folded-table.js';
import { wrapped } from '../../terminal/wrapped.js';
import { intervalText } from '../difference-text.js';

/** Of one difference on test questions: how it varies over first and over second seeds. */
function row(summary: ContrastSummary): string[][] {
  const nested = nestedSpread(summary);
  if (nested === null || summary.set !== 'questions') return [];
  const { contrast, isChange, seeds } = summary;
  const title = contrast.short ?? contrast.title;
  const sds = [nested.between, nested.within].map((one) => Math.sqrt(one).toFixed(3));
  const interval = intervalText(bootstrapInterval(seeds.map(({ value }) => value)));
  return [[isChange ? `change of ${title}` : title, ...sds, interval]];
}

/**
 * How differences vary over nested seeds, with a bootstrap over first seeds beside the t interval;
 * nothing where there are no two second seeds.
 */
export function nestedTable(contrasts: readonly ContrastSummary[], width: number): string[] {
  const rows = contrasts.flatMap(row);
  if (rows.length === 0) return [];
  const header = ['', 'sd first', 'sd second', '95 % bootstrap interval'];
  const alignments = header.map((_, column) => (column === 0 ? 'left' : 'right'));
  const what =
    'Spread between first seeds, and between second seeds of one first seed (REML). Runs that share ' +
    'a first seed are not independent, so tests take the mean of each first seed.';
  return ['', ...wrapped(what, width), ...foldedLines({ header, rows, alignments }, width)];
}
