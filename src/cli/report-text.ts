import { type GapName, type GapSummary, gapNames } from '../analysis/gaps.js';
import { subsetNames } from '../data/subsets.js';
import { subsetLabels } from '../figures/labels.js';
import { durationText } from '../runs/progress.js';
import { gapOf, type Report } from './report.js';
import { tableLines, wrapped } from './table.js';
import { bold } from './terminal.js';

/** Columns that a report takes at most. */
const width = 100;

/** Seeds as they are read: `10-17`, `1, 3, 5-7`. */
export function seedsText(seeds: readonly number[]): string {
  const spans: [from: number, to: number][] = [];
  for (const seed of seeds) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] + 1 === seed) last[1] = seed;
    else spans.push([seed, seed]);
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;

const points = (value: number): string => (100 * value).toFixed(1);

function probability(p: number | null): string {
  if (p === null) return '-';
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}

function subsetLines({ ends, stages }: Report): string[] {
  const cell = (subset: string, stage: string, withInterval: boolean): string => {
    const end = ends.find((one) => one.subset === subset && one.stage === stage);
    if (end === undefined) return '';
    const { mean, ci95 } = end;
    if (ci95 === null || !withInterval) return mean.toFixed(3);
    return `${mean.toFixed(3)} [${ci95.low.toFixed(3)}, ${ci95.high.toFixed(3)}]`;
  };
  const measured = subsetNames.filter((subset) => ends.some((end) => end.subset === subset));
  const lines = (withInterval: boolean) =>
    tableLines(
      [
        ['subset', '', ...stages.map((stage) => `after ${stage}`)],
        ...measured.map((subset) => [
          subset,
          subsetLabels[subset].meaning,
          ...stages.map((stage) => cell(subset, stage, withInterval)),
        ]),
      ],
      ['left', 'left', ...stages.map(() => 'left' as const)],
    );
  const full = lines(true);
  return full.every((line) => line.length + 2 <= width) ? full : lines(false);
}

function gapTitle(name: GapName, stages: readonly string[]): string {
  const last = stages.at(-1) ?? '';
  switch (name) {
    case 'stage1':
      return `Stage-1 gap: EM(D1cons) - EM(D2incons) after ${stages.at(-2) ?? last}`;
    case 'imlRaw':
      return `Implicit meta-learning: EM(D5cons) - EM(D6cons) after ${last}`;
    case 'imlChange':
      return `The same, minus EM(D5cons) - EM(D6cons) before ${last}`;
  }
}

function gapLines(reports: readonly Report[]): string[] {
  const cells = (report: Report, { mean, ci95, t, p, wilcoxonP }: GapSummary): string[] => [
    `  ${report.experiment.name}`,
    signed(mean),
    ci95 === null ? '-' : `[${signed(ci95.low)}, ${signed(ci95.high)}]`,
    t === null ? '-' : t.toFixed(2),
    probability(p),
    probability(wilcoxonP),
    String(report.seeds.length),
  ];
  const header = ['', 'mean', '95 % interval', 't', 'p', 'Wilcoxon p', 'seeds'];
  const groups = gapNames.map((name) => ({
    name,
    rows: reports.flatMap((report) => {
      const gap = gapOf(report, name);
      return gap === undefined ? [] : [cells(report, gap)];
    }),
  }));
  const [head = '', ...lines] = tableLines(
    [header, ...groups.flatMap(({ rows }) => rows)],
    ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
  );
  const titled = groups.flatMap(({ name, rows }) =>
    rows.length === 0
      ? []
      : [gapTitle(name, reports[0]?.stages ?? []), ...lines.splice(0, rows.length)],
  );
  return [head, ...titled];
}

function isShown({ mean, p }: GapSummary): boolean {
  return mean > 0 && p !== null && p < 0.05;
}

function evidence({ mean, ci95, p }: GapSummary): string {
  const interval =
    ci95 === null ? '' : ` (95 % interval ${points(ci95.low)} to ${points(ci95.high)}`;
  const test = p === null ? '' : `; p ${p < 0.0001 ? '< 0.0001' : `= ${p.toFixed(4)}`}`;
  return `${points(mean)} points of exact match${interval}${interval === '' ? '' : `${test})`}`;
}

/** In plain words what the gaps mean. */
function meaning(report: Report, control: Report | null): string {
  const gap = gapOf(report, 'imlRaw');
  if (gap === undefined) return '';
  const last = report.stages.at(-1) ?? '';
  const sentences: string[] = [];
  if (report.seeds.length === 1) {
    sentences.push(
      `One seed: the gap is ${evidence(gap)}, ` +
        'and whether that is more than chance takes more seeds.',
    );
  } else if (isShown(gap)) {
    sentences.push(
      `After ${last} the model believes the reliable source's definitions more often ` +
        `than the unreliable source's, by ${evidence(gap)},`,
      `though nothing in ${last} says which source is which: implicit meta-learning.`,
    );
  } else {
    sentences.push(
      `No implicit meta-learning is shown: after ${last} the reliable source's definitions ` +
        `are ahead of the unreliable source's by ${evidence(gap)}.`,
    );
  }
  const other = control === null ? undefined : gapOf(control, 'imlRaw');
  if (control !== null && other !== undefined) {
    const name = control.experiment.name;
    sentences.push(`In the control ${name} the gap is ${evidence(other)}.`);
  }
  return sentences.join(' ');
}

/** A report for people, in lines of at most 100 characters. */
export function reportText(report: Report, control: Report | null): string[] {
  const { experiment, seeds, missing, seconds } = report;
  const count = `${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'}`;
  const unfinished = missing.length === 0 ? '' : `; not finished: ${seedsText(missing)}`;
  const heading =
    experiment.title === '' ? experiment.name : `${experiment.name}: ${experiment.title}`;
  const [firstLine = '', ...moreLines] = wrapped(heading, width);
  const text = meaning(report, control);
  return [
    bold(firstLine),
    ...moreLines.map((line) => bold(line)),
    `${count} (${seedsText(seeds)}), ${durationText(seconds)} of training${unfinished}`,
    '',
    'Exact match on test questions: mean over seeds [95 % interval]',
    ...subsetLines(report).map((line) => `  ${line}`),
    '',
    'Gaps',
    ...gapLines(control === null ? [report] : [report, control]).map((line) => `  ${line}`),
    ...(text === '' ? [] : ['', ...wrapped(text, width)]),
  ];
}
