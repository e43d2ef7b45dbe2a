import { isQuick, quickNote } from '../../experiment/quick.js';
import { panelTitle, scoreTitle } from '../../figures/labels.js';
import type { PairedSummary } from '../../statistics/paired-summary.js';
import { shownSetOf } from '../../statistics/shown-sets.js';
import { fewestSeeds, fewSeeds, isAbove, isBelow } from '../../statistics/significance.js';
import { type Cell, foldedLines } from '../../terminal/folded-table.js';
import { pCell, pText } from '../../terminal/p-value.js';
import { bold } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { counted } from '../../text/counted.js';
import { intervalText, signed } from '../difference-text.js';
import { seedsText } from '../seeds-text.js';
import type { ComparedContrast, ComparedScore, Comparison, Side } from './comparison.js';
import { optionText } from './option-differences.js';

function sideLine(letter: string, { report, changes }: Side): string {
  const { experiment, seeds } = report;
  const how = changes.length === 0 ? '' : ` with ${changes.join(', ')}`;
  return `${letter}: ${experiment.name}${how}; ${counted(seeds.length, 'seed')} (${seedsText(seeds)})`;
}

/** `paired, 8` or `Welch, 8 + 4`. */
export const testCell = ({ test, sizes }: PairedSummary): string =>
  test === 'paired' ? `paired, ${sizes.upper}` : `Welch, ${sizes.upper} + ${sizes.lower}`;

/** The test that counts, then the other one where there is one. */
function rowsOf(name: string, { a, b, ...tests }: ComparedContrast | ComparedScore): Cell[][] {
  const { paired, samples, counts } = tests;
  const others = paired === null ? [] : [counts === paired ? samples : paired];
  return [counts, ...others].map((one, index) => [
    index === 0 ? name : '  the other test',
    ...(index === 0 ? [a.mean.toFixed(3), b.mean.toFixed(3)] : ['', '']),
    [signed(one.mean), one.ci95 === null ? '-' : intervalText(one.ci95)],
    pCell(one.p),
    testCell(one),
  ]);
}

function table(rows: readonly (readonly Cell[])[], width: number): string[] {
  const header: Cell[] = ['', 'A', 'B', ['A - B', '95 % t interval'], 'p', 'test, seeds'];
  const alignments = header.map((_, column) => (column === 0 || column === 5 ? 'left' : 'right'));
  return foldedLines({ header, rows, alignments }, width - 2).map((line) => `  ${line}`);
}

/** `IML`, `change of IML, “Who is [X]?”`: a contrast as rows and sentences name it. */
export function contrastName({ a }: ComparedContrast): string {
  const { title, short = title } = a.contrast;
  const set = a.set === 'questions' ? '' : `, ${panelTitle(a.set, [a.set])}`;
  return `${a.isChange ? 'change of ' : ''}${short}${set}`;
}

/** What an effect's difference says, in a sentence. */
function answer(compared: ComparedContrast): string {
  const { counts } = compared;
  const name = contrastName(compared);
  const { mean, ci95, p, test, sizes } = counts;
  const numbers = `${signed(mean)}${ci95 === null ? '' : ` ${intervalText(ci95)}`}${pText(p)}`;
  const how =
    test === 'paired'
      ? `paired over ${counted(sizes.upper, 'seed')}`
      : `two samples of ${sizes.upper} and ${counted(sizes.lower, 'seed')}, Welch's test`;
  const what = isAbove(counts)
    ? `${name} is significantly larger in A`
    : isBelow(counts)
      ? `${name} is significantly larger in B`
      : p === null
        ? `whether ${name} differs cannot be tested with these seeds`
        : `no significant difference of ${name} is shown, which does not show that there is none`;
  const sentence = `${what}: A - B is ${numbers}; ${how}.`;
  return [
    `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`,
    ...(p === null ? [] : fewSeeds(fewestSeeds(counts))),
  ].join(' ');
}

function answerLines({ a, b, contrasts }: Comparison, width: number): string[] {
  if (isQuick([...a.changes, ...b.changes])) return wrapped(quickNote, width);
  const effects = contrasts.filter(
    ({ a: { contrast, isChange, set } }) =>
      contrast.role === 'effect' && !isChange && set === 'questions',
  );
  if (effects.length === 0) return wrapped('The two have no effect in common to compare.', width);
  return effects.flatMap((one) => wrapped(answer(one), width));
}

function differsLines({ differs }: Comparison, width: number): string[] {
  if (differs.length === 0)
    return wrapped('Their options are the same, but for names and seeds.', width);
  const rows = differs.map(({ path, a, b }) => [path, optionText(a), optionText(b)]);
  const header = ['option', 'A', 'B'];
  const lines = foldedLines({ header, rows, alignments: ['left', 'left', 'left'] }, width - 2);
  return ['Options that differ', ...lines.map((line) => `  ${line}`)];
}

function scoresLines({ scores }: Comparison, width: number): string[] {
  const tables = new Map<string, ComparedScore[]>();
  for (const one of scores) {
    const title = `${scoreTitle(shownSetOf(one.a.set), one.a.metric)}, at stages' ends`;
    tables.set(title, [...(tables.get(title) ?? []), one]);
  }
  return [...tables].flatMap(([title, own]) => [
    '',
    ...wrapped(title, width),
    ...table(
      own.flatMap((one) => {
        const set = one.a.set.endsWith('WithDefs') ? ', by its definition' : '';
        return rowsOf(`${one.a.subset} after ${one.a.stage}${set}`, one).slice(0, 1);
      }),
      width,
    ),
  ]);
}

/** Two experiments side by side for people, in lines of at most `width` characters. */
export function comparisonText(comparison: Comparison, width: number): string[] {
  const { a, b, contrasts } = comparison;
  return [
    ...wrapped(`${a.report.experiment.name} against ${b.report.experiment.name}`, width).map(
      (line) => bold(line),
    ),
    ...wrapped(sideLine('A', a), width),
    ...wrapped(sideLine('B', b), width),
    '',
    ...answerLines(comparison, width),
    '',
    ...differsLines(comparison, width),
    ...(contrasts.length === 0
      ? []
      : [
          '',
          ...wrapped('Differences in exact match, in A, in B, and A minus B', width),
          ...table(
            contrasts.flatMap((one) => rowsOf(contrastName(one), one)),
            width,
          ),
        ]),
    ...scoresLines(comparison, width),
  ];
}
