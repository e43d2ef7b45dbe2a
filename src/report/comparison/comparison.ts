import type { Group } from '../../data/groups.js';
import { type ContrastSummary, contrastOf } from '../../statistics/contrasts.js';
import type { GroupSummary } from '../../statistics/group-summary.js';
import { compareSeeds, type SeedComparison } from '../../statistics/seed-comparison.js';
import { seedMeans } from '../../statistics/seed-means.js';
import type { Report } from '../report.js';
import { type OptionDifference, optionDifferences } from './option-differences.js';

/** An experiment of a comparison, with what was changed of it. */
export interface Side {
  readonly report: Report;
  readonly changes: readonly string[];
}

/** A contrast that both experiments have, A's minus B's. */
export interface ComparedContrast extends SeedComparison {
  readonly a: ContrastSummary;
  readonly b: ContrastSummary;
}

/** A score at the end of a stage that both experiments have, A's minus B's. */
export interface ComparedScore extends SeedComparison {
  readonly a: GroupSummary;
  readonly b: GroupSummary;
}

/** Two experiments side by side. */
export interface Comparison {
  readonly a: Side;
  readonly b: Side;
  readonly differs: readonly OptionDifference[];
  /** By the name and set of the contrast. */
  readonly contrasts: readonly ComparedContrast[];
  /** By stage, set, group and metric. */
  readonly scores: readonly ComparedScore[];
}

/** The values of first seeds behind a score. */
function seedsBehind({ rows }: Report, score: GroupSummary) {
  const { stage, epoch, set, subset, metric } = score;
  return seedMeans(
    rows.filter(
      (row) =>
        row.stage === stage &&
        row.epoch === epoch &&
        row.set === set &&
        row.subset === subset &&
        row.metric === metric,
    ),
  );
}

const names = (groups: readonly Group[]): string[] => groups.map(({ name }) => name);

/** Compares two reports: what both measured, first seed by first seed where they share enough. */
export function compareReports(a: Side, b: Side): Comparison {
  const shared = names(a.report.groups).filter((name) => names(b.report.groups).includes(name));
  return {
    a,
    b,
    differs: optionDifferences(a.report.experiment, b.report.experiment),
    contrasts: a.report.contrasts.flatMap((own): ComparedContrast[] => {
      const other = contrastOf(b.report.contrasts, own.name, own.set);
      return other === undefined
        ? []
        : [{ a: own, b: other, ...compareSeeds(own.seeds, other.seeds) }];
    }),
    scores: a.report.ends.flatMap((own): ComparedScore[] => {
      const other = b.report.ends.find(
        ({ stage, set, subset, metric }) =>
          stage === own.stage && set === own.set && subset === own.subset && metric === own.metric,
      );
      if (other === undefined || !shared.includes(own.subset)) return [];
      const compared = compareSeeds(seedsBehind(a.report, own), seedsBehind(b.report, other));
      return [{ a: own, b: other, ...compared }];
    }),
  };
}
