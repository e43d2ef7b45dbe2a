import type { Claim, ClaimForm, ClaimPart, Measure, Statistic } from './claim.js';

/** Names are typed on the command line and stand in JSON. */
const namePattern = /^[a-z0-9][a-z0-9-]*$/;

/**
 * Claims in the order of their numbers. Throws an Error that names a faulty claim: a number or name
 * that another has, too, no study, no part (unless it is untestable), a smallest effect or bound that
 * is not above 0, seeds that are none, and statistics that have too little to compare.
 */
export function defineClaims(claims: readonly Claim[]): readonly Claim[] {
  for (const [index, claim] of claims.entries()) {
    const before = claims.slice(0, index);
    for (const key of ['number', 'name'] as const) {
      const other = before.find((one) => one[key] === claim[key]);
      if (other !== undefined) throw fault(claim, `${other.name} has the same ${key}`);
    }
    for (const what of faultsOf(claim)) throw fault(claim, what);
  }
  return [...claims].sort((a, b) => a.number - b.number);
}

/** "claim 2 (iml): ...", as all errors about a claim begin. */
export function fault({ number, name }: Pick<Claim, 'number' | 'name'>, what: string): Error {
  return new Error(`claim ${number} (${name}): ${what}`);
}

/** The parts of a claim in a form: the paper's studies may have other members and groups. */
export const partsIn = ({ parts, paperParts }: Claim, form: ClaimForm): readonly ClaimPart[] =>
  form === 'paper' ? (paperParts ?? parts) : parts;

/** The studies that a claim's parts measure in a form, in the order in which it names them. */
export function studiesIn(claim: Claim, form: ClaimForm): readonly string[] {
  const [first] = claim.studies;
  const measured = partsIn(claim, form)
    .flatMap(({ statistic }) => measuredBy(statistic))
    .map(({ study = first }) => study);
  return claim.studies.filter((study) => measured.includes(study));
}

/** The smallest effect of a part that matters; of an equivalence its bound. */
export const effectThatMatters = ({ statistic, smallestEffect }: ClaimPart): number =>
  statistic.kind === 'equivalence' ? statistic.bound : smallestEffect;

/** Whether a claim is not tested in a form. */
export const isUntestable = ({ untestable }: Claim, form: ClaimForm): boolean =>
  untestable !== undefined && form !== 'paper';

function* faultsOf(claim: Claim): Generator<string> {
  const { number, name, studies, parts, paperParts = parts, seeds, untestable } = claim;
  if (!Number.isInteger(number) || number < 1)
    yield `a number is a whole one from 1, not ${number}`;
  if (!namePattern.test(name)) yield 'a name has lower-case letters, digits and hyphens only';
  if (studies.length === 0) yield 'it names no study';
  if (new Set(studies).size < studies.length) yield 'it names a study twice';
  if (paperParts.length === 0 || (parts.length === 0 && untestable === undefined))
    yield 'it has no part that is tested';
  if (seeds !== undefined && !(Number.isInteger(seeds.from) && seeds.from >= 0))
    yield `seeds.from is a whole number from 0, not ${seeds.from}`;
  if (seeds !== undefined && !(Number.isInteger(seeds.count) && seeds.count >= 1))
    yield `seeds.count is a whole number from 1, not ${seeds.count}`;
  for (const part of new Set([...parts, ...paperParts]))
    for (const what of partFaults(part, studies)) yield `part "${part.title}": ${what}`;
}

function* partFaults(
  { statistic, smallestEffect }: ClaimPart,
  studies: readonly string[],
): Generator<string> {
  if (!(smallestEffect > 0 && Number.isFinite(smallestEffect)))
    yield `smallestEffect is above 0, not ${smallestEffect}`;
  if (statistic.kind === 'equivalence' && !(statistic.bound > 0))
    yield `bound is above 0, not ${statistic.bound}`;
  if (statistic.kind === 'order' && statistic.measures.length < 2)
    yield 'an order has two measures at least';
  if (statistic.kind === 'trend') {
    const { points, isLogarithmic = false } = statistic;
    if (new Set(points).size < 2) yield 'a trend has two points at least';
    if (new Set(points).size < points.length) yield 'a trend has a point twice';
    if (isLogarithmic && points.some((point) => point <= 0))
      yield 'points of a logarithmic axis are above 0';
  }
  for (const { study } of measuredBy(statistic))
    if (study !== undefined && !studies.includes(study))
      yield `study "${study}" is not among the claim's: ${studies.join(', ')}`;
}

/** A measure that is no difference. */
export type SimpleMeasure = Exclude<Measure, { readonly kind: 'difference' }>;

/** The measures that a measure is a difference of, however deep; itself where it is none. */
export function leavesOf(measure: Measure): SimpleMeasure[] {
  if (measure.kind !== 'difference') return [measure];
  return [...leavesOf(measure.minuend), ...leavesOf(measure.subtrahend)];
}

/** The measures that a statistic is written with, each that is a difference taken apart. */
export const measuredBy = (statistic: Statistic): SimpleMeasure[] =>
  (statistic.kind === 'order' ? statistic.measures : [statistic.measure]).flatMap(leavesOf);

/** The same measure with something changed of each that it is a difference of. */
export function withLeaves(
  measure: Measure,
  change: (leaf: SimpleMeasure) => SimpleMeasure,
): Measure {
  if (measure.kind !== 'difference') return change(measure);
  const { minuend, subtrahend } = measure;
  return {
    kind: 'difference',
    minuend: withLeaves(minuend, change),
    subtrahend: withLeaves(subtrahend, change),
  };
}
