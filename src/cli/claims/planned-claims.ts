import { claimExperiments } from '../../claims/claim-experiments.js';
import type { ClaimResults } from '../../claims/evaluate-claims.js';
import type { ShownStudy } from '../../claims/page/reproduction.js';
import { type ClaimChoice, type ClaimStudy, claimStudies } from '../../plan/claims-catalogue.js';
import { readMembers } from '../../report/compared-report.js';
import { seedsText } from '../../report/seeds-text.js';
import { withFirstSeeds } from '../../runs/folder.js';
import type { Claim } from '../../study/claim.js';
import { isUntestable } from '../../study/claims.js';
import type { TrainedExperiment } from '../../study/resolve-study.js';
import { foldedLines } from '../../terminal/folded-table.js';
import { reportSource } from '../shown-study.js';

/** A claim with its studies and what is trained for it. */
export interface PlannedClaim {
  readonly claim: Claim;
  readonly studies: readonly ClaimStudy[];
  readonly trained: readonly TrainedExperiment[];
}

/** Loads the studies of a claim; without any where it is not tested in that form. */
export async function plannedClaim(claim: Claim, choice: ClaimChoice): Promise<PlannedClaim> {
  if (isUntestable(claim, choice.form)) return { claim, studies: [], trained: [] };
  const studies = await claimStudies(claim, choice);
  const byName = new Map(studies.map(({ typed, study }) => [typed, study]));
  return { claim, studies, trained: claimExperiments(claim, byName, choice.form) };
}

/** What several claims train, each experiment once, with the seeds of all of them. */
export function merged(planned: readonly PlannedClaim[]): TrainedExperiment[] {
  const found = new Map<string, TrainedExperiment>();
  for (const { experiment, execution } of planned.flatMap(({ trained }) => trained)) {
    const before = found.get(experiment.name)?.experiment.seeds.first ?? [];
    const seeds = [...new Set([...before, ...experiment.seeds.first])].sort((a, b) => a - b);
    found.set(experiment.name, { experiment: withFirstSeeds(experiment, seeds), execution });
  }
  return [...found.values()];
}

/** What each claim trains, a line each. */
export function planLines(planned: readonly PlannedClaim[], width: number): string[] {
  const rows = planned.map(({ claim, studies, trained }) => {
    const seeds = trained[0]?.experiment.seeds.first ?? [];
    const names = studies.map(({ typed, changes }) => (changes.small ? `${typed} --small` : typed));
    const count = trained.reduce((sum, { experiment }) => sum + experiment.seeds.first.length, 0);
    return [
      String(claim.number),
      claim.title,
      names.join(', ') || '-',
      seedsText(seeds) || '-',
      String(count),
    ];
  });
  const [left, right] = ['left' as const, 'right' as const];
  const alignments = [right, left, left, left, right];
  const header = ['#', 'claim', 'studies', 'first seeds', 'runs'];
  return foldedLines({ header, rows, alignments, names: 2 }, width);
}

/** What is finished of a claim. */
export function resultsOf({ claim, studies }: PlannedClaim, runs: string): ClaimResults {
  const reports = studies.map(({ typed, changes, study }) => {
    return [typed, readMembers(study, reportSource(typed, runs, changes))] as const;
  });
  return { claim, reports: new Map(reports) };
}

/** The studies of claims with what is finished of them, by the claims' numbers. */
export function shownStudies(
  planned: readonly PlannedClaim[],
  results: readonly ClaimResults[],
): ReadonlyMap<number, readonly ShownStudy[]> {
  return new Map(
    planned.map(({ claim, studies }, index) => [
      claim.number,
      studies.map(({ typed, study }) => ({
        study,
        reports: results[index]?.reports.get(typed) ?? [],
      })),
    ]),
  );
}
