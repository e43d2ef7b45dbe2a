import { join } from 'node:path';
import { sourcesDiffer } from '../data/sources.js';
import type { Experiment } from '../experiment/experiment.js';
import { type Metric, metrics } from '../experiment/metrics.js';
import { type ExperimentGaps, gapsFigure } from '../figures/gaps.js';
import { panelTitle } from '../figures/labels.js';
import { learningCurves } from '../figures/learning-curves.js';
import { sweepPairs } from '../figures/sweep-pairs.js';
import { sweepPoints } from '../figures/sweep-points.js';
import { storedIdentities } from '../runs/folder.js';
import { isSingleStage } from '../statistics/gap-stages.js';
import { gapSets } from '../statistics/gaps.js';
import { attributionSets, measuredSets, type ShownSet } from '../statistics/shown-sets.js';
import { counted } from '../text/counted.js';
import { analysisFigures, type NamedFigure, sweepAnalysisFigures } from './analysis-figures.js';
import type { ComparedReport, Report } from './report.js';
import { finishedPlaces, type SweepReport, sweepSets } from './sweep-report.js';

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
      sourcesDiffer: sourcesDiffer(experiment.data.shares),
    };
    return [[what, learningCurves(rows, options)]];
  });
}

function gapFigures({ report, control, changes }: ComparedReport): NamedFigure[] {
  const single = isSingleStage(report.gapStages);
  const compared = control === null ? [report] : [report, control];
  const asked = compared.map(({ experiment, gaps }): ExperimentGaps => {
    const own = gaps.filter(({ set }) => set === 'questions');
    return { title: experiment.name, gaps: own };
  });
  const attributed = gapSets.flatMap((set): ExperimentGaps[] => {
    const gaps = report.gaps.filter((gap) => gap.set === set);
    return set === 'questions' || gaps.length === 0
      ? []
      : [{ title: panelTitle(set, [set]), gaps }];
  });
  const options = { changes, isSingleStage: single };
  const { name } = report.experiment;
  return [
    ...(asked[0]?.gaps.length ? [['gaps', gapsFigure(asked, options)] as const] : []),
    ...(attributed.length === 0
      ? []
      : [
          [
            'attribution-gaps',
            gapsFigure(attributed, {
              ...options,
              title: 'Gaps in exact match on entity attribution',
              subtitle: `${name}, ${counted(report.seeds.length, 'seed')}`,
            }),
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
 * and, beside its control's, its gaps and analyses; each as SVG, PNG and a CSV of what is plotted. Gives back the
 * paths of all files. Those of a changed experiment end in the identity of its last stage, so that
 * variants do not overwrite each other. Throws a UserError where no font is installed.
 */
export function drawFigures(compared: ComparedReport, folder: string): Promise<string[]> {
  const { experiment } = compared.report;
  const variant = variantOf(experiment, compared.changes);
  return write(
    [...curveFigures(compared), ...gapFigures(compared), ...analysisFigures(compared)],
    (what) => join(folder, `${experiment.name}-${what}${variant}`),
  );
}

/** The two pairs of subsets whose gaps count, by what the list varies, over those of controls. */
function pairFigures(sweep: SweepReport): NamedFigure[] {
  const { name, axis, changes } = sweep;
  const places = finishedPlaces(sweep);
  const controls = places.flatMap(({ at, control }) =>
    control === null ? [] : [{ at, report: control }],
  );
  if (controls.length === 0 && places.some(({ at }) => typeof at === 'string')) return [];
  const names = places.flatMap(({ report }) => report.gaps.map(({ gap }) => gap));
  if (!names.includes('iml') || !names.includes('stage1Gap')) return [];
  const rows = [
    { title: name, members: places.map(memberOf) },
    { title: `${name}, controls`, members: controls.map(memberOf) },
  ].filter(({ members }) => members.length > 0);
  return [['sweep-pairs', sweepPairs(rows, { title: name, axis, changes })]];
}

const memberOf = ({ at, report }: { readonly at: number | string; readonly report: Report }) => {
  return { at, rows: report.rows, stages: report.gapStages };
};

/**
 * Draws the scores of a sweep along its axis, a figure a metric, its gaps and its analyses;
 * otherwise as `drawFigures`.
 */
export function drawSweep(sweep: SweepReport, folder: string): Promise<string[]> {
  const { name, axis, changes, places } = sweep;
  const members = finishedPlaces(sweep).map(memberOf);
  const [first] = places;
  const variant = first === undefined ? '' : variantOf(first.experiment, changes);
  const figures = metrics.flatMap((metric): NamedFigure[] => {
    const sets = sweepSets(sweep, metric);
    if (sets.length === 0) return [];
    const suffix = metric === 'exactMatch' ? '' : `-${metric}`;
    return [[`sweep${suffix}`, sweepPoints(members, { title: name, axis, sets, metric, changes })]];
  });
  return write([...figures, ...pairFigures(sweep), ...sweepAnalysisFigures(sweep)], (what) =>
    join(folder, `${name}-${what}${variant}`),
  );
}
