import { z } from 'zod';
import { verdicts } from './evaluated-claim.js';

/** The version of `claimsSchema`: another where a field goes or changes its meaning. */
export const claimsVersion = 1;

const end = z.number().nullable();

const p = (what: string) => z.number().nullable().describe(what);

const verdict = z.enum(verdicts);

const reasons = z.array(z.string()).readonly();

const estimate = z.strictObject({
  mean: z.number().describe('Over first seeds; of a trend, of the slopes of each.'),
  ci_low: end.describe('Lower end of the 95 % t interval; null for one seed, or no spread.'),
  ci_high: end.describe('Its upper end.'),
  bootstrap_low: end.describe(
    'Lower end of the 95 % percentile bootstrap interval over first seeds; null of two samples, too.',
  ),
  bootstrap_high: end.describe('Its upper end.'),
  df: end.describe('Degrees of freedom of the t test; null where there is none.'),
  p: p("Two-sided p of the t test that it is zero; of an equivalence, TOST's."),
  seeds: z
    .array(z.strictObject({ seed: z.int(), value: z.number() }))
    .readonly()
    .describe('The value of each first seed, its second seeds averaged; none of two samples.'),
});

const seedsNeeded = z
  .int()
  .nullable()
  .describe(
    'Of an undecided one: first seeds that find the smallest effect that matters with 80 % power; ' +
      'null above 10,000, and where the spread is not known.',
  );

const part = z.strictObject({
  title: z.string(),
  statistic: z.enum(['contrast', 'order', 'trend', 'equivalence']),
  direction: z
    .enum(['above', 'below'])
    .nullable()
    .describe('On which side of zero it is claimed to be; null for an equivalence.'),
  smallestEffect: z.number().describe('The smallest that matters, or the bound of an equivalence.'),
  verdict,
  estimates: z
    .array(estimate.extend({ title: z.string() }))
    .readonly()
    .describe("The statistic itself; of an order, each neighbours' difference."),
  inControl: estimate.nullable().describe('The same in the control; null where none is compared.'),
  minusControl: estimate.nullable().describe('The statistic minus the same in the control.'),
  p: p('The largest p of the tests that it needs.'),
  seedsNeeded,
  reasons: reasons.describe('Why, a sentence each; the first is the answer.'),
});

const claim = z.strictObject({
  number: z.int(),
  name: z.string(),
  title: z.string(),
  figure: z.string().describe("The paper's."),
  statement: z.string(),
  refutedBy: z.string(),
  studies: z.array(z.string()).readonly(),
  control: z.string().describe('What it is, or why none is possible.'),
  caveat: z.string().nullable(),
  deviations: z
    .array(z.string())
    .readonly()
    .describe('What the small form does otherwise than the paper.'),
  verdict: verdict.describe('The worst of its parts.'),
  p: p('The largest p of its parts, all of which have to hold; null where one has none.'),
  holmP: p("The same, corrected by Holm's method over the claims that were tested together."),
  seeds: z.array(z.int()).readonly().describe('First seeds that all of its measures have.'),
  seedsNeeded,
  reasons: reasons.describe('Why, a sentence each; the first is the answer.'),
  parts: z.array(part).readonly(),
});

const made = z.strictObject({
  command: z.string().describe('As it was typed, without tokens and passwords.'),
  seedsFrom: z
    .int()
    .nullable()
    .describe('The first of the seeds where others were asked for; null: as fixed beforehand.'),
  date: z.string().describe('When it ended, in UTC.'),
  credence: z.string(),
  commit: z.string().nullable().describe('As `projectCommit` gives it.'),
  node: z.string(),
  cpu: z.string(),
  seconds: z
    .number()
    .nullable()
    .describe('Of training and testing, summed over runs; null: not known.'),
});

/** What a reader has to know of a run to have the same again. */
export type Made = z.output<typeof made>;

/** What `credence reproduce --json` prints. */
export const claimsSchema = z.strictObject({
  version: z.literal(claimsVersion).describe('Of this schema.'),
  form: z
    .enum(['small', 'paper', 'quick'])
    .describe('How claims were tested: on two cores, at full scale, or to see that it works.'),
  made: made.nullable().describe('How and where the results were made; null: not known.'),
  tested: z.int().describe('Claims that the p-values were corrected for: those that have one.'),
  claims: z.array(claim).readonly(),
});

/** Claims and their verdicts as programs read them. */
export type ClaimsJson = z.output<typeof claimsSchema>;

/** One claim and its verdict as programs read it. */
export type ClaimJson = ClaimsJson['claims'][number];
