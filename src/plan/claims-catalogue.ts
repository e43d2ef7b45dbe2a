import { UserError } from '../errors/user-error.js';
import type { Claim, ClaimForm } from '../study/claim.js';
import { studiesIn } from '../study/claims.js';
import type { Study } from '../study/resolve-study.js';
import { type Changes, loadStudy, readStudy } from './catalogue.js';

const bundledFile = new URL('../../experiments/claims.js', import.meta.url);

/** The claims that come with this project, in the order of their numbers. */
export async function bundledClaims(): Promise<readonly Claim[]> {
  const module: { readonly default: readonly Claim[] } = await import(bundledFile.href);
  return module.default;
}

/** Claims by their numbers, in the order of these. Throws a UserError that names unknown ones. */
export function claimsOf(claims: readonly Claim[], numbers: readonly number[]): Claim[] {
  const unknown = numbers.filter((number) => claims.every((one) => one.number !== number));
  if (unknown.length === 0) return claims.filter(({ number }) => numbers.includes(number));
  const [noun, verb] = unknown.length === 1 ? ['claim', 'is'] : ['claims', 'are'];
  const there = claims.map(({ number, name }) => `${number} ${name}`).join(', ');
  throw new UserError(`there ${verb} no ${noun} ${unknown.join(', ')}; there are ${there}`);
}

/** Which form of claims is tested, and from which seed on. */
export interface ClaimChoice {
  readonly form: ClaimForm;
  /** The first of the first seeds in place of those that are fixed; null: those. */
  readonly seedsFrom: number | null;
}

/** A study of a claim as it is trained for it. */
export interface ClaimStudy {
  /** As the claim names it. */
  readonly typed: string;
  readonly changes: Changes;
  /** With all of its members, and the controls that these can have. */
  readonly study: Study;
}

/** Seeds of quick forms: two, which tests need at least. */
const quickSeeds = { from: 1, count: 2 } as const;

/**
 * The studies that a claim measures in a form, with its seeds: in small the study's small form, where it has one,
 * and the claim's seeds; in paper's the study and its own seeds; in quick the quick form of the small one with
 * two seeds. Errors as of `loadStudy`.
 */
export async function claimStudies(
  claim: Claim,
  { form, seedsFrom }: ClaimChoice,
): Promise<ClaimStudy[]> {
  return Promise.all(
    studiesIn(claim, form).map(async (typed): Promise<ClaimStudy> => {
      const hasSmall = (await readStudy(typed)).small !== null;
      const small = form !== 'paper' && hasSmall ? true : undefined;
      const quick = form === 'quick' ? true : undefined;
      const wanted =
        { small: claim.seeds, paper: undefined, quick: quickSeeds }[form] ??
        (seedsFrom === null ? null : await ownSeeds(typed, { small, quick }));
      if (wanted === null) {
        const changes: Changes = { small, quick };
        return { typed, changes, study: await loadStudy(typed, changes) };
      }
      const { from, count } = wanted;
      const start = seedsFrom ?? from;
      const seeds = Array.from({ length: count }, (_, index) => start + index);
      const changes: Changes = { small, quick, seeds };
      return { typed, changes, study: await loadStudy(typed, changes) };
    }),
  );
}

/** The first seeds of a study's first member. */
async function ownSeeds(typed: string, changes: Changes) {
  const { members } = await loadStudy(typed, changes);
  const first = members[0]?.experiment.seeds.first ?? [];
  return { from: first[0] ?? 0, count: first.length };
}
