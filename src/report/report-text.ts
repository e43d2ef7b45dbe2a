import { isSingleStage } from '../statistics/gap-stages.js';
import { durationText } from '../terminal/duration.js';
import { bold } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import { counted } from '../text/counted.js';
import { analysisText, findingsOf } from './analysis-findings.js';
import { gapTable } from './gap-table.js';
import { paperTable } from './paper-table.js';
import type { ComparedReport } from './report.js';
import { scoreNote } from './score-note.js';
import { briefScores, scoreTables } from './score-tables.js';
import { seedsText } from './seeds-text.js';
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

function gapsSection(compared: ComparedReport, width: number): string[] {
  const { gaps, comparisons, gapStages } = compared.report;
  if (gaps.length + comparisons.length === 0) return [];
  const single =
    `Stage "${gapStages.last}" ends both Stage 1 and training, so there is no gap before Stage 2, ` +
    'and no change of IML.';
  return [
    '',
    'Gaps in exact match',
    ...gapTable(compared, width - 2).map((line) => `  ${line}`),
    ...(isSingleStage(gapStages) ? wrapped(single, width - 2).map((line) => `  ${line}`) : []),
  ];
}

/** A report for people, in lines of at most `width` characters where its tables fit. */
export function reportText(compared: ComparedReport, width: number): string[] {
  const { report } = compared;
  const paper = paperTable(report.paper, width);
  return [
    ...headLines(compared, width),
    '',
    ...scoreTables(report, width),
    ...controlLines(compared, width),
    ...gapsSection(compared, width),
    ...(paper.length > 0 ? ['', ...paper] : []),
    ...analysisText(findingsOf(compared), width),
    ...verdict(compared).flatMap((paragraph) => ['', ...wrapped(paragraph, width)]),
  ];
}
