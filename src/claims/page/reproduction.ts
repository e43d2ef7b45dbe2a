import type { MemberReport } from '../../report/compared-report.js';
import type { Claim, ClaimForm } from '../../study/claim.js';
import type { Study } from '../../study/resolve-study.js';
import type { Made } from '../claims-schema.js';
import type { EvaluatedClaim, Verdict } from '../evaluated-claim.js';
import { verdicts } from '../evaluated-claim.js';

/** What a reader has to know of a run to have the same again. */
export interface ReproductionSetting extends Made {
  readonly form: ClaimForm;
}

/** A study of a claim with what is finished of its members. */
export interface ShownStudy {
  readonly study: Study;
  readonly reports: readonly MemberReport[];
}

/** Claims with what was found of them, and how. */
export interface Reproduction {
  readonly setting: ReproductionSetting;
  /** In the order of their numbers; Holm's p is over these. */
  readonly claims: readonly EvaluatedClaim[];
  /** What is finished of the studies of claims, by number, whose curves are drawn; default: none. */
  readonly studies?: ReadonlyMap<number, readonly ShownStudy[]>;
  /** Claims whose training failed, by number, with the error; default: none. */
  readonly failures?: ReadonlyMap<number, string>;
}

/** How a verdict looks: a sign that needs no colour, and the name of its colours. */
interface VerdictLook {
  readonly sign: string;
  readonly tone: 'good' | 'fair' | 'open' | 'plain' | 'bad';
}

/** How verdicts look on a page. */
export const verdictLooks: Readonly<Record<Verdict, VerdictLook>> = {
  shown: { sign: '●', tone: 'good' },
  'shown with a caveat': { sign: '◐', tone: 'fair' },
  undecided: { sign: '?', tone: 'open' },
  'not shown here': { sign: '○', tone: 'plain' },
  opposite: { sign: '▼', tone: 'bad' },
  'cannot be tested at this scale': { sign: '–', tone: 'plain' },
  'not run': { sign: '·', tone: 'plain' },
};

/** What each verdict says, for a reader who sees the word for the first time. */
export const verdictMeanings: Readonly<Record<Verdict, string>> = {
  shown: 'every test has its direction, and its p stays below .05 after the correction',
  'shown with a caveat':
    'the same, with a reason for care that the claim names: the control shows it too, it is smaller ' +
    'than what matters, there are few seeds, or the small form differs in a way that counts',
  undecided: 'the interval has both zero and an effect that would matter: more seeds are needed',
  'not shown here': 'an effect large enough to matter is ruled out here',
  opposite: 'the effect is there in the other direction',
  'cannot be tested at this scale': 'needs more than two cores; the claim says why',
  'not run': 'no finished seeds, or training failed',
};

/** `9 shown`, `2 undecided`: how many claims have which verdict, those that none has left out. */
export function verdictCounts(
  claims: readonly EvaluatedClaim[],
): readonly { readonly verdict: Verdict; readonly count: number }[] {
  return verdicts
    .map((verdict) => ({ verdict, count: claims.filter((one) => one.verdict === verdict).length }))
    .filter(({ count }) => count > 0);
}

/** The form's name in a sentence. */
export const formNames: Readonly<Record<ClaimForm, string>> = {
  small: 'the small forms, made for two cores',
  paper: "the paper's scale",
  quick: 'the quick forms: they show that everything runs; their numbers mean nothing',
};

/** The command that tests a claim alone, in the same form and with the same seeds. */
export function commandOf(
  { number }: Claim,
  { form, seedsFrom }: Pick<ReproductionSetting, 'form' | 'seedsFrom'>,
): string {
  return [
    `npx credence reproduce --claims ${number}`,
    ...(form === 'small' ? [] : [`--${form}`]),
    ...(seedsFrom === null ? [] : [`--seeds-from ${seedsFrom}`]),
  ].join(' ');
}
