import { holmAdjusted } from '../statistics/holm.js';
import type { Claim, ClaimForm } from '../study/claim.js';
import { fault, isUntestable, partsIn } from '../study/claims.js';
import {
  type EvaluatedClaim,
  type EvaluatedPart,
  type Verdict,
  verdicts,
} from './evaluated-claim.js';
import { type ClaimReports, type ClaimSource, measured } from './measure-values.js';
import { measuresOf, type PartTests, partTests } from './part-tests.js';
import { type Correction, partVerdict } from './part-verdict.js';

/** A claim and what is finished of its studies, with the seeds that it is decided on. */
export interface ClaimResults {
  readonly claim: Claim;
  readonly reports: ClaimReports;
}

/** A claim with its tests, which know nothing of other claims. */
interface TestedClaim {
  readonly source: ClaimSource;
  readonly parts: readonly PartTests[];
  /** The largest p that it needs; null where one is lacking. */
  readonly p: number | null;
  readonly isUntestable: boolean;
}

/**
 * Evaluates claims that are tested together, in one form, in the order in which they are given.
 *
 * A claim holds where all of its parts do (intersection-union test): its p is the largest of all tests
 * that it needs, and its verdict the worst of its parts' (`verdicts`). These p are corrected by Holm's
 * method over the claims that have one; what follows for parts is the rules of `partVerdict`. A claim
 * with a declared caveat is `shown with a caveat` at best, but for the paper's form; one that is
 * untestable is `cannot be tested at this scale` there too, and counts for no correction.
 *
 * Throws an Error that names the claim, the study and the member where a claim asks for what its
 * studies do not have.
 */
export function evaluateClaims(
  results: readonly ClaimResults[],
  form: ClaimForm,
): EvaluatedClaim[] {
  const tested = results.map(({ claim, reports }) => testClaim({ claim, form, reports }));
  const ps = tested.map(({ p }) => p);
  const adjusted = holmAdjusted(ps);
  const claims = ps.filter((p) => p !== null).length;
  return tested.map((one, index) => {
    const holmP = adjusted[index] ?? null;
    return conclude(one, { claims: Math.max(1, claims), holmP });
  });
}

/**
 * Checks before training that studies have what a claim asks for: members, controls, contrasts, groups,
 * sets, metrics, stages and analyses. Errors as of `evaluateClaims`. Names of an analysis's values are
 * known only after training.
 */
export function checkClaim({ claim, reports }: ClaimResults, form: ClaimForm): void {
  if (isUntestable(claim, form)) return;
  const unfinished = [...reports].map(
    ([study, members]) => [study, members.map((one) => ({ ...one, compared: null }))] as const,
  );
  const source = { claim, form, reports: new Map(unfinished) };
  for (const { statistic } of partsIn(claim, form))
    for (const measure of measuresOf(source, statistic)) measured(source, measure);
}

function testClaim(source: ClaimSource): TestedClaim {
  const { claim, form } = source;
  if (isUntestable(claim, form)) return { source, parts: [], p: null, isUntestable: true };
  const parts = partsIn(claim, form).map((part) => partTests(source, part));
  return { source, parts, p: largest(parts.map(largestP)), isUntestable: false };
}

/** The largest p; null where one is lacking, or there is none. */
function largest(ps: readonly (number | null)[]): number | null {
  const there = ps.filter((p) => p !== null);
  return there.length === 0 || there.length < ps.length ? null : Math.max(...there);
}

const largestP = ({ tests, lacking }: PartTests): number | null =>
  lacking.length > 0 ? null : largest(tests.map(({ estimate }) => estimate.p));

function conclude(
  { source, parts: tested, p, isUntestable }: TestedClaim,
  correction: Correction,
): EvaluatedClaim {
  const { claim, form } = source;
  const nothing = { claim, parts: [], p: null, holmP: null, seeds: [], seedsNeeded: null };
  if (isUntestable) {
    const reasons = [claim.untestable ?? ''];
    return { ...nothing, verdict: 'cannot be tested at this scale', reasons };
  }
  const parts = tested.map((found, index): EvaluatedPart => {
    const part = partsIn(claim, form)[index];
    if (part === undefined) throw fault(claim, `it has no part ${index + 1}`);
    return { ...estimatesOf(found), part, ...partVerdict(part, found, correction) };
  });
  const worst = worstOf(parts);
  const caveat = form === 'paper' || !worst.startsWith('shown') ? undefined : claim.caveat;
  const verdict = worst === 'shown' && caveat !== undefined ? 'shown with a caveat' : worst;
  const [first, ...others] = tested.map(({ seeds }) => seeds);
  const needed = parts.filter((one) => one.verdict === 'undecided').map((one) => one.seedsNeeded);
  return {
    ...{ claim, verdict, parts, p, holmP: correction.holmP },
    seeds: (first ?? []).filter((seed) => others.every((seeds) => seeds.includes(seed))),
    seedsNeeded: verdict === 'undecided' ? largest(needed) : null,
    reasons: [...reasonsOf(parts, worst), ...(caveat === undefined ? [] : [caveat])],
  };
}

/** What was found in the tests of a part. */
function estimatesOf(
  found: PartTests,
): Omit<EvaluatedPart, 'part' | keyof ReturnType<typeof partVerdict>> {
  const own = found.tests.filter(({ isMinusControl }) => !isMinusControl);
  const minus = found.tests.find(({ isMinusControl }) => isMinusControl);
  return {
    estimates: own.map(({ title, estimate }) => ({ title, ...estimate })),
    inControl: found.inControl?.estimate ?? null,
    minusControl: minus?.estimate ?? null,
    p: largestP(found),
  };
}

function worstOf(parts: readonly EvaluatedPart[]): Verdict {
  const ranks = parts.map(({ verdict }) => verdicts.indexOf(verdict));
  return verdicts[Math.max(...ranks)] ?? 'not run';
}

/** Of one part its own reasons; of several which of them decide, and their reasons. */
function reasonsOf(parts: readonly EvaluatedPart[], verdict: Verdict): readonly string[] {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only.reasons;
  const deciding = parts.filter((one) => one.verdict === verdict);
  const counts = `${deciding.length} of ${parts.length} parts`;
  const answer =
    deciding.length === parts.length
      ? `All ${parts.length} parts: ${verdict}.`
      : `${counts}: ${verdict}; a claim is shown where all of its parts are.`;
  return [
    answer,
    ...deciding.flatMap(({ part: { title }, reasons }) =>
      reasons.map((one) => (one.includes(title) ? one : `${title}: ${one}`)),
    ),
  ];
}
