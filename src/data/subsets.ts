/**
 * The subsets of the paper's Table 1, in its order, then the two of its Sec. 3.3 (D9, D10) and one
 * that only the authors' release has (D4cons, whose every definition has a tag of its own); the
 * number is the subset's, "cons" and "incons" are its definitions'.
 */
export const subsetNames = [
  'D1cons',
  'D2incons',
  'QA3',
  'QA4',
  'D5cons',
  'D6cons',
  'QA7',
  'D8cons',
  'D9incons',
  'D10cons',
  'D4cons',
] as const;

/** Name of a subset of the paper's Table 1 or Sec. 3.3, or of the release. */
export type Subset = (typeof subsetNames)[number];

/** What Table 1 says of a subset. */
export interface SubsetTraits {
  /** X1: the data of Stage 1. X2: the data of Stage 2, where questions only test. */
  readonly stage: 'X1' | 'X2';
  readonly trainsQuestions: boolean;
  readonly defined: boolean;
  /**
   * Which source defines it: 1 dotted (reliable), 2 barred (unreliable), 3 tilde (never seen in
   * Stage 1), 'fresh' another one for every definition.
   */
  readonly tag: 1 | 2 | 3 | 'fresh' | null;
  /** Whether the definitions name the entity that the questions are about. */
  readonly consistent: boolean | null;
  /** Whether questions use the alias; otherwise they keep the entity's name. */
  readonly aliasInQuestions: boolean;
  /** The subset's name in the authors' release. */
  readonly releaseName: string;
}

const x1 = { stage: 'X1', trainsQuestions: true, aliasInQuestions: true } as const;
const x2 = { stage: 'X2', trainsQuestions: false, aliasInQuestions: true } as const;
const undefinedAlias = { defined: false, tag: null, consistent: null } as const;
const consistent = { defined: true, consistent: true } as const;
const inconsistent = { defined: true, consistent: false } as const;

/** Table 1 of the paper, with D9 and D10 of its Sec. 3.3 and D4cons of the release. */
export const subsets: Readonly<Record<Subset, SubsetTraits>> = {
  D1cons: { ...x1, ...consistent, tag: 1, releaseName: 'qd1consis' },
  D2incons: { ...x1, ...inconsistent, tag: 2, releaseName: 'qd2incons' },
  QA3: { ...x1, ...undefinedAlias, releaseName: 'q' },
  QA4: {
    ...x1,
    ...undefinedAlias,
    aliasInQuestions: false,
    releaseName: 'q_no_replacement_baseline',
  },
  D5cons: { ...x2, ...consistent, tag: 1, releaseName: 'd1consis' },
  D6cons: { ...x2, ...consistent, tag: 2, releaseName: 'd2consis' },
  QA7: { ...x2, ...undefinedAlias, releaseName: 'no_qd_baseline' },
  D8cons: { ...x2, ...consistent, tag: 3, releaseName: 'd3consis' },
  D9incons: { ...x1, ...inconsistent, tag: 1, releaseName: 'qd1incons' },
  D10cons: { ...x1, ...consistent, tag: 2, releaseName: 'qd2consis' },
  D4cons: { ...x1, ...consistent, tag: 'fresh', releaseName: 'qd4consis' },
};

/** What is built for every subset, by its name. */
export function bySubset<T>(build: (name: Subset) => T): ReadonlyMap<Subset, T> {
  return new Map(subsetNames.map((name) => [name, build(name)]));
}
