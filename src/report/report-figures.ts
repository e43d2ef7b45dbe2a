import { groupsOf } from '../data/groups.js';
import { type Metric, metrics } from '../experiment/metrics.js';
import { chanceLevels } from '../figures/chance.js';
import { contrastsFigure, type ExperimentContrasts } from '../figures/contrasts.js';
import type { NamedFigure } from '../figures/figure.js';
import { ofExperiment } from '../figures/figure-csv.js';
import { type GroupPair, groupStyles } from '../figures/group-style.js';
import { panelTitle } from '../figures/labels.js';
import { learningCurves } from '../figures/learning-curves.js';
import { sweepPairs } from '../figures/sweep-pairs.js';
import { sweepPoints } from '../figures/sweep-points.js';
import { type ContrastSet, contrastSets } from '../statistics/contrasts.js';
import { attributionSets, measuredSets, type ShownSet } from '../statistics/shown-sets.js';
import { counted } from '../text/counted.js';
import { analysisFigures, findingsOf, sweepFindings } from './analysis-findings.js';
import type { ComparedReport, Report } from './report.js';
import { finishedMembers, type SweepReport, sweepSets } from './sweep-report.js';

/** Which sets share a figure of learning curves, by what its file is called. */
function curveGroups(rows: Report['rows'], metric: Metric): [what: string, sets: ShownSet[]][] {
  const measured = measuredSets(rows, metric);
  if (metric === 'loss') return [['losses', measured]];
  const attributed: readonly ShownSet[] = attributionSets;
  const suffix = metric === 'exactMatch' ? '' : `-${metric}`;
  return [
    [`learning-curves${suffix}`, measured.filter((set) => !attributed.includes(set))],
    [`attribution${suffix}`, measured.filter((set) => attributed.includes(set))],
  ];
}

/** Learning curves of an experiment, those of entity attribution and its losses, by the names of their files. */
export function curveFigures({ report, changes }: ComparedReport): NamedFigure[] {
  const { experiment, rows } = report;
  const groups = metrics.flatMap((metric) =>
    curveGroups(rows, metric).map(([what, sets]) => ({ metric, what, sets })),
  );
  return groups.flatMap(({ metric, what, sets }): NamedFigure[] => {
    if (sets.length === 0) return [];
    const options = {
      title: experiment.name,
      question: experiment.title,
      changes,
      stages: experiment.stages.map(({ name, epochs }) => ({ name, epochs })),
      sets,
      metric,
      groups: groupStyles(report.groups),
      chance: chanceLevels(report.chance),
    };
    return [[what, ofExperiment(learningCurves(rows, options), experiment.name)]];
  });
}

function contrastFigures({ report, control, changes }: ComparedReport): NamedFigure[] {
  const compared = control === null ? [report] : [report, control];
  // Details are for tables: with them the effects would be hard to see.
  const shown = ({ contrasts }: Report, set: ContrastSet) =>
    contrasts.filter((one) => one.set === set && one.contrast.role !== 'detail');
  const asked = compared.map((one): ExperimentContrasts => {
    return { title: one.experiment.name, contrasts: shown(one, 'questions') };
  });
  const attributed = contrastSets.flatMap((set): ExperimentContrasts[] => {
    const contrasts = shown(report, set);
    return set === 'questions' || contrasts.length === 0
      ? []
      : [{ title: panelTitle(set, [set]), contrasts }];
  });
  const { name, title: question } = report.experiment;
  const options = { changes, question, groups: groupStyles(report.groups) };
  return [
    ...(asked[0]?.contrasts.length
      ? [['contrasts', contrastsFigure(asked, options)] as const]
      : []),
    ...(attributed.length === 0
      ? []
      : [
          [
            'attribution-contrasts',
            ofExperiment(
              contrastsFigure(attributed, {
                ...options,
                title: 'Differences in exact match on entity attribution',
                subtitle: `${name}, ${counted(report.seeds.length, 'seed')}`,
              }),
              name,
            ),
          ] as const,
        ]),
  ];
}

/**
 * The figures of what an experiment measured, by the names of their files: its learning curves, those of
 * entity attribution, its losses, and, beside its control's, its contrasts and analyses.
 */
export function reportFigures(compared: ComparedReport): NamedFigure[] {
  return [
    ...curveFigures(compared),
    ...contrastFigures(compared),
    ...analysisFigures(findingsOf(compared)),
  ];
}

/** The pairs of groups whose contrasts count, by what the list varies, over those of controls. */
function pairFigures(sweep: SweepReport): NamedFigure[] {
  const { name, title: question, axis, changes } = sweep;
  const finished = finishedMembers(sweep);
  const controls = finished.flatMap(({ at, control }) =>
    control === null ? [] : [{ at, report: control }],
  );
  if (controls.length === 0 && finished.some(({ at }) => typeof at === 'string')) return [];
  const [first] = finished;
  if (first === undefined) return [];
  const shown = first.report.contrasts.filter(
    ({ set, contrast: { role }, isChange }) =>
      set === 'questions' && role !== 'detail' && !isChange,
  );
  // A pair of X1 by itself shows what was trained on, and nothing that is inferred.
  if (shown.every(({ contrast }) => contrast.role !== 'effect')) return [];
  const rows = [
    { title: name, members: finished.map(memberOf) },
    { title: `${name}, controls`, members: controls.map(memberOf) },
  ].filter(({ members }) => members.length > 0);
  const pairs = shown.map(({ contrast }): GroupPair => {
    return { upper: contrast.minuend, lower: contrast.subtrahend };
  });
  const groups = groupStyles(first.report.groups);
  const options = { title: name, question, axis, changes, pairs, groups };
  return [['sweep-pairs', sweepPairs(rows, options)]];
}

const memberOf = ({ at, report }: { readonly at: number | string; readonly report: Report }) => {
  return { at, rows: report.rows, stages: report.learned };
};

/**
 * Scores along the axis of a sweep, a figure a metric that more than one member measured, and its pairs of
 * groups; none where it has no member.
 */
export function scoreFigures(sweep: SweepReport): NamedFigure[] {
  const { name, title: question, axis, changes, members } = sweep;
  const finished = finishedMembers(sweep);
  const [first] = members;
  if (first === undefined) return [];
  const groups = groupStyles(groupsOf(first.experiment.data));
  const scores = metrics.flatMap((metric): NamedFigure[] => {
    const sets = sweepSets(sweep, metric);
    const measuring = finished.filter(({ report }) => measuredSets(report.rows, metric).length > 0);
    if (measuring.length === 0 || (measuring.length === 1 && finished.length > 1)) return [];
    const suffix = metric === 'exactMatch' ? '' : `-${metric}`;
    const options = { title: name, question, axis, sets, metric, changes, groups };
    const chance = chanceLevels(finished[0]?.report.chance ?? null);
    const figure = sweepPoints(finished.map(memberOf), { ...options, chance });
    return [[`sweep${suffix}`, ofExperiment(figure, name)]];
  });
  return [...scores, ...pairFigures(sweep)];
}

/** The figures of a sweep, by the names of their files: its scores, contrasts and analyses. */
export const sweepFigures = (sweep: SweepReport): NamedFigure[] => [
  ...scoreFigures(sweep),
  ...analysisFigures(sweepFindings(sweep)),
];
