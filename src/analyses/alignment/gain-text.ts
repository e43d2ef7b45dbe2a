import { fewSeeds, isAbove, isBelow } from '../../statistics/significance.js';
import { type Cell, foldedLines } from '../../terminal/folded-table.js';
import { pCell, pText } from '../../terminal/p-value.js';
import type { Alignment } from '../../terminal/table.js';
import { wrapped } from '../../terminal/wrapped.js';
import type { Member } from '../findings.js';
import type { AlignmentGainSummary } from './alignment-gain.js';
import type { AlignmentResults } from './alignment-summary.js';
import { metricNames } from './metric-names.js';

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;

function rowOf(own: AlignmentGainSummary, control: AlignmentGainSummary | undefined): Cell[] {
  const { metric, mean, ci95, p, aliases } = own;
  return [
    metricNames[metric],
    [signed(mean), ci95 === null ? '-' : `[${signed(ci95.low)}, ${signed(ci95.high)}]`],
    pCell(p),
    String(Math.round(aliases)),
    ...(control ? [signed(control.mean), pCell(control.p)] : []),
  ];
}

/** What the rank correlation by cosine means, with no more claim than the numbers carry. */
function sentence(own: AlignmentGainSummary, control: AlignmentGainSummary | undefined): string {
  const { last, seeds } = own;
  const seedsSaid = seeds.length === 1 ? [] : fewSeeds(seeds.length);
  return [conclusion(own, control, last), ...seedsSaid].join(' ');
}

function conclusion(
  own: AlignmentGainSummary,
  control: AlignmentGainSummary | undefined,
  last: string,
): string {
  if (own.seeds.length === 1) return 'One seed cannot show whether that is more than chance.';
  if (isBelow(own)) return `Aliases whose definitions are more aligned gain less over ${last}.`;
  if (!isAbove(own)) return `Alignment and gain over ${last} are not significantly related.`;
  const more = `Aliases whose definitions are more aligned gain more over ${last}`;
  if (control === undefined) {
    return `${more}; there is no control to compare with, so this is no evidence of trust.`;
  }
  if (!isAbove(control)) return `${more}; the control does not show it significantly.`;
  return (
    `${more}, but in the control too, ${signed(control.mean)}${pText(control.p)}: what is ` +
    'aligned is learnt, whatever its source, so by itself this is no evidence of trust.'
  );
}

/**
 * How the alignments of aliases go with what the last stage teaches about them, beside the
 * control's; nothing where there is no such stage. Of a quick form the numbers alone.
 */
export function gainText(
  { summary: { gains }, control: other }: Member<AlignmentResults>,
  width: number,
  quick = false,
): string[] {
  const [first] = gains;
  if (first === undefined) return [];
  const { stage, epoch, last } = first;
  const others = other?.summary.gains ?? [];
  const otherOf = ({ metric }: AlignmentGainSummary) => others.find((one) => one.metric === metric);
  const beside = others.length > 0 ? ['control', 'its p'] : [];
  const header = ['', ['Spearman', '95 % t interval'], 'p', 'aliases', ...beside];
  const rows = gains.map((own) => rowOf(own, otherOf(own)));
  const alignments = header.map((_, column) => (column === 0 ? 'left' : 'right') as Alignment);
  const table = foldedLines({ header, rows, alignments }, width - 2);
  const title =
    `Rank correlation over the compared aliases that ${last} defines: how a definition is ` +
    `aligned after epoch ${epoch} of ${stage}, with the gain in exact match over ${last}; ` +
    'means over seeds';
  return [
    '',
    ...wrapped(title, width),
    ...table.map((line) => `  ${line}`),
    ...(quick ? [] : ['', ...wrapped(sentence(first, otherOf(first)), width)]),
  ];
}
