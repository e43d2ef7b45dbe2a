import { isQuick, quickNote } from '../../experiment/quick.js';
import { holmAdjusted } from '../../statistics/holm.js';
import { fewestSeeds, fewSeeds, isAbove, isBelow } from '../../statistics/significance.js';
import { type Cell, foldedLines } from '../../terminal/folded-table.js';
import { pCell } from '../../terminal/p-value.js';
import { bold } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { counted } from '../../text/counted.js';
import { listed } from '../../text/listed.js';
import { intervalText, signed } from '../difference-text.js';
import type { ComparedContrast } from './comparison.js';
import { comparisonText, contrastName, testCell } from './comparison-text.js';
import { type StudyComparison, type StudySide, sideName, unpairedText } from './member-pairs.js';
import { type OptionDifference, optionText } from './option-differences.js';

function sideLine(letter: string, side: StudySide): string {
  const { changes, members } = side;
  const how = changes.length === 0 ? '' : ` with ${changes.join(', ')}`;
  const many = members.length > 1 ? `; ${counted(members.length, 'experiment')}` : '';
  return `${letter}: ${sideName(side)}${how}${many}`;
}

/** A contrast of both sides at every point that has it. */
interface ContrastPoints {
  readonly name: string;
  readonly isEffect: boolean;
  readonly points: readonly { readonly at: string; readonly compared: ComparedContrast }[];
  /** p of each point, adjusted over all by Holm's method. */
  readonly adjusted: readonly (number | null)[];
}

/** Effects, their changes and what has to hold for them, on test questions. */
function contrastPoints({ members }: StudyComparison): ContrastPoints[] {
  const all = members.flatMap(({ at, comparison }) =>
    comparison.contrasts
      .filter(({ a }) => a.set === 'questions' && a.contrast.role !== 'detail')
      .map((compared) => ({ at: String(at), compared })),
  );
  const names = [...new Set(all.map(({ compared }) => contrastName(compared)))];
  return names.map((name) => {
    const points = all.filter(({ compared }) => contrastName(compared) === name);
    const [first] = points;
    const { contrast, isChange } = first?.compared.a ?? {};
    return {
      name,
      isEffect: contrast?.role === 'effect' && isChange === false,
      points,
      adjusted: holmAdjusted(points.map(({ compared }) => compared.counts.p)),
    };
  });
}

/** At which points an effect is larger in A, in B, or not shown to differ. */
function answer({ name, points, adjusted }: ContrastPoints, label: string): string {
  const judged = points.map(({ at, compared: { counts } }, index) => {
    return { at, counts: { ...counts, p: adjusted[index] ?? null } };
  });
  const at = (of: typeof judged): string => `at ${label}${listed(of.map((one) => one.at))}`;
  const above = judged.filter(({ counts }) => isAbove(counts));
  const below = judged.filter(({ counts }) => isBelow(counts));
  const untested = judged.filter(({ counts }) => counts.p === null);
  const open = judged.filter(
    (one) => !above.includes(one) && !below.includes(one) && !untested.includes(one),
  );
  const parts = [
    ...(above.length > 0 ? [`is significantly larger in A ${at(above)}`] : []),
    ...(below.length > 0 ? [`is significantly larger in B ${at(below)}`] : []),
    ...(open.length > 0
      ? [`is not shown to differ ${at(open)}, which does not show that it is the same`]
      : []),
    ...(untested.length > 0 ? [`cannot be tested with these seeds ${at(untested)}`] : []),
  ];
  const tested = judged.length - untested.length;
  const weak = fewSeeds(Math.min(...judged.map(({ counts }) => fewestSeeds(counts))));
  return [
    `${name} ${parts.join('; it ')}.`,
    ...(tested > 1 ? [`p is adjusted for ${tested} tests (Holm).`] : []),
    ...(tested > 0 ? weak : []),
  ].join(' ');
}

function pointsTable(
  { name, points, adjusted }: ContrastPoints,
  axis: string | null,
  width: number,
): string[] {
  const tests = points.map(({ compared }) => testCell(compared.counts));
  const isOneTest = new Set(tests).size === 1;
  const test = isOneTest ? ` (${tests[0]} seeds)` : '';
  const header: Cell[] = [
    ...[axis ?? '', 'A', 'B'],
    ['A - B', '95 % t interval'],
    ...['p', 'p (Holm)', ...(isOneTest ? [] : ['test, seeds'])],
  ];
  const alignments = header.map((_, column) => (column === 0 || column === 6 ? 'left' : 'right'));
  const rows = points.map(({ at, compared: { a, b, counts } }, index): Cell[] => [
    ...[at, a.mean.toFixed(3), b.mean.toFixed(3)],
    [signed(counts.mean), counts.ci95 === null ? '-' : intervalText(counts.ci95)],
    pCell(counts.p),
    pCell(adjusted[index] ?? null),
    ...(isOneTest ? [] : [testCell(counts)]),
  ]);
  const table = foldedLines({ header, rows, alignments }, width - 2);
  return [
    '',
    ...wrapped(`Differences in exact match: ${name} in A, in B, and A minus B${test}`, width),
    ...table.map((line) => `  ${line}`),
  ];
}

/** Options that differ at every point in the same way, and those that differ otherwise. */
function differsLines({ members }: StudyComparison, width: number): string[] {
  const [first, ...others] = members.map(({ comparison }) => comparison.differs);
  const isSame = (one: OptionDifference) => (other: OptionDifference) =>
    JSON.stringify(one) === JSON.stringify(other);
  const common = (first ?? []).filter((one) => others.every((list) => list.some(isSame(one))));
  const rest = new Set(
    members.flatMap(({ comparison }) =>
      comparison.differs.filter((one) => !common.some(isSame(one))).map(({ path }) => path),
    ),
  );
  const header = ['option', 'A', 'B'];
  const rows = common.map(({ path, a, b }) => [path, optionText(a), optionText(b)]);
  const table = foldedLines({ header, rows, alignments: ['left', 'left', 'left'] }, width - 2);
  return [
    ...(common.length === 0
      ? []
      : ['', 'Options that differ everywhere', ...table.map((line) => `  ${line}`)]),
    ...(rest.size === 0
      ? []
      : ['', ...wrapped(`Options that differ from point to point: ${listed([...rest])}`, width)]),
    ...(common.length + rest.size === 0
      ? ['', ...wrapped('Their options are the same, but for names and seeds.', width)]
      : []),
  ];
}

/** Two studies side by side for people, in lines of at most `width` characters. */
export function studyComparisonText(compared: StudyComparison, width: number): string[] {
  const { a, b, axis, members, unpaired } = compared;
  const [only] = members;
  if (only !== undefined && only.at === null) return comparisonText(only.comparison, width);
  const by = axis === null ? 'experiment by experiment' : `by ${axis}`;
  const label = axis === null ? '' : `${axis} = `;
  const contrasts = contrastPoints(compared);
  const effects = contrasts.filter(({ isEffect }) => isEffect);
  const isOfQuick = isQuick([...a.changes, ...b.changes]);
  const answers = isOfQuick
    ? [quickNote]
    : effects.length === 0
      ? ['The two have no effect in common to compare.']
      : effects.map((one) => answer(one, label));
  return [
    ...wrapped(`${sideName(a)} against ${sideName(b)}, ${by}`, width).map((line) => bold(line)),
    ...wrapped(sideLine('A', a), width),
    ...wrapped(sideLine('B', b), width),
    ...(unpaired.length === 0
      ? []
      : wrapped(`Not compared: ${label}${unpairedText(unpaired)}`, width)),
    '',
    ...answers.flatMap((text) => wrapped(text, width)),
    ...differsLines(compared, width),
    ...contrasts.flatMap((one) => pointsTable(one, axis, width)),
  ];
}
