import type { Figure } from './figure.js';
import type { GroupPair } from './group-style.js';
import { figureTitle, intervalNote, metricAxes, pairSeries, seedsText } from './labels.js';
import { type Panel, panelsSpec, panelWidth } from './marks/panels.js';
import { seriesPlot } from './marks/series-plot.js';
import { xAxisHeight } from './marks/x-axis.js';
import { spanAxis } from './marks/y-axis.js';
import { sweepAxis } from './sweep-axis.js';
import { sweepLook, sweepSeries } from './sweep-look.js';
import {
  type SweepFigureOptions,
  type SweepMember,
  sweepScores,
  whenMeasured,
} from './sweep-points.js';

/** A list of experiments, or their controls, and what they are called. */
export interface SweepRow {
  readonly title: string;
  readonly members: readonly SweepMember[];
}

/** What a figure of pairs shows. */
export interface SweepPairsOptions extends SweepFigureOptions {
  /** The groups that are compared, a column of plots each. */
  readonly pairs: readonly GroupPair[];
}

const columns = [
  'experiment',
  'at',
  'subset',
  'stage',
  'epoch',
  'mean',
  'low',
  'high',
  'seeds',
] as const;
const sides = ['upper', 'lower'] as const;

/**
 * Exact match on test questions along what a list varies, as the paper's Figure 23: a column of
 * plots a pair of groups, with 95 % bootstrap intervals; a row of plots for the experiments and,
 * where there are such, one for their controls, on the same scales. Throws an Error where one of the
 * groups was not measured.
 */
export function sweepPairs(rows: readonly SweepRow[], options: SweepPairsOptions): Figure {
  const { title, axis: axisTitle, groups, pairs, changes = [] } = options;
  const compared = pairs.flatMap(({ upper, lower }) => [upper, lower]);
  const points = rows.flatMap(({ title: experiment, members }) =>
    sweepScores(members, { set: 'questions', metric: 'exactMatch', groups })
      .filter(({ subset }) => compared.includes(subset))
      .map((one) => ({ ...one, experiment })),
  );
  const missing = compared.find((name) => !points.some(({ subset }) => subset === name));
  if (missing !== undefined) throw new Error(`nothing to draw of ${missing} in ${title}`);
  const frame = { columns: pairs.length, left: 66, right: 14 };
  const axis = sweepAxis([...new Set(points.map(({ at }) => at))], { width: panelWidth(frame) });
  const spec = panelsSpec({
    ...frame,
    title: figureTitle(['questions'], 'exactMatch'),
    subtitle: `${title}, ${seedsText(points)}`,
    changes,
    notes: [intervalNote(points, { when: whenMeasured(rows.flatMap(({ members }) => members)) })],
    height: 200,
    below: xAxisHeight(axis),
    panels: rows.flatMap(({ title: experiment }) =>
      pairs.map((pair, column): Panel => {
        const series = sweepSeries(pairSeries(pair, groups), axis);
        const ofPair = sides.flatMap((side) =>
          points
            .filter(({ subset }) => subset === pair[side])
            .map((one) => ({ ...one, series: side, x: axis.positions.get(one.at) ?? 0 })),
        );
        return {
          title: [experiment],
          legend: series,
          plot: seriesPlot({
            means: ofPair.filter((one) => one.experiment === experiment),
            ...{ series, axis, axisTitle, apart: 4, look: sweepLook(axis) },
            y: spanAxis(
              ofPair.flatMap(({ mean, low, high }) => [mean, low, high]),
              { title: column === 0 ? metricAxes.exactMatch : null, left: frame.left },
            ),
          }),
        };
      }),
    ),
  });
  return { columns, rows: points, spec };
}
