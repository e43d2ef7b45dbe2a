import { groupsOf, sourcesDiffer } from '../../data/groups.js';
import { isQuick } from '../../experiment/quick.js';
import type { PairedSummary } from '../../statistics/paired-summary.js';
import { fewSeeds, isAbove } from '../../statistics/significance.js';
import { type Cell, foldedLines } from '../../terminal/folded-table.js';
import { pCell } from '../../terminal/p-value.js';
import type { Alignment } from '../../terminal/table.js';
import { wrapped } from '../../terminal/wrapped.js';
import { counted } from '../../text/counted.js';
import type { Findings, Member } from '../findings.js';
import {
  chance,
  type ProbeCell,
  type ProbeGridSummary,
  probesMinusControl,
} from './probe-summary.js';
import { probeTaskTitles } from './probes-figure.js';

type ProbedMember = Member<readonly ProbeGridSummary[]>;

/** Grids of the same kind belong together. */
const isSame = (a: ProbeGridSummary, b: ProbeGridSummary): boolean =>
  a.stage === b.stage && a.task === b.task && a.question === b.question;

const gridLike = (kind: ProbeGridSummary, grids: readonly ProbeGridSummary[] = []) =>
  grids.find((grid) => isSame(grid, kind));

function accuracyCell(cell: ProbeCell | null): Cell {
  if (cell === null) return '-';
  const { mean, ci95 } = cell;
  if (ci95 === null) return mean.toFixed(3);
  return [mean.toFixed(3), `[${ci95.low.toFixed(3)}, ${ci95.high.toFixed(3)}]`];
}

/** The accuracy where the other seeds are best. */
const heldOut = ({ mean }: PairedSummary): string => (chance + mean).toFixed(3);

function row(name: string, grid: ProbeGridSummary): Cell[] {
  const { best, bestOfEmbedding, bestByOthers, seeds } = grid;
  return [
    name,
    best === null ? '-' : `layer ${best.layer}, ${best.token}`,
    accuracyCell(best),
    bestOfEmbedding === null ? '-' : bestOfEmbedding.mean.toFixed(3),
    bestByOthers === null ? '-' : heldOut(bestByOthers),
    bestByOthers === null ? '-' : pCell(bestByOthers.p),
    String(seeds),
  ];
}

/** One line an experiment and control, under the title of its task, stage and question. */
function table(kind: ProbeGridSummary, members: readonly ProbedMember[], width: number) {
  const rows = members.flatMap(({ at, summary, control }) => {
    const [own, other] = [gridLike(kind, summary), gridLike(kind, control?.summary)];
    return [
      ...(own === undefined ? [] : [row(String(at), own)]),
      ...(other === undefined ? [] : [row('  control', other)]),
    ];
  });
  const header = ['', 'best cell', 'accuracy', 'embedding', 'held out', 'p', 'seeds'];
  const lefts = ['', 'best cell', 'accuracy'];
  const alignments = header.map((column): Alignment => (lefts.includes(column) ? 'left' : 'right'));
  const lines = foldedLines({ header, rows, alignments }, width - 2);
  const { task, question, stage, examples } = kind;
  const what = `question “${question}”, after ${stage}`;
  const prompts = counted(Math.round(examples), 'prompt');
  const title = `${probeTaskTitles[task]} ${what}; ${prompts}, half of each class`;
  return ['', ...wrapped(title, width), ...lines.map((line) => `  ${line}`)];
}

const heading =
  'Linear probes: accuracy [95 % t interval], chance is 0.5. The best cell is chosen by the same ' +
  'accuracies; "embedding" is the best cell in layer 0; "held out" takes for each seed the cell ' +
  'that is best for the others, and p is of its difference from chance.';

/** What a probe that works means, beside the control's; a probe that does not, means little. */
function sentence(
  kind: ProbeGridSummary,
  { at, experiment, summary, control }: ProbedMember,
  axis: string | null,
): string[] {
  const [own, other] = [gridLike(kind, summary), gridLike(kind, control?.summary)];
  const tested = own?.bestByOthers ?? null;
  if (own === undefined || tested === null) return [];
  const what = kind.task === 'tag' ? 'which tag defined an alias' : 'whether an alias was defined';
  const named = axis === null ? at : `${axis} ${at}`;
  const where = `${named}, question “${kind.question}”`;
  const few = fewSeeds(tested.seeds.length);
  if (!isAbove(tested)) {
    const not = `${where}: probes do not predict ${what} significantly better than chance (p >= 0.05).`;
    return [[not, ...few].join(' ')];
  }
  const embedding = own.bestOfEmbedding?.mean.toFixed(3) ?? '-';
  const scores = `${heldOut(tested)} where other seeds are best, ${embedding} in the embedding`;
  const finding = `${where}: probes predict ${what} (${scores})`;
  const isTag = kind.task === 'tag' && sourcesDiffer(groupsOf(experiment.data));
  return [[`${finding}${isTag ? besideControl(own, other) : '.'}`, ...few].join(' ')];
}

/** The end of a sentence that says that probes tell the tag. */
function besideControl(own: ProbeGridSummary, other: ProbeGridSummary | undefined): string {
  if (other?.bestByOthers == null) return '; there is no control to compare with.';
  if (isAbove(other.bestByOthers))
    return ', but in the control too: they read a tag that was memorised, not trust.';
  const minus = probesMinusControl(own, other);
  return minus !== null && isAbove(minus)
    ? ', and not in the control, where the tags carry no information.'
    : ', but not significantly more than in the control.';
}

/**
 * The linear probes of an experiment beside its control's, or of a list along its axis; nothing
 * where there were none.
 */
export function probeText(
  { axis, members, changes }: Findings<readonly ProbeGridSummary[]>,
  width: number,
): string[] {
  const all = members.flatMap(({ summary }) => summary);
  const kinds = all.filter((grid, index) => all.findIndex((one) => isSame(one, grid)) === index);
  if (kinds.length === 0) return [];
  const sentences = kinds.flatMap((kind) =>
    isQuick(changes) ? [] : members.flatMap((member) => sentence(kind, member, axis)),
  );
  return [
    '',
    ...wrapped(heading, width),
    ...kinds.flatMap((kind) => table(kind, members, width)),
    ...(sentences.length > 0 ? [''] : []),
    ...sentences.flatMap((one) => wrapped(one, width)),
  ];
}
