import type { AlignmentRow } from '../src/analyses/alignment/alignment-row.js';

/** Rows of one metric that runs would have left, a value a seed from seed 1 on. */
export function alignments(
  metric: AlignmentRow['metric'],
  subset: string,
  tag: AlignmentRow['tag'],
  values: readonly number[],
  { stage = 'stage1', epoch = 3, definitions = 10 } = {},
): AlignmentRow[] {
  return values.map((value, index) => ({
    ...{ seed: index + 1, secondSeed: null, stage, epoch, subset, tag, questions: 'test' },
    ...{ metric, value, definitions, questionsEach: 6 },
  }));
}
