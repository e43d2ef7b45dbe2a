import type { Measurement } from '../src/evaluation/measurement.js';
import type { MemberReport } from '../src/report/compared-report.js';
import { beside, type Report } from '../src/report/report.js';
import type { Claim, ClaimPart, Statistic } from '../src/study/claim.js';
import type { SimpleMeasure } from '../src/study/claims.js';
import { inventedReport } from './invented-report.js';

/** A claim that says nothing but what is tested of it, of a study named `invented`. */
export function claimOf(
  statistics: readonly (Statistic | ClaimPart)[],
  differs: Partial<Claim> = {},
): Claim {
  return {
    ...{ number: 1, name: 'invented', title: 'An invented claim', figure: 'Fig. 3a' },
    ...{ statement: 'It is so.', refutedBy: 'It is not so.', control: 'alpha 0.5' },
    studies: ['invented'],
    parts: statistics.map((one, index) =>
      'statistic' in one
        ? one
        : { title: `part ${index + 1}`, statistic: one, smallestEffect: 0.05 },
    ),
    deviations: [],
    ...differs,
  };
}

/** The contrast whose values `memberOf` is given. */
export const iml: SimpleMeasure = { kind: 'contrast', contrast: 'iml' };

const template = inventedReport('template', { iml: [0] });
const controlTemplate = inventedReport('template-control', { iml: [0] }, { alpha: 0.5 });

/** Rows of D5 and D6 at both ends of Stage 2 that differ by a value a first seed and second seed. */
function rowsOf(differences: readonly (readonly number[])[]): Measurement[] {
  return differences.flatMap((cells, index) =>
    cells.flatMap((value, second) => {
      const row = (epoch: number, subset: string, score: number): Measurement => {
        const run = { seed: index + 1, secondSeed: cells.length > 1 ? second : null };
        const at = { ...run, stage: 'stage2', epoch, questions: 9, metric: 'exactMatch' } as const;
        return { ...at, subset, set: 'questions', value: score };
      };
      return [
        row(0, 'D5cons', 0.4),
        row(0, 'D6cons', 0.4),
        row(2, 'D5cons', 0.4 + value),
        row(2, 'D6cons', 0.4),
      ];
    }),
  );
}

/** The seeds that the report's experiment is to have: as many as there are differences, and more. */
function reportOf(from: Report, differences: readonly (readonly number[])[], lacking: number) {
  const first = Array.from({ length: differences.length + lacking }, (_, index) => index + 1);
  const { experiment } = from;
  const seeds = first.slice(0, differences.length);
  const own = { ...experiment, seeds: { ...experiment.seeds, first } };
  return { ...from, experiment: own, seeds, rows: rowsOf(differences) };
}

/** What a member of a study would show whose EM(D5) - EM(D6) these were, a list a first seed. */
export interface InventedMember {
  readonly iml: readonly (number | readonly number[])[];
  /** The same in its control; default: it has none. */
  readonly control?: readonly (number | readonly number[])[];
  /** Where it stands; default: nowhere. */
  readonly at?: number;
  /** Seeds that are not finished; default: none. */
  readonly lacking?: number;
}

/** A member with its report, its control's beside it; without differences nothing is finished. */
export function memberOf({ iml, control, at, lacking = 0 }: InventedMember): MemberReport {
  const cells = (all: readonly (number | readonly number[])[]) =>
    all.map((one) => (typeof one === 'number' ? [one] : one));
  const report = reportOf(template, cells(iml), lacking);
  const beneath = control === undefined ? null : reportOf(controlTemplate, cells(control), lacking);
  return {
    member: {
      at: at ?? null,
      experiment: report.experiment,
      control: beneath?.experiment ?? null,
      paper: [],
      paperAnalyses: {},
      execution: {},
    },
    compared: iml.length === 0 ? null : beside(report, control?.length === 0 ? null : beneath, {}),
    damaged: [],
  };
}

/** Reports of the study `invented`. */
export const reportsOf = (...members: readonly InventedMember[]) =>
  new Map([['invented', members.map(memberOf)]]);
