import { mean } from 'simple-statistics';
import type { Interval } from '../../statistics/interval.js';
import { type PairedSummary, summarisePairs } from '../../statistics/paired-summary.js';
import { compareSeeds, type SeedValue } from '../../statistics/seed-comparison.js';
import { tInterval } from '../../statistics/t-interval.js';
import { type ProbeTask, probeTasks } from './options.js';
import type { ProbeRow } from './probe-row.js';

/** The accuracy of a probe without any knowledge; both classes are equally large. */
export const chance = 0.5;

/** The probes of one layer at one token of the prompt, over first seeds. */
export interface ProbeCell {
  /** 0: the embedding; l: the output of block l. */
  readonly layer: number;
  /** Index of the token in the prompt, from 0, and how figures label it. */
  readonly position: number;
  readonly token: string;
  /** Mean accuracy, 0 to 1. */
  readonly mean: number;
  /** Its 95 % t interval over first seeds; null for a single seed. */
  readonly ci95: Interval | null;
}

/** The grid of probes of one task, fitted at the end of one stage, over first seeds. */
export interface ProbeGridSummary {
  readonly stage: string;
  readonly task: ProbeTask;
  readonly question: string;
  /** How many first seeds were probed. */
  readonly seeds: number;
  /** Prompts of both classes together, on average over runs. */
  readonly examples: number;
  /** By layer, then by position. */
  readonly cells: readonly ProbeCell[];
  /**
   * The most accurate cell at or after the alias on average, which is too good by having been
   * chosen; `bestByOthers` is not. Null where all prompts are the same.
   */
  readonly best: ProbeCell | null;
  /** The most accurate cell of layer 0 there: what the alias's own tokens tell. */
  readonly bestOfEmbedding: ProbeCell | null;
  /**
   * For each seed the accuracy, minus 0.5, of the cell that is best on average over the other
   * seeds, with the test of whether the mean is zero; null for a single seed.
   */
  readonly bestByOthers: PairedSummary | null;
}

/**
 * The accuracy at the cell that is best for the other seeds (`bestByOthers`), minus the control's, by
 * the rule of `compareSeeds`; null where either has none.
 */
export function probesMinusControl(
  effect: Pick<ProbeGridSummary, 'bestByOthers'>,
  control: Pick<ProbeGridSummary, 'bestByOthers'>,
): PairedSummary | null {
  const [own, other] = [effect, control].map(({ bestByOthers: best }) =>
    (best?.seeds ?? []).map(({ seed, upper }): SeedValue => ({ seed, value: upper })),
  );
  if (!own?.length || !other?.length) return null;
  return compareSeeds(own, other).counts;
}

/** One cell with the accuracy of each first seed, the mean over its second seeds. */
interface SeedsOfCell {
  readonly layer: number;
  readonly position: number;
  readonly token: string;
  readonly values: ReadonlyMap<number, number>;
}

/**
 * Accuracies over first seeds by stage, task, question and cell (paper, Fig. 7), tasks in the order
 * of the options, all else in that of the rows. Throws an Error where a run has no row of a cell
 * that others have, or two.
 */
export function summariseProbes(rows: readonly ProbeRow[]): ProbeGridSummary[] {
  const grids = groupBy(rows, ({ stage, task, question }) => [stage, task, question]);
  const order = ({ task }: { task: ProbeTask }) => probeTasks.indexOf(task);
  return grids.map(summariseGrid).sort((a, b) => order(a) - order(b));
}

function summariseGrid(rows: readonly [ProbeRow, ...ProbeRow[]]): ProbeGridSummary {
  const { stage, task, question } = rows[0];
  const runs = groupBy(rows, ({ seed, secondSeed }) => [seed, secondSeed]).length;
  const cells = groupBy(rows, ({ layer, position }) => [layer, position])
    .map((group) => seedsOfCell(group, runs))
    .sort((a, b) => a.layer - b.layer || a.position - b.position);
  const informative = cells.filter(({ position }) => isInformative(cells, position));
  const seeds = new Set(rows.map(({ seed }) => seed));
  return {
    stage,
    task,
    question,
    seeds: seeds.size,
    examples: mean(rows.map(({ examples }) => examples)),
    cells: cells.map(cellOf),
    best: bestOf(informative),
    bestOfEmbedding: bestOf(informative.filter(({ layer }) => layer === 0)),
    bestByOthers:
      seeds.size > 1 && informative.length > 0 ? bestByOthers(informative, [...seeds]) : null,
  };
}

/** Before the alias all prompts are the same, and every probe there is at chance exactly. */
function isInformative(cells: readonly SeedsOfCell[], at: number): boolean {
  return cells.some(
    ({ position, values }) => position === at && [...values.values()].some((one) => one !== chance),
  );
}

function seedsOfCell(rows: readonly [ProbeRow, ...ProbeRow[]], runs: number): SeedsOfCell {
  const { layer, position, token, task } = rows[0];
  const distinct = groupBy(rows, ({ seed, secondSeed }) => [seed, secondSeed]).length;
  if (distinct < runs || rows.length > runs) {
    throw new Error(
      `task '${task}', layer ${layer}, position ${position}: ${rows.length} rows for ${runs} runs`,
    );
  }
  const values = groupBy(rows, ({ seed }) => [seed]).map(
    (own) => [own[0].seed, mean(own.map(({ accuracy }) => accuracy))] as const,
  );
  return { layer, position, token, values: new Map(values) };
}

function cellOf({ layer, position, token, values }: SeedsOfCell): ProbeCell {
  const accuracies = [...values.values()];
  const ci95 = accuracies.length > 1 ? tInterval(accuracies) : null;
  return { layer, position, token, mean: mean(accuracies), ci95 };
}

function bestOf(cells: readonly SeedsOfCell[]): ProbeCell | null {
  const best = highest(cells, ({ values }) => mean([...values.values()]));
  return best === null ? null : cellOf(best);
}

function bestByOthers(cells: readonly SeedsOfCell[], seeds: readonly number[]): PairedSummary {
  return summarisePairs(
    seeds.map((seed) => {
      const others = (cell: SeedsOfCell) =>
        mean([...cell.values].filter(([other]) => other !== seed).map(([, value]) => value));
      const upper = highest(cells, others)?.values.get(seed) ?? chance;
      return { seed, value: upper - chance, upper, lower: chance };
    }),
  );
}

/** The first of those with the highest score; null of none. */
function highest<T>(items: readonly T[], score: (item: T) => number): T | null {
  let best: { item: T; score: number } | null = null;
  for (const item of items) {
    const own = score(item);
    if (best === null || own > best.score) best = { item, score: own };
  }
  return best?.item ?? null;
}

/** Groups in the order of their first members. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => unknown): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
