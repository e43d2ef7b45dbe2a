import { seedsText } from '../../report/seeds-text.js';
import { pCell } from '../../terminal/p-value.js';
import type { ClaimJson } from '../claims-schema.js';
import { estimateText } from '../estimate-text.js';

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

type Part = ClaimJson['parts'][number];
type Numbers = NonNullable<Part['inControl']>;

/** The number that stands for a claim where there is room for one. */
interface Headline {
  readonly part: Part;
  readonly estimate: Part['estimates'][number];
  /** Estimates of all parts. */
  readonly of: number;
}

/** The least certain of the estimates of a claim, on which its verdict hangs; null where there is none. */
function headlineOf({ parts }: ClaimJson): Headline | null {
  const all = parts.flatMap((part) => part.estimates.map((estimate) => ({ part, estimate })));
  const doubt = ({ part, estimate }: Omit<Headline, 'of'>): number =>
    2 * (part.p ?? -1) + (estimate.p ?? -1);
  const [first] = all.toSorted((a, b) => doubt(b) - doubt(a));
  return first === undefined ? null : { ...first, of: all.length };
}

function numbersText({ mean, ci_low: low, ci_high: high }: Numbers): string {
  return estimateText({ mean, ci95: low === null || high === null ? null : { low, high } });
}

/** What a line of a table says of a claim; dashes where nothing was measured. */
export function claimRow(claim: ClaimJson): ClaimRow {
  const { verdict, p, holmP, seeds, seedsNeeded } = claim;
  const headline = headlineOf(claim);
  const of = headline?.of ?? 1;
  const more = of === 1 ? '' : `, the least certain of ${of}`;
  const needed = seedsNeeded !== null ? ` (${seedsNeeded} needed)` : '';
  const control = headline?.part.inControl ?? null;
  return {
    number: String(claim.number),
    title: claim.title,
    figure: claim.figure,
    verdict,
    effect: headline === null ? '-' : numbersText(headline.estimate),
    of: headline === null ? '' : `${headline.estimate.title}${more}`,
    p: pCell(p),
    holmP: pCell(holmP),
    control: control === null ? '-' : numbersText(control),
    seeds: seeds.length === 0 ? '-' : `${seeds.length}: ${seedsText(seeds)}${needed}`,
  };
}
