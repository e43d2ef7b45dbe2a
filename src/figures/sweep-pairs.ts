import type { Subset } from '../data/subsets.js';
import { isSingleStage } from '../statistics/gap-stages.js';
import { summariseOwnEnds } from '../statistics/group-summary.js';
import { subsetColours } from './colours.js';
import { type Figure, plotted } from './figure.js';
import { type GridPanel, gridPanelWidth, gridSpec } from './grid.js';
import { figureTitle, metricAxes, seedsText, subsetLabels } from './labels.js';
import { sweepAxis } from './sweep-axis.js';
import type { SweepMember, SweepPointsOptions } from './sweep-points.js';
import { type TwoSides, twoSidedPlot, upperAndLower } from './two-sides.js';

/** A list of experiments, or their controls, and what they are called. */
export interface SweepRow {
  readonly title: string;
  readonly members: readonly SweepMember[];
}

type Pair = Readonly<Record<'upper' | 'lower', Subset>>;

/** Left the subsets of X1, whose questions are trained on, right those of X2 (Fig. 23). */
const pairs: readonly Pair[] = [
  { upper: 'D1cons', lower: 'D2incons' },
  { upper: 'D5cons', lower: 'D6cons' },
];

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
const left = 66;

const sidesOf = ({ upper, lower }: Pair): TwoSides => {
  const side = (name: Subset) => ({ name: subsetLabels[name].symbol, colour: subsetColours[name] });
  return { upper: side(upper), lower: side(lower) };
};

/**
 * Exact match on test questions along what a list varies, as the paper's Figure 23: left D1cons and
 * D2incons, right D5cons and D6cons, with 95 % bootstrap intervals; a row of plots for the
 * experiments and, where there are such, one for their controls, on the same scales. Throws an Error
 * where one of the four was not measured.
 */
export function sweepPairs(
  rows: readonly SweepRow[],
  { title, axis: axisTitle, changes = [] }: Pick<SweepPointsOptions, 'title' | 'axis' | 'changes'>,
): Figure {
  const points = rows.flatMap(({ title: experiment, members }) =>
    members.flatMap(({ at, rows: measured, stages }) =>
      summariseOwnEnds(measured, stages, 'questions', 'exactMatch').flatMap((end) => {
        const { subset, stage, epoch, mean, ci95, seeds } = end;
        const low = ci95 === null ? null : plotted(ci95.low);
        const high = ci95 === null ? null : plotted(ci95.high);
        const one = { experiment, at, subset, stage, epoch, mean: plotted(mean), low, high, seeds };
        return pairs.flatMap((pair, column) =>
          upperAndLower.flatMap((side) => (pair[side] === subset ? [{ one, column, side }] : [])),
        );
      }),
    ),
  );
  const missing = pairs
    .flatMap(({ upper, lower }) => [upper, lower])
    .find((name) => !points.some(({ one }) => one.subset === name));
  if (missing !== undefined) throw new Error(`nothing to draw of ${missing} in ${title}`);
  const layout = { columns: pairs.length, left };
  const width = gridPanelWidth(layout);
  const axis = sweepAxis([...new Set(points.map(({ one }) => one.at))], { width });
  const single = rows.every(({ members }) => members.every(({ stages }) => isSingleStage(stages)));
  const when = single ? 'after training' : 'X1 after Stage 1, X2 after the last stage';
  const all = points.map(({ one }) => one);
  const spec = gridSpec({
    ...layout,
    title: figureTitle(['questions'], 'exactMatch'),
    subtitle: [`${title}, ${seedsText(all)}`],
    changes,
    notes: [
      all.every(({ seeds }) => seeds === 1)
        ? `one seed, no interval; ${when}`
        : `dots: mean over seeds, ${when}; bars: 95 % bootstrap interval over seeds`,
    ],
    height: 200,
    below: 34 + 14 * axis.lines,
    legend: 0,
    panels: rows.flatMap(({ title: experiment }) =>
      pairs.map((pair, column): GridPanel => {
        const there = points.filter((point) => point.column === column);
        const sided = there.map(({ one, side }) => ({ ...one, side }));
        return {
          title: [experiment, ''],
          plot: twoSidedPlot(
            sided.filter((point) => point.experiment === experiment),
            sided,
            {
              sides: sidesOf(pair),
              axis,
              width,
              axisTitle,
              title: column === 0 ? metricAxes.exactMatch : null,
            },
          ),
        };
      }),
    ),
  });
  return { columns, rows: all, spec };
}
