import { isQuick, quickNote } from '../experiment/quick.js';
import { mostSeeds, type Spread } from '../statistics/power/power.js';
import { type Cell, foldedLines } from '../terminal/folded-table.js';
import { bold } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import { counted } from '../text/counted.js';
import { grouped } from '../text/grouped.js';
import { signed } from './difference-text.js';
import type { NeededSeeds, PowerAnswer, PowerQuestion } from './power-estimate.js';
import type { ComparedReport } from './report.js';
import { seedsText } from './seeds-text.js';

const neededCell = (seeds: number | null): string =>
  seeds === null ? `>${grouped(mostSeeds)}` : String(seeds);

const sdText = (spread: Spread): string =>
  (spread.kind === 'paired' ? [spread.sd] : spread.sds).map((sd) => sd.toFixed(3)).join(', ');

const needed = (one: NeededSeeds | null): Cell[] =>
  one === null ? ['-', '-'] : [neededCell(one.seeds), neededCell(one.cautious)];

function row(answer: PowerAnswer, question: PowerQuestion): Cell[] {
  const { title, summary, spread, effect, forPower, forWidth, detectable } = answer;
  return [
    `${title}${summary.test === 'welch' ? ' (Welch)' : ''}`,
    signed(effect),
    spread === null ? '-' : [sdText(spread.measured), `(to ${sdText(spread.cautious)})`],
    ...needed(forPower),
    ...(question.width === undefined ? [] : needed(forWidth)),
    detectable === null ? '-' : detectable.toFixed(3),
  ];
}

/** First seeds that are needed by second seeds, a line a difference; nothing where none are nested. */
function nestedTable(
  answers: readonly PowerAnswer[],
  { width: wanted }: PowerQuestion,
  width: number,
): string[] {
  const known = answers.filter(({ bySecondSeeds }) => bySecondSeeds.length > 0);
  const numbers = [
    ...new Set(known.flatMap((one) => one.bySecondSeeds.map(({ secondSeeds }) => secondSeeds))),
  ].sort((a, b) => a - b);
  if (known.length === 0) return [];
  const rows = known.flatMap(({ title, nested, effect, bySecondSeeds }) => {
    const sds = [nested?.between ?? 0, nested?.within ?? 0].map((one) => Math.sqrt(one).toFixed(3));
    const line = (name: string, asked: 'forPower' | 'forWidth'): Cell[] => [
      ...[name, ...sds],
      ...numbers.map((number) => {
        const found = bySecondSeeds.find(({ secondSeeds }) => secondSeeds === number);
        return found === undefined ? '-' : neededCell(found[asked]);
      }),
    ];
    return [
      ...(effect === 0 ? [] : [line(title, 'forPower')]),
      ...(wanted === undefined ? [] : [line(`${title}, width ${wanted}`, 'forWidth')]),
    ];
  });
  const header: Cell[] = ['', 'sd first', 'sd second', ...numbers.map((one) => `with ${one}`)];
  const alignments = header.map((_, column) => (column === 0 ? 'left' : 'right'));
  const table = foldedLines({ header, rows, alignments }, width - 2).map((line) => `  ${line}`);
  return ['', ...wrapped('First seeds needed, by how many second seeds each has', width), ...table];
}

/** Why a difference has no estimate. */
function missing({ title, summary }: PowerAnswer): string {
  const { upper, lower } = summary.sizes;
  return Math.min(upper, lower) < 2
    ? `${title}: one seed has no spread between seeds; train at least two, better five.`
    : `${title}: every seed has the same difference, so there is no spread to go by.`;
}

/** What the columns of `powerText` mean; nothing where no answer has a row. */
export function powerLegend(
  question: PowerQuestion,
  answers: readonly PowerAnswer[],
  width: number,
): string[] {
  const known = answers.filter(({ spread }) => spread !== null);
  if (known.length === 0) return [];
  const { power, alpha } = question;
  const percent = `${Number((100 * power).toPrecision(4))} %`;
  const level = `${Number((100 * (1 - alpha)).toPrecision(4))} %`;
  const what =
    `"seeds" find a true effect of that size with ${percent} power (two-sided t test, alpha ${alpha}, ` +
    'exact); ' +
    (question.width === undefined ? '' : `"width": seeds for a ${level} interval of that width; `) +
    `"cautious": the same with the upper end of the 80 % interval of the sd (in brackets); "found now": the ` +
    `least true effect that the present seeds find with ${percent} power.`;
  const where = 'Of two samples (Welch) seeds are those of each experiment.';
  const nested =
    '"sd first" and "sd second": spread between first seeds, and between second seeds of one first ' +
    'seed (REML). The first seed is the unit of every test: second seeds narrow only their own part ' +
    'of the spread.';
  const asMeasured =
    question.effect === undefined
      ? ' An effect as it was measured may be larger than the true one: --effect asks for another.'
      : '';
  return [
    ...wrapped(`${what}${asMeasured}`, width),
    ...(known.some(({ summary }) => summary.test === 'welch') ? wrapped(where, width) : []),
    ...(known.some((one) => one.nested !== null) ? wrapped(nested, width) : []),
  ];
}

/** What seeds are needed of one experiment, for people; `powerLegend` says what the columns mean. */
export function powerText(
  { report: { experiment, seeds }, changes }: ComparedReport,
  {
    question,
    answers,
  }: { readonly question: PowerQuestion; readonly answers: readonly PowerAnswer[] },
  width: number,
): string[] {
  const widths = question.width === undefined ? [] : [`width ${question.width}`, 'cautious'];
  const header: Cell[] = [
    ...['', 'effect', 'sd over seeds', 'seeds', 'cautious', ...widths, 'found now'],
  ];
  const known = answers.filter(({ spread }) => spread !== null);
  const alignments = header.map((_, column) => (column === 0 ? 'left' : 'right'));
  const rows = known.map((answer) => row(answer, question));
  return [
    ...wrapped(experiment.name, width).map((line) => bold(line)),
    ...(changes.length === 0 ? [] : wrapped(`with ${changes.join(', ')}`, width)),
    ...wrapped(
      `${counted(seeds.length, 'seed')} now (${seedsText(seeds)}); differences in exact match`,
      width,
    ),
    ...(isQuick(changes) ? wrapped(quickNote, width) : []),
    ...(rows.length === 0
      ? []
      : ['', ...foldedLines({ header, rows, alignments }, width - 2).map((line) => `  ${line}`)]),
    ...nestedTable(answers, question, width),
    ...answers
      .filter(({ spread }) => spread === null)
      .flatMap((one) => ['', ...wrapped(missing(one), width)]),
  ];
}
