import { seedsText } from '../../report/seeds-text.js';
import { pCell } from '../../terminal/p-value.js';
import type { EvaluatedClaim } from '../evaluated-claim.js';
import { estimateText } from './numbers.js';
import { headlineOf } from './reproduction.js';

/** A claim in a line of a table, as terminal, Markdown and HTML have it. */
export interface ClaimRow {
  readonly number: string;
  readonly title: string;
  readonly figure: string;
  readonly verdict: string;
  /** The least certain of its estimates, with its interval. */
  readonly effect: string;
  /** What that is an estimate of, and how many others the claim has; empty where there is none. */
  readonly of: string;
  readonly p: string;
  readonly holmP: string;
  readonly control: string;
  readonly seeds: string;
}

/** The headings of a `ClaimRow`. */
export const claimColumns: ClaimRow = {
  number: '#',
  title: 'claim',
  figure: 'figure',
  verdict: 'verdict',
  effect: 'effect [95 % interval]',
  of: 'of',
  p: 'p',
  holmP: "Holm's p",
  control: 'in the control',
  seeds: 'seeds',
};

/** What a line of a table says of a claim; dashes where nothing was measured. */
export function claimRow(evaluated: EvaluatedClaim): ClaimRow {
  const { claim, verdict, p, holmP, seeds, seedsNeeded } = evaluated;
  const headline = headlineOf(evaluated);
  const others = (headline?.of ?? 1) - 1;
  const more = others === 0 ? '' : `, the least certain of ${others + 1}`;
  const needed = verdict === 'undecided' && seedsNeeded !== null ? ` (${seedsNeeded} needed)` : '';
  return {
    number: String(claim.number),
    title: claim.title,
    figure: claim.figure,
    verdict,
    effect: headline === null ? '-' : estimateText(headline.estimate),
    of: headline === null ? '' : `${headline.estimate.title}${more}`,
    p: pCell(p),
    holmP: pCell(holmP),
    control: estimateText(headline?.part.inControl ?? null),
    seeds: seeds.length === 0 ? '-' : `${seeds.length}: ${seedsText(seeds)}${needed}`,
  };
}
