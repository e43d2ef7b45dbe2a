import type { Group } from '../data/groups.js';
import type { Measurement } from '../evaluation/measurement.js';
import { type GroupSummary, summariseGroups } from '../statistics/group-summary.js';
import { lastEpoch } from '../statistics/seed-means.js';
import type { PaperNumber } from '../study/paper-numbers.js';

/** A number of the paper's and what was measured of the same. */
export interface BesidePaper {
  readonly paper: PaperNumber;
  /** The epoch of the stage at which both stand; null where the stage has no measurement. */
  readonly epoch: number | null;
  /** Null where it was not measured. */
  readonly ours: GroupSummary | null;
}

/**
 * The paper's numbers beside those of the rows: the same set, group, metric and stage after the
 * same epoch, by default the stage's last measured one.
 */
export function besidePaper(
  rows: readonly Measurement[],
  numbers: readonly PaperNumber[],
  groups: readonly Pick<Group, 'name'>[],
): BesidePaper[] {
  return numbers.map((paper) => {
    const { set, subset, metric, stage } = paper;
    const measured = rows.some((row) => row.stage === stage);
    const epoch = paper.epoch ?? (measured ? lastEpoch(rows, stage) : null);
    const same = rows.filter(
      (row) =>
        row.set === set && row.subset === subset && row.metric === metric && row.epoch === epoch,
    );
    const [ours = null] = summariseGroups(same, [stage], groups);
    return { paper, epoch, ours };
  });
}
