import { z } from 'zod';
import { evaluationSet } from '../data/evaluation-sets.js';
import { metrics } from '../experiment/metrics.js';

/** The version of `reportSchema`: another where a field goes or changes its meaning. */
export const reportVersion = 3;

const end = z.number().nullable();

/** A mean over first seeds, by the names that tables and figures have. */
const mean = z.strictObject({
  mean: z.number(),
  ci_low: end.describe('Lower end of a 95 % interval; null where undefined, as for one seed.'),
  ci_high: end.describe('Its upper end.'),
  interval: z
    .enum(['t', 'bootstrap'])
    .describe('t: by the t distribution; bootstrap: drawn anew from the seeds (BCa).'),
  n: z.int().describe('First seeds.'),
});

const test = (what: string) => z.number().nullable().describe(what);

/** A difference of two groups over first seeds. */
const contrast = mean.extend({
  test: z
    .enum(['paired', 'welch'])
    .describe("The t test: paired by first seed, or Welch's where too few seeds are shared."),
  n: z.int().describe('First seeds; of two samples those of the first.'),
  nOther: z.int().nullable().describe('First seeds of the second sample; null where paired.'),
  t: test('Statistic of the t test; null where undefined, as every test is.'),
  df: test('Its degrees of freedom.'),
  p: test('Two-sided p of the t test.'),
  wilcoxonP: test("Two-sided p of Wilcoxon's signed-rank test."),
  twoSampleP: test('One-sided p of the two-sample t test, which ignores that seeds are paired.'),
  minuend: z.string().describe('The group whose score is larger where the mean is above zero.'),
  subtrahend: z.string(),
  stage: z.string().describe('The stage at whose end both are measured.'),
  role: z
    .enum(['effect', 'condition', 'detail'])
    .describe('As the experiment declares it (data.contrasts).'),
  seeds: z
    .array(
      z.strictObject({
        seed: z.int(),
        value: z.number().describe('upper minus lower.'),
        upper: z.number().describe("The minuend's score; of a change what it grew by."),
        lower: z.number().describe("The subtrahend's."),
        cells: z
          .array(z.strictObject({ secondSeed: z.int().nullable(), value: z.number() }))
          .readonly()
          .optional()
          .describe('The difference with each second seed; absent unless there are several.'),
      }),
    )
    .readonly()
    .describe('The difference of each first seed, its second seeds averaged.'),
});

const contrasts = z
  .record(z.string(), contrast)
  .describe(
    "By name (data.contrasts); an effect's change over the last stage has `Change` behind it. " +
      'What was not measured is left out.',
  );

const measured = {
  set: evaluationSet,
  group: z.string(),
  metric: z.enum(metrics),
  stage: z.string(),
};

const score = mean.extend({
  ...measured,
  epoch: z.number(),
  seeds: z
    .array(z.strictObject({ seed: z.int(), value: z.number() }))
    .readonly()
    .describe('The score of each first seed, its second seeds averaged.'),
});

const paperNumber = z.strictObject({
  ...measured,
  epoch: z.number().nullable().describe("Of both; null where the stage wasn't measured."),
  paper: z.strictObject({ value: z.number(), ci_low: end, ci_high: end }),
  ours: mean.nullable().describe('Null where not measured.'),
});

/** A stage of a run, whose results are in the report. */
const stageRun = z.strictObject({
  seed: z.int(),
  second_seed: z.int().nullable().describe('Null where a stage comes before the second seed.'),
  stage: z.string(),
  identity: z.string().describe('Of the stage: a hash of all that decides its weights.'),
  trainingCommit: z
    .string()
    .nullable()
    .describe('The commit that trained it; `-changed` where files differed.'),
  folder: z.string().describe('From the folder of all runs.'),
  tests: z
    .array(
      z.strictObject({
        commit: z.string().nullable().describe('That tested it.'),
        folder: z.string().describe('From the folder of all runs.'),
      }),
    )
    .describe('Its tests, the oldest first: those of training, and what was added later.'),
});

const learned = z.strictObject({
  stage: z.string().describe('The stage at whose end it is measured.'),
  group: z.string().describe('A group of X1 that is truly defined.'),
  score: z.number().describe('Its exact match, the mean over seeds.'),
  chance: z.number().nullable(),
  unknown: z
    .strictObject({ group: z.string(), score: z.number() })
    .nullable()
    .describe('The group of X2 of which nothing is said.'),
  difference: mean
    .extend({ p: test('Of the paired t test.') })
    .describe('The group minus the unknown one, or minus chance where there is none.'),
  isEnough: z
    .boolean()
    .nullable()
    .describe('Null: large enough, but seeds are too few, or too different, to be sure.'),
});

const oneReport = z.strictObject({
  experiment: z.string(),
  seeds: z.array(z.int()).readonly().describe('First seeds that are finished.'),
  missing: z.array(z.int()).readonly().describe('First seeds that are not.'),
  singleStage: z.boolean().describe('Whether one stage trains on X1 and X2 together.'),
  scores: z
    .array(score)
    .readonly()
    .describe(
      'At the end of every stage; shares of questions from 0 to 1, losses in nats a token.',
    ),
  chance: z
    .partialRecord(evaluationSet, z.record(z.string(), z.number()))
    .describe('Exact match of always giving the commonest answer, by set and group, where known.'),
  learnedEnough: learned
    .nullable()
    .describe('Whether Stage 1 taught enough for an effect to be seen; null: not measured.'),
  contrasts: contrasts.describe('In exact match on test questions.'),
  attribution: z
    .partialRecord(evaluationSet, contrasts)
    .describe('The same in entity attribution, by set; details left out.'),
  paper: z.array(paperNumber).readonly().describe("The paper's numbers beside ours."),
  analyses: z
    .record(z.string(), z.unknown())
    .describe('What each analysis found, by its name (src/analyses).'),
  runs: z.array(stageRun).readonly().describe('The stages of the finished seeds.'),
  seconds: z.number().describe('Of training and testing, summed over seeds.'),
});

const undecided = z.strictObject({
  differences: z
    .array(z.strictObject({ name: z.string(), minusControl: z.boolean() }))
    .readonly()
    .describe('Which contrasts keep it so; minusControl: the control taken from them.'),
  n: z.int().describe('First seeds that there are, of the difference that has fewest.'),
  needed: z
    .int()
    .nullable()
    .describe(
      'First seeds that show differences as measured with 80 % power; null above 10,000, or where ' +
        'one is not above 0 in these seeds.',
    ),
  cautious: z
    .int()
    .nullable()
    .describe('The same with the upper ends of the 80 % intervals of the standard deviations.'),
  secondSeeds: z
    .int()
    .nullable()
    .describe('Second seeds of each first seed that n, needed and cautious rest on; null for one.'),
  bySecondSeeds: z
    .array(z.strictObject({ secondSeeds: z.int(), needed: z.int().nullable() }))
    .readonly()
    .describe('First seeds that are needed with other numbers of second seeds; none for one.'),
  detectable: z
    .number()
    .describe('The least true difference that these seeds find with 80 % power.'),
});

const equivalence = z.strictObject({
  bound: z.number().describe('As it was asked for (--equivalence).'),
  tests: z
    .array(
      z.strictObject({
        name: z.string(),
        minusControl: z.boolean(),
        p: test('The larger of the two one-sided p.'),
        pBelow: test('That the difference is below the bound.'),
        pAbove: test('That it is above -bound.'),
        ci90_low: end.describe('Lower end of the 90 % t interval.'),
        ci90_high: end.describe('Its upper end.'),
      }),
    )
    .readonly()
    .describe('Of each difference that an effect is decided by.'),
});

const trend = mean.extend({
  name: z.string().describe('The contrast whose slope it is, a unit of the axis.'),
  minusControl: z.boolean(),
  t: test('Statistic of the t test of slopes.'),
  df: test('Its degrees of freedom.'),
  p: test('Two-sided p.'),
  seeds: z
    .array(z.strictObject({ seed: z.int(), value: z.number() }))
    .readonly()
    .describe('The slope of each first seed that all points have.'),
});

const at = z
  .union([z.number(), z.string()])
  .nullable()
  .describe("Where it stands on the study's axis; null without one.");

/** What it has of an experiment. */
export const memberSchema = oneReport.extend({
  at,
  control: oneReport
    .nullable()
    .describe("The control's, where there is one with finished seeds; else null."),
  effectMinusControl: contrasts
    .nullable()
    .describe("The contrasts minus the control's; null without a control."),
  undecided: undecided
    .nullable()
    .describe('Where an effect is neither shown nor spoken against by the test; else null.'),
  equivalence: equivalence.nullable().describe('Null where none was asked for.'),
});

/** What `credence report --json` prints: one object, whatever it is of. */
export const reportSchema = z.strictObject({
  version: z.literal(reportVersion).describe('Of this schema.'),
  study: z.strictObject({
    name: z.string(),
    title: z.string(),
    figure: z.string().nullable().describe("The paper's."),
    axis: z.string().nullable().describe('What its members vary.'),
    changes: z.array(z.string()).readonly().describe('What differs from it as it is defined.'),
    runs: z.string().describe('The folder of all runs, as it was given.'),
  }),
  members: z
    .array(memberSchema)
    .readonly()
    .describe('The experiments of which a seed is finished.'),
  damaged: z
    .array(z.strictObject({ experiment: z.string(), seed: z.int(), what: z.string() }))
    .readonly()
    .describe('First seeds that are left out because a file of theirs is damaged: which, and how.'),
  sweep: z
    .strictObject({
      axis: z.string(),
      finished: z.array(at.unwrap()).readonly().describe('Where the members stand.'),
      unfinished: z.array(at.unwrap()).readonly().describe('Where those without a seed stand.'),
      trends: z
        .array(trend)
        .readonly()
        .describe('How effects grow along the axis; none where it has no numbers.'),
    })
    .nullable()
    .describe('Where several members stand on one axis; else null.'),
});

/** Results as programs read them. */
export type ReportJson = z.output<typeof reportSchema>;

/** The report of one experiment as programs read it. */
export type MemberJson = ReportJson['members'][number];

/** A trend along a sweep as programs read it. */
export type TrendJson = z.output<typeof trend>;

/** The contrasts of a report as programs read them. */
export type ContrastsJson = z.output<typeof contrasts>;
