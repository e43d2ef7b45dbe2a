import { z } from 'zod';
import { evaluationSet } from '../data/evaluation-sets.js';
import { metrics } from '../experiment/metrics.js';

/** The version of `reportSchema`: another where a field goes or changes its meaning. */
export const reportVersion = 2;

const interval = z
  .tuple([z.number(), z.number()])
  .readonly()
  .nullable()
  .describe('Ends of a 95 % interval; null for a single seed.');

const test = (what: string) => z.number().nullable().describe(what);

/** A difference of two groups over first seeds. */
const contrast = z.strictObject({
  mean: z.number(),
  ci95: interval.describe('The 95 % t interval; null where undefined, as every test is.'),
  test: z
    .enum(['paired', 'welch'])
    .describe("The t test: paired by first seed, or Welch's where too few seeds are shared."),
  t: test('Statistic of the t test.'),
  df: test('Its degrees of freedom.'),
  p: test('Two-sided p of the t test.'),
  wilcoxonP: test("Two-sided p of Wilcoxon's signed-rank test."),
  twoSampleP: test('One-sided p of the two-sample t test, which ignores that seeds are paired.'),
  n: z.int().describe('First seeds; of two samples those of the first.'),
  nOther: z.int().nullable().describe('First seeds of the second sample; null where paired.'),
  minuend: z.string().describe('The group whose score is larger where the mean is above zero.'),
  subtrahend: z.string(),
  stage: z.string().describe('The stage at whose end both are measured.'),
  role: z
    .enum(['effect', 'condition', 'detail'])
    .describe('As the experiment declares it (data.contrasts).'),
});

const contrasts = z
  .record(z.string(), contrast)
  .describe(
    "By name (data.contrasts); an effect's change over the last stage has `Change` behind it. " +
      'What was not measured is left out.',
  );

const mean = { mean: z.number(), ci95: interval.describe('95 % bootstrap interval over seeds.') };

const score = z.strictObject({
  set: evaluationSet,
  group: z.string(),
  metric: z.enum(metrics),
  stage: z.string(),
  epoch: z.number(),
  ...mean,
  n: z.int().describe('First seeds.'),
});

const paperNumber = z.strictObject({
  set: evaluationSet,
  group: z.string(),
  metric: z.enum(metrics),
  stage: z.string(),
  epoch: z.number().nullable().describe("Of both; null where the stage wasn't measured."),
  paper: z.strictObject({ value: z.number(), ci95: interval }),
  ours: z
    .strictObject({ ...mean, n: z.int() })
    .nullable()
    .describe('Null where not measured.'),
});

const oneReport = z.strictObject({
  version: z.literal(reportVersion).describe('Of this schema.'),
  experiment: z.string(),
  figure: z.string().nullable().describe("The paper's."),
  at: z
    .strictObject({ axis: z.string(), value: z.union([z.number(), z.string()]) })
    .nullable()
    .describe('Where it stands in a study of several members.'),
  seeds: z.array(z.int()).readonly().describe('First seeds that are finished.'),
  singleStage: z.boolean().describe('Whether one stage trains on X1 and X2 together.'),
  scores: z
    .array(score)
    .readonly()
    .describe(
      'At the end of every stage; shares of questions from 0 to 1, losses in nats a token.',
    ),
  contrasts: contrasts.describe('In exact match on test questions.'),
  attribution: z
    .partialRecord(evaluationSet, contrasts)
    .describe('The same in entity attribution, by set; details left out.'),
  paper: z.array(paperNumber).readonly().describe("The paper's numbers beside ours."),
  analyses: z
    .record(z.string(), z.unknown())
    .describe('What each analysis found, by its name (src/analyses).'),
  seconds: z.number().describe('Of training and testing, summed over seeds.'),
});

/** What `credence report --json` prints of an experiment. */
export const reportSchema = oneReport.extend({
  control: oneReport.optional().describe("The control's, where it has finished seeds."),
  effectMinusControl: contrasts.optional().describe("The contrasts minus the control's."),
});

/** A report of one experiment as programs read it. */
export type ReportJson = z.output<typeof reportSchema>;

/** The contrasts of a report as programs read them. */
export type ContrastsJson = z.output<typeof contrasts>;
