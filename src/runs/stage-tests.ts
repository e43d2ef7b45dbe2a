import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AnalysisKind } from '../analyses/analysis-kind.js';
import { analysisKinds } from '../analyses/kinds.js';
import type { Measurement } from '../evaluation/measurement.js';
import { canonicalJson } from '../experiment/canonical-json.js';
import { type Experiment, experimentSchema } from '../experiment/experiment.js';
import { minimalOptions } from '../experiment/minimal-options.js';
import type { Stage } from '../experiment/stage.js';

/** What `tests.json` says of the tests beside it. */
export const stageTestsSchema = z.object({
  sets: z.array(z.string()),
  metrics: z.array(z.string()),
  how: z.record(z.string(), z.unknown()).describe('The other options of `evaluate`.'),
  subsets: z.array(z.string()).nullable().describe('null: all.'),
  everyEpochs: z.int().positive(),
  epochs: z.int().positive().describe('Of the stage, the last of which is always tested.'),
  split: z
    .int()
    .nullable()
    .describe("Of a stage of seed 'first': the second seed that divides X2; null for others."),
  analyses: z.record(z.string(), z.unknown()).describe('The options of each, by its name.'),
  atEpochs: z
    .array(z.int().min(0))
    .optional()
    .describe('Of tests made from kept weights: the only epochs that were tested.'),
  answers: z
    .literal('every')
    .optional()
    .describe('Whether answers were saved at every test; else at the end alone.'),
});

/**
 * What an experiment wants to know of a stage's weights, and so what decides the rows of its tests
 * and analyses. It is no part of the stage's identity, which is that of the weights.
 */
export type StageTests = Readonly<z.output<typeof stageTestsSchema>>;

/** The tests and analyses that an experiment wants of one of its stages. */
export function testsOf({ evaluate, seeds }: Experiment, stage: Stage): StageTests {
  const { sets, metrics, ...how } = evaluate;
  const { everyEpochs, subsets } = stage.evaluate;
  const wanted = Object.entries(stage.analyses).filter(([, options]) => options !== null);
  return {
    sets: [...sets],
    metrics: [...metrics],
    how,
    subsets: subsets === null ? null : [...subsets],
    everyEpochs,
    epochs: stage.epochs,
    split: stage.seed === 'first' ? (seeds.second[0] ?? 0) : null,
    analyses: Object.fromEntries(wanted),
  };
}

/** Names of folders of tests that were asked for: those of many seeds want the same. */
const identities = new WeakMap<StageTests, string>();

/** Names the folder of tests: 8 hexadecimal digits, the same for the same tests. */
export function testsIdentity(tests: StageTests): string {
  const identity =
    identities.get(tests) ??
    createHash('sha256').update(canonicalJson(tests)).digest('hex').slice(0, 8);
  identities.set(tests, identity);
  return identity;
}

/** Whether a stage is tested after `epoch` epochs; 0 is before its first step. */
export function isTestedAfter(
  { everyEpochs, epochs, atEpochs }: Pick<StageTests, 'everyEpochs' | 'epochs' | 'atEpochs'>,
  epoch: number,
): boolean {
  if (atEpochs !== undefined) return atEpochs.includes(epoch);
  return epoch === epochs || epoch % everyEpochs === 0;
}

/** Whether tests were made as is wanted: what they have are then rows of what is wanted. */
export function areMadeAlike(had: StageTests, wanted: StageTests): boolean {
  return had.split === wanted.split && differentOptions(had, wanted).length === 0;
}

/** Whether a row is among those that are wanted; tests may have measured more. */
export function isWanted(
  tests: StageTests,
  { set, metric, subset, epoch }: Pick<Measurement, 'set' | 'metric' | 'subset' | 'epoch'>,
): boolean {
  return (
    tests.sets.includes(set) &&
    tests.metrics.includes(metric) &&
    (tests.subsets === null || tests.subsets.includes(subset)) &&
    isTestedAfter(tests, epoch)
  );
}

/**
 * How the tests that a stage had fall short of those asked for, in words such as "without metric f1,
 * with newTokens 8 instead of 9"; null where nothing is missing.
 */
export function lackingText(
  had: StageTests,
  wanted: StageTests,
  list: readonly AnalysisKind[] = analysisKinds,
): string | null {
  const without = [
    ...missing('set', had.sets, wanted.sets),
    ...missing('metric', had.metrics, wanted.metrics),
    ...missingGroups(had.subsets, wanted.subsets),
    ...missingEpochs(had, wanted),
    ...Object.entries(wanted.analyses)
      .filter(([name]) => !isAnalysed(name, had, wanted, list))
      .map(([name]) => `the analysis ${name} with the options now asked for`),
  ];
  const differs = differentOptions(had, wanted).map(
    (key) => `${key} ${String(had.how[key])} instead of ${String(wanted.how[key])}`,
  );
  if (had.split !== wanted.split)
    differs.push(`X2 divided by second seed ${had.split} instead of ${wanted.split}`);
  const parts = [
    ...(without.length > 0 ? [`without ${without.join(', ')}`] : []),
    ...(differs.length > 0 ? [`with ${differs.join(', ')}`] : []),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

function missing(what: string, had: readonly string[], wanted: readonly string[]): string[] {
  return wanted.filter((one) => !had.includes(one)).map((one) => `${what} ${one}`);
}

function missingGroups(had: StageTests['subsets'], wanted: StageTests['subsets']): string[] {
  if (had === null) return [];
  return wanted === null
    ? [`subsets other than ${had.join(', ')}`]
    : missing('subset', had, wanted);
}

function missingEpochs(had: StageTests, wanted: StageTests): string[] {
  const epochs = Array.from({ length: wanted.epochs }, (_, index) => index + 1);
  const lacking = epochs.filter((one) => isTestedAfter(wanted, one) && !isTestedAfter(had, one));
  const [first, ...others] = lacking;
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` and ${others.length} other epochs`;
  return [`a test after epoch ${first}${more}`];
}

/** Options of tests that were asked for that are not at their defaults. */
const notDefault = new WeakMap<StageTests, object>();

/** Options that differ; one that came later counts as it was by default. */
function differentOptions(had: StageTests, wanted: StageTests): string[] {
  const written =
    notDefault.get(wanted) ??
    (minimalOptions(experimentSchema.shape.evaluate, wanted.how) as object);
  notDefault.set(wanted, written);
  return Object.keys(wanted.how).filter((key) =>
    key in had.how
      ? canonicalJson(had.how[key]) !== canonicalJson(wanted.how[key])
      : key in written,
  );
}

/** Whether an analysis was made with the same options; one that came later counts as by default. */
export function isAnalysed(
  name: string,
  had: StageTests,
  wanted: StageTests,
  list: readonly AnalysisKind[],
): boolean {
  const before = had.analyses[name];
  if (before === undefined) return false;
  const options = list.find((one) => one.name === name)?.options ?? z.unknown();
  const then = options.safeParse(before);
  const now = options.parse(wanted.analyses[name]);
  return then.success && canonicalJson(then.data) === canonicalJson(now);
}
