import { counted } from '../../text/counted.js';
import { type EvaluatedClaim, type Verdict, verdicts } from '../evaluated-claim.js';
import { verdictMeanings } from './reproduction.js';

/** The paper whose claims these are. */
export const paperLink = {
  text: 'Krasheninnikov et al., ICML 2024',
  address: 'https://arxiv.org/abs/2310.15047',
} as const;

/** `9 of 22 claims are shown, 3 of them with a caveat`. */
export function claimsTested(claims: readonly EvaluatedClaim[]): string {
  const count = (...wanted: readonly Verdict[]): number =>
    claims.filter(({ verdict }) => wanted.includes(verdict)).length;
  const [shown, caveat] = [count('shown', 'shown with a caveat'), count('shown with a caveat')];
  const verb = shown === 1 ? 'is' : 'are';
  const with_ = caveat === 0 ? '' : `, ${caveat} of them with a caveat`;
  return `${shown} of ${counted(claims.length, 'claim')} ${verb} shown${with_}`;
}

/** What verdicts and numbers mean. */
export const howToRead = {
  verdicts: verdicts.map((verdict) => ({ verdict, meaning: verdictMeanings[verdict] })),
  statistics: [
    'The first seed is the unit: it draws the data and the first weights, and second seeds that share it are averaged first.',
    'Intervals are 95 % t intervals over first seeds. The bootstrap draws first seeds anew, and needs no normal distribution.',
    'A claim with several parts holds where all of them do, so its p is the largest of theirs.',
    "Holm's method corrects p for the claims that were tested together: below .05 all of them are wrong together in at most 5 % of such reports.",
    'A claim that there is no effect is tested by two one-sided tests (TOST) against a bound that was fixed beforehand.',
    'In the control, tags are right half of the time. What shows there too is not learnt from how reliable a source was.',
  ],
} as const;
