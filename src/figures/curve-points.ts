import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Metric } from '../experiment/metrics.js';
import { summariseGroups } from '../statistics/group-summary.js';
import { plotted, plottedInterval } from './figure.js';
import type { DrawnStage } from './marks/stage-rule.js';

/** One stage on the horizontal axis. */
export interface StageSpan {
  /** The stage's name in the measurements. */
  readonly name: string;
  /** How many epochs it trains. */
  readonly epochs: number;
  /** What stands above it; defaults to `name`. */
  readonly title?: string;
}

/** A stage on the axis of all epochs. */
export interface StageStart extends DrawnStage {
  readonly name: string;
}

/** A group's score after an epoch, over first seeds. */
export type CurvePoint = Readonly<{
  metric: Metric;
  /** What the model was asked; `nameWithDefs` stands in the plot of `name`. */
  set: EvaluationSet;
  stage: string;
  epoch: number;
  /** Epochs from the start of the first drawn stage. */
  totalEpoch: number;
  subset: string;
  mean: number;
  low: number | null;
  high: number | null;
  seeds: number;
}>;

/** A group that learned all there is before the first drawn stage, and its range of means. */
export interface OmittedGroup {
  readonly subset: string;
  readonly low: number;
  readonly high: number;
}

/** Means from here up, at every point, tell nothing but that the group was known beforehand. */
const known = 0.95;

/**
 * Puts the stages one after the other. Leading ones are left out where nothing was measured in
 * them, or nothing but at their end while later stages have curves of all that was asked there, which
 * begin with the same scores. Throws an Error where nothing was measured at all, or after more epochs
 * than a stage has.
 */
export function stageStarts(
  rows: readonly Measurement[],
  stages: readonly StageSpan[],
): StageStart[] {
  for (const { name, epochs } of stages) {
    const beyond = rows.find((row) => row.stage === name && row.epoch > epochs);
    if (beyond === undefined) continue;
    throw new Error(`stage '${name}' trains ${epochs} epochs but was measured at ${beyond.epoch}`);
  }
  const hasRows = ({ name }: StageSpan) => rows.some((row) => row.stage === name);
  const hasCurves = ({ name, epochs }: StageSpan) =>
    rows.some((row) => row.stage === name && row.epoch < epochs);
  const firstCurves = stages.findIndex(hasCurves);
  const later = new Set(
    rows
      .filter(({ stage }) => stages.findIndex(({ name }) => name === stage) >= firstCurves)
      .map(askedOf),
  );
  const isWhole = firstCurves >= 0 && rows.every((row) => later.has(askedOf(row)));
  const first = isWhole ? firstCurves : stages.findIndex(hasRows);
  if (first < 0) {
    const wanted = stages.map(({ name }) => name).join(', ');
    throw new Error(`nothing to draw: no measurement belongs to the stages ${wanted}`);
  }
  let start = 0;
  return stages.slice(first).map(({ name, epochs, title = name }) => {
    const stage = { name, title, start, end: start + epochs };
    start = stage.end;
    return stage;
  });
}

const askedOf = ({ set, subset }: Measurement): string => `${set} ${subset}`;

/**
 * The points of the curves of one set and metric, in the order of groups. The value before a later stage's first step is a point only where the
 * group was not measured at the end of the stage before: both are scores of the same weights.
 */
export function curvePoints(
  rows: readonly Measurement[],
  starts: readonly StageStart[],
  order: readonly string[],
): CurvePoint[] {
  const names = starts.map(({ name }) => name);
  const points: CurvePoint[] = [];
  const groups = order.map((name) => ({ name }));
  for (const summary of summariseGroups(rows, names, groups)) {
    const { metric, set, stage, epoch, subset, mean, ci95, seeds } = summary;
    const totalEpoch = (starts[names.indexOf(stage)]?.start ?? 0) + epoch;
    const before = points.some((one) => one.subset === subset && one.totalEpoch === totalEpoch);
    if (before) continue;
    const measured = { metric, set, stage, epoch, totalEpoch, subset };
    points.push({ ...measured, mean: plotted(mean), ...plottedInterval(ci95), seeds });
  }
  return points;
}

/**
 * The groups of `order` whose answers stay at or above 0.95 throughout, in that order; none where
 * that would leave nothing, and none by loss.
 */
export function knownGroups(
  points: readonly CurvePoint[],
  order: readonly string[],
): OmittedGroup[] {
  const ranges = order.flatMap((subset) => {
    const means = points.filter((point) => point.subset === subset).map(({ mean }) => mean);
    return means.length === 0
      ? []
      : [{ subset, low: Math.min(...means), high: Math.max(...means) }];
  });
  const omitted = ranges.filter(({ low }) => points[0]?.metric !== 'loss' && low >= known);
  return omitted.length < ranges.length ? omitted : [];
}
