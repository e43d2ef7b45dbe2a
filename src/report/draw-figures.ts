import { join } from 'node:path';
import { groupsOf } from '../data/groups.js';
import type { Experiment } from '../experiment/experiment.js';
import { type Metric, metrics } from '../experiment/metrics.js';
import { contrastsFigure, type ExperimentContrasts } from '../figures/contrasts.js';
import type { NamedFigure } from '../figures/figure.js';
import { ofExperiment } from '../figures/figure-csv.js';
import { type GroupPair, groupStyles } from '../figures/group-style.js';
import { panelTitle } from '../figures/labels.js';
import { learningCurves } from '../figures/learning-curves.js';
import { sweepPairs } from '../figures/sweep-pairs.js';
import { sweepPoints } from '../figures/sweep-points.js';
import { storedIdentities } from '../runs/folder.js';
import { type ContrastSet, contrastSets } from '../statistics/contrasts.js';
import { attributionSets, measuredSets, type ShownSet } from '../statistics/shown-sets.js';
import { counted } from '../text/counted.js';
import { analysisFigures, findingsOf, sweepFindings } from './analysis-findings.js';
import type { ComparedReport, Report } from './report.js';
import { finishedMembers, type SweepReport, sweepSets } from './sweep-report.js';

async function write(figures: readonly NamedFigure[], pathOf: (what: string) => string) {
  // The drawing libraries take longer to load than most commands take altogether.
  const { writeFigure } = await import('../figures/render.js');
  const paths: string[] = [];
  for (const [what, figure] of figures) {
    const files = await writeFigure(figure, pathOf(what));
    paths.push(...files);
  }
  return paths;
}

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

function curveFigures({ report, changes }: ComparedReport): NamedFigure[] {
  const { experiment, rows } = report;
  const groups = metrics.flatMap((metric) =>
    curveGroups(rows, metric).map(([what, sets]) => ({ metric, what, sets })),
  );
  return groups.flatMap(({ metric, what, sets }): NamedFigure[] => {
    if (sets.length === 0) return [];
    const options = {
      title: experiment.name,
      changes,
      stages: experiment.stages.map(({ name, epochs }) => ({ name, epochs })),
      sets,
      metric,
      groups: groupStyles(report.groups),
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
  const options = { changes, groups: groupStyles(report.groups) };
  const { name } = report.experiment;
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

/** The end of the file names of a changed experiment; a quick form has a name of its own. */
function variantOf(experiment: Experiment, changes: readonly string[]): string {
  const isChanged = changes.some((change) => change !== '--quick');
  return isChanged ? `-${storedIdentities(experiment).at(-1)}` : '';
}

/**
 * Draws what an experiment measured: its learning curves, those of entity attribution, its losses,
 * and, beside its control's, its contrasts and analyses; each as SVG, PNG and a CSV of what is plotted. Gives back the
 * paths of all files. Those of a changed experiment end in the identity of its last stage, so that
 * variants do not overwrite each other. Throws a UserError where no font is installed.
 */
export function drawFigures(compared: ComparedReport, folder: string): Promise<string[]> {
  const { experiment } = compared.report;
  const variant = variantOf(experiment, compared.changes);
  return write(
    [
      ...curveFigures(compared),
      ...contrastFigures(compared),
      ...analysisFigures(findingsOf(compared)),
    ],
    (what) => join(folder, `${experiment.name}-${what}${variant}`),
  );
}

/** The pairs of groups whose contrasts count, by what the list varies, over those of controls. */
function pairFigures(sweep: SweepReport): NamedFigure[] {
  const { name, axis, changes } = sweep;
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
  const options = { title: name, axis, changes, pairs, groups: groupStyles(first.report.groups) };
  return [['sweep-pairs', sweepPairs(rows, options)]];
}

const memberOf = ({ at, report }: { readonly at: number | string; readonly report: Report }) => {
  return { at, rows: report.rows, stages: report.learned };
};

/**
 * Draws the scores of a sweep along its axis, a figure a metric, its contrasts and its analyses;
 * otherwise as `drawFigures`.
 */
export function drawSweep(sweep: SweepReport, folder: string): Promise<string[]> {
  const { name, axis, changes, members } = sweep;
  const finished = finishedMembers(sweep).map(memberOf);
  const [first] = members;
  if (first === undefined) return Promise.resolve([]);
  const variant = variantOf(first.experiment, changes);
  const groups = groupStyles(groupsOf(first.experiment.data));
  const figures = metrics.flatMap((metric): NamedFigure[] => {
    const sets = sweepSets(sweep, metric);
    if (sets.length === 0) return [];
    const suffix = metric === 'exactMatch' ? '' : `-${metric}`;
    const options = { title: name, axis, sets, metric, changes, groups };
    return [[`sweep${suffix}`, ofExperiment(sweepPoints(finished, options), name)]];
  });
  return write(
    [...figures, ...pairFigures(sweep), ...analysisFigures(sweepFindings(sweep))],
    (what) => join(folder, `${name}-${what}${variant}`),
  );
}
