import type { ClaimForm } from '../study/claim.js';
import { effectThatMatters } from '../study/claims.js';
import { type ClaimJson, type ClaimsJson, claimsVersion, type Made } from './claims-schema.js';
import type { Estimate, EvaluatedClaim, EvaluatedPart } from './evaluated-claim.js';

type PartJson = ClaimJson['parts'][number];

function estimateJson({ seeds, mean, ci95, bootstrap95, df, p }: Estimate) {
  return {
    mean,
    ci_low: ci95?.low ?? null,
    ci_high: ci95?.high ?? null,
    bootstrap_low: bootstrap95?.low ?? null,
    bootstrap_high: bootstrap95?.high ?? null,
    ...{ df, p, seeds: seeds.map(({ seed, value }) => ({ seed, value })) },
  };
}

function partJson({ part, estimates, inControl, minusControl, ...found }: EvaluatedPart): PartJson {
  const { title, statistic } = part;
  const { kind } = statistic;
  const { verdict, p, seedsNeeded, reasons } = found;
  return {
    ...{ title, statistic: kind },
    direction: kind === 'equivalence' ? null : kind === 'order' ? 'above' : statistic.direction,
    smallestEffect: effectThatMatters(part),
    verdict,
    estimates: estimates.map((one) => ({ title: one.title, ...estimateJson(one) })),
    inControl: inControl && estimateJson(inControl),
    minusControl: minusControl && estimateJson(minusControl),
    ...{ p, seedsNeeded, reasons },
  };
}

/** One evaluated claim as plain data. */
export function claimJson(evaluated: EvaluatedClaim): ClaimJson {
  const { claim, verdict, parts, p, holmP, seeds, seedsNeeded, reasons } = evaluated;
  const { number, name, title, figure, statement, refutedBy, studies, control } = claim;
  return {
    ...{ number, name, title, figure, statement, refutedBy, studies, control },
    caveat: claim.caveat ?? null,
    deviations: claim.deviations,
    ...{ verdict, p, holmP, seeds, seedsNeeded, reasons },
    parts: parts.map(partJson),
  };
}

/** Evaluated claims as plain data (`claimsSchema`). */
export function claimsJson(
  evaluated: readonly EvaluatedClaim[],
  form: ClaimForm,
  made: Made | null = null,
): ClaimsJson {
  return {
    version: claimsVersion,
    ...{ form, made },
    tested: evaluated.filter(({ p }) => p !== null).length,
    claims: evaluated.map(claimJson),
  };
}
