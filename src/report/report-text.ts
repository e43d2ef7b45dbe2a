import { isQuick, quickNote } from '../experiment/quick.js';
import { isSingleStage } from '../statistics/learned-stages.js';
import type { Member } from '../study/resolve-study.js';
import { durationText } from '../terminal/duration.js';
import { bold } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import { counted } from '../text/counted.js';
import { analysisText, findingsOf } from './analysis-findings.js';
import type { ReportSource } from './compared-report.js';
import { contrastTable } from './contrast-table.js';
import { earlyLook } from './evidence/early-look.js';
import { equivalenceText, testedDifferences } from './evidence/equivalence-text.js';
import { nestedTable } from './evidence/nested-table.js';
import { learnedEnoughText } from './learned-enough.js';
import { paperTable } from './paper-table.js';
import type { ComparedReport } from './report.js';
import { scoreNote } from './score-note.js';
import { briefScores, scoreTables } from './score-tables.js';
import { seedsText } from './seeds-text.js';
import { undecidedText } from './undecided.js';
import { verdict } from './verdict.js';

function headLines({ report, changes }: ComparedReport, width: number): string[] {
  const { experiment, seeds, missing, seconds } = report;
  const { name, title } = experiment;
  const unfinished = missing.length === 0 ? '' : `; not finished: ${seedsText(missing)}`;
  const time = `${durationText(seconds)} of training in all`;
  return [
    ...wrapped(title === '' ? name : `${name}: ${title}`, width).map((line) => bold(line)),
    ...(changes.length === 0 ? [] : wrapped(`with ${changes.join(', ')}`, width)),
    ...wrapped(
      `${counted(seeds.length, 'seed')} (${seedsText(seeds)}), ${time}${unfinished}`,
      width,
    ),
    ...scoreNote(experiment, width),
  ];
}

function controlLines({ control }: ComparedReport, width: number): string[] {
  if (control === null) return [];
  const { name } = control.experiment;
  const title = `Exact match in the control ${name}, seeds ${seedsText(control.seeds)}`;
  return ['', ...briefScores(control, title, width)];
}

function contrastsSection(compared: ComparedReport, width: number): string[] {
  const { contrasts, learned } = compared.report;
  if (contrasts.length === 0) return [];
  const single =
    `Stage "${learned.last}" trains on X1 and X2 together, so there is nothing to measure between ` +
    'them, and no change over Stage 2.';
  const changes = contrasts.some(({ contrast }) => contrast.role === 'effect');
  return [
    '',
    ...wrapped('Differences in exact match; t and p of two-sided t tests over first seeds', width),
    ...contrastTable(compared, width - 2).map((line) => `  ${line}`),
    ...nestedTable(contrasts, width - 2).map((line) => (line === '' ? line : `  ${line}`)),
    ...(changes && isSingleStage(learned)
      ? wrapped(single, width - 2).map((line) => `  ${line}`)
      : []),
  ];
}

/** Lines behind an empty one; nothing where there are none. */
const paragraph = (lines: readonly string[]): string[] => (lines.length > 0 ? ['', ...lines] : []);

/** The answer, in paragraphs; a quick form has none, only what it is worth. */
function answerLines(
  compared: ComparedReport,
  width: number,
  source: ReportSource | undefined,
): string[] {
  if (isQuick(compared.changes)) return wrapped(quickNote, width);
  const isWithControl = compared.control !== null;
  const command = source?.seedsCommand;
  const undecided = undecidedText(compared, command && ((seeds) => command(seeds, isWithControl)));
  const [answer, ...rest] = verdict(compared);
  const look = earlyLook(compared.report);
  const paragraphs = [
    ...(answer === undefined ? [] : [answer]),
    ...(undecided === null ? [] : [undecided]),
    ...(look === null ? [] : [look]),
    ...rest,
    ...compared.report.notes.map((note) => `Not measured: ${note}.`),
  ];
  return [
    ...paragraphs.flatMap((text, index) => [...(index === 0 ? [] : ['']), ...wrapped(text, width)]),
    ...paragraph(learnedEnoughText(compared.report.learnedEnough, width)),
  ];
}

/**
 * A report for people in lines of at most `width` characters: the answer first, then what it rests on.
 * With a source it says how to go on where it is undecided.
 */
export function reportText(
  compared: ComparedReport,
  width: number,
  source?: ReportSource,
): string[] {
  const { report } = compared;
  const paper = paperTable(report.paper, width);
  const answer = answerLines(compared, width, source);
  return [
    ...headLines(compared, width),
    ...paragraph(answer),
    '',
    ...scoreTables(report, width),
    ...controlLines(compared, width),
    ...contrastsSection(compared, width),
    ...paragraph(equivalenceText(testedDifferences(compared), source?.equivalence, width)),
    ...paragraph(paper),
    ...analysisText(findingsOf(compared), width),
  ];
}

/** A member's report for people, with a hint where its control is not trained. */
export function comparedText(
  compared: ComparedReport,
  { member, source }: { readonly member: Member; readonly source: ReportSource },
  width: number,
): string[] {
  const lines = reportText(compared, width, source);
  if (compared.control !== null || member.control === null) return lines;
  const hint = 'Its control has no finished seeds; to train it:';
  return [...lines, '', ...wrapped(`${hint} ${source.commands.control}`, width)];
}
