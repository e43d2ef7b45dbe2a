import type { SeedValue } from '../../statistics/seed-comparison.js';
import type { ProbeGridSummary } from './probe-summary.js';

/**
 * The accuracies of each first seed, by names of four parts: the task (`tag` or `defined`), what is
 * read of it, the question of the prompts, and the stage: `tag accuracy on name after stage1`.
 *
 * - `accuracy`, from 0 to 1: of the layer and token that is best on average over the other seeds
 *   (`bestByOthers`), so that no seed's own luck chooses it;
 * - `accuracy above chance`: the same minus 0.5.
 *
 * A name has no seeds where there is a single one, whose best cell no others can choose, and where all
 * prompts are the same.
 */
export function probeValues(grids: readonly ProbeGridSummary[]): Map<string, readonly SeedValue[]> {
  return new Map(
    grids.flatMap(({ task, question, stage, bestByOthers }) => {
      const seeds = bestByOthers?.seeds ?? [];
      const name = (what: string) => `${task} ${what} on ${question} after ${stage}`;
      return [
        [name('accuracy'), seeds.map(({ seed, upper }) => ({ seed, value: upper }))] as const,
        [name('accuracy above chance'), seeds.map(({ seed, value }) => ({ seed, value }))] as const,
      ];
    }),
  );
}
