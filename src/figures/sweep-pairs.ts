import { captionOf, changesText, headingOf, subheadingOf } from './captions.js';
import type { Figure } from './figure.js';
import type { GroupPair } from './group-style.js';
import { figureTitle, intervalNote, metricAxes, mostOf, pairSeries, seedsText } from './labels.js';
import { columnsFor, type Panel, panelsSpec, panelWidth } from './marks/panels.js';
import { seriesPlot } from './marks/series-plot.js';
import { xAxisHeight } from './marks/x-axis.js';
import { scoreAxis } from './marks/y-axis.js';
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
  const { title, axis: axisTitle, groups, pairs } = options;
  const compared = pairs.flatMap(({ upper, lower }) => [upper, lower]);
  const points = rows.flatMap(({ title: experiment, members }) =>
    sweepScores(members, { set: 'questions', metric: 'exactMatch', groups })
      .filter(({ subset }) => compared.includes(subset))
      .map((one) => ({ ...one, experiment })),
  );
  const missing = compared.find((name) => !points.some(({ subset }) => subset === name));
  if (missing !== undefined) throw new Error(`nothing to draw of ${missing} in ${title}`);
  const what = figureTitle(['questions'], 'exactMatch');
  const who = `${title}, ${seedsText(points)}`;
  const note = intervalNote(points, { when: whenMeasured(rows.flatMap(({ members }) => members)) });
  const spec = (width: number) => {
    const frame = { columns: columnsFor(pairs.length, width), left: 66, right: 14 };
    const axis = sweepAxis([...new Set(points.map(({ at }) => at))], {
      width: panelWidth(frame, width),
    });
    return panelsSpec({
      ...{ ...frame, width },
      title: headingOf(options, what),
      subtitle: subheadingOf(options, what, who),
      changes: options.changes ?? [],
      notes: [note],
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
          const isFirst = column % frame.columns === 0;
          return {
            title: [experiment],
            legend: series,
            plot: seriesPlot({
              means: ofPair.filter((one) => one.experiment === experiment),
              ...{ series, axis, axisTitle, apart: 4, look: sweepLook(axis) },
              y: scoreAxis(
                ofPair.flatMap(({ mean, low, high }) => [mean, low, high]),
                { title: isFirst ? metricAxes.exactMatch : null, ticks: 5, left: frame.left },
                mostOf('exactMatch'),
              ),
            }),
          };
        }),
      ),
    });
  };
  const caption = captionOf(
    `${what} by ${axisTitle} (${who})`,
    compared.map((name) => `${groups.symbolOf(name)}: ${groups.meaningOf(name)}`).join('; '),
    ...[note, changesText(options)],
  );
  return { title: headingOf(options, what), caption, columns, rows: points, spec };
}
