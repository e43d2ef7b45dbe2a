import { join } from 'node:path';
import { groupsOf } from '../data/groups.js';
import { type Metric, metrics } from '../experiment/metrics.js';
import { chanceLevels } from '../figures/chance.js';
import { contrastsFigure, type ExperimentContrasts } from '../figures/contrasts.js';
import { figureWidth, type NamedFigure } from '../figures/figure.js';
import { ofExperiment } from '../figures/figure-csv.js';
import { type GroupPair, groupStyles } from '../figures/group-style.js';
import { panelTitle } from '../figures/labels.js';
import { learningCurves } from '../figures/learning-curves.js';
import type { FigureLook } from '../figures/render.js';
import { sweepPairs } from '../figures/sweep-pairs.js';
import { sweepPoints } from '../figures/sweep-points.js';
import { type ContrastSet, contrastSets } from '../statistics/contrasts.js';
import { attributionSets, measuredSets, type ShownSet } from '../statistics/shown-sets.js';
import { counted } from '../text/counted.js';
import { analysisFigures, findingsOf, sweepFindings } from './analysis-findings.js';
import { type DrawnFigure, type FigureVariant, figureFolder, writeAbout } from './figure-folder.js';
import type { ComparedReport, Report } from './report.js';
import { finishedMembers, type SweepReport, sweepSets } from './sweep-report.js';

/** Where figures are written, and how they look. */
export interface FigureTarget extends FigureLook {
  /** Of all figures; an experiment has a folder of its own in it. */
  readonly folder: string;
  /** Defaults to the experiment as it is defined. */
  readonly variant?: FigureVariant;
}

/** The figures of a name, and of which reports they are. */
interface Drawing {
  readonly name: string;
  readonly reports: readonly Report[];
  readonly changes: readonly string[];
  readonly figures: readonly NamedFigure[];
}

async function write({ name, reports, changes, figures }: Drawing, target: FigureTarget) {
  // The drawing libraries take longer to load than most commands take altogether.
  const { writeFigure } = await import('../figures/render.js');
  const { folder: root, variant = { changes }, ...look } = target;
  const folder = join(root, figureFolder(name, variant));
  const drawn: DrawnFigure[] = [];
  for (const [what, figure] of figures) {
    const files = await writeFigure(figure, join(folder, `${what}${lookSuffix(look)}`), look);
    drawn.push({ name: what, title: figure.title, caption: figure.caption, files });
  }
  if (drawn.length > 0) {
    const experiments = reports.map(({ experiment, seeds, runs }) => {
      return { experiment: experiment.name, seeds, identities: identitiesOf(runs) };
    });
    writeAbout(folder, { ...variant, experiments, figures: drawn });
  }
  return drawn;
}

/** The end of the file names of figures of another theme or width, which replace no others. */
function lookSuffix({ theme = 'light', width = figureWidth }: FigureLook): string {
  const parts = [theme === 'light' ? '' : `-${theme}`, width === figureWidth ? '' : `-${width}px`];
  return parts.join('');
}

/** The identities of stages, in their order. */
function identitiesOf(runs: Report['runs']): string[] {
  const stages = new Map(runs.map(({ run }) => [run.index, run.identity]));
  return [...stages].sort(([a], [b]) => a - b).map(([, identity]) => identity);
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
 * Draws what an experiment measured: its learning curves, those of entity attribution, its losses,
 * and, beside its control's, its contrasts and analyses; each as SVG, PNG and a CSV of what is
 * plotted, in a folder of its name and variant with an `about.json`. Gives back what was drawn.
 */
export function drawFigures(
  compared: ComparedReport,
  target: FigureTarget,
): Promise<DrawnFigure[]> {
  const { report, control, changes } = compared;
  const figures = [
    ...curveFigures(compared),
    ...contrastFigures(compared),
    ...analysisFigures(findingsOf(compared)),
  ];
  const reports = control === null ? [report] : [report, control];
  return write({ name: report.experiment.name, reports, changes, figures }, target);
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
 * Draws the scores of a sweep along its axis, a figure a metric, its contrasts and its analyses;
 * otherwise as `drawFigures`.
 */
export function drawSweep(sweep: SweepReport, target: FigureTarget): Promise<DrawnFigure[]> {
  const { name, title: question, axis, changes, members } = sweep;
  const finished = finishedMembers(sweep);
  const [first] = members;
  if (first === undefined) return Promise.resolve([]);
  const groups = groupStyles(groupsOf(first.experiment.data));
  const scores = metrics.flatMap((metric): NamedFigure[] => {
    const sets = sweepSets(sweep, metric);
    if (sets.length === 0) return [];
    const suffix = metric === 'exactMatch' ? '' : `-${metric}`;
    const options = { title: name, question, axis, sets, metric, changes, groups };
    const chance = chanceLevels(finished[0]?.report.chance ?? null);
    const figure = sweepPoints(finished.map(memberOf), { ...options, chance });
    return [[`sweep${suffix}`, ofExperiment(figure, name)]];
  });
  const figures = [...scores, ...pairFigures(sweep), ...analysisFigures(sweepFindings(sweep))];
  const reports = finished.flatMap(({ report, control }) =>
    control === null ? [report] : [report, control],
  );
  return write({ name, reports, changes, figures }, target);
}
