import { z } from 'zod';
import { type EvaluationSet, evaluationSet } from '../data/evaluation-sets.js';
import { type DataOptions, dataOptions, writtenKind } from '../data/kinds.js';
import { UserError } from '../errors/user-error.js';
import { check, problemsError } from './check.js';
import { groupMisfits, idleOptions, kindMisfits } from './fit.js';
import { type Frozen, freeze } from './frozen.js';
import { type Metric, metrics } from './metrics.js';
import { type ModelInput, type ModelOptions, modelOptions } from './models/kinds.js';
import { oneLine } from './one-line.js';
import { most } from './option-limits.js';
import { valueAt } from './option-path.js';
import { plainData } from './plain-data.js';
import { type TrainingMode, trainingMode } from './recipe.js';
import { type Seeds, seedsSchema } from './seeds.js';
import { type Stage, stageSchema } from './stage.js';
import { testMisfits } from './test-fit.js';

const distinct = (list: readonly unknown[]): boolean => new Set(list).size === list.length;

const evaluateOptions = z.strictObject({
  sets: z
    .array(evaluationSet)
    .min(1)
    .refine(distinct, { message: 'a set is listed twice' })
    .default(['questions'])
    .describe('What the model is asked or shown at every test.'),
  metrics: z
    .array(z.enum(metrics))
    .min(1)
    .refine(distinct, { message: 'a metric is listed twice' })
    .default(['exactMatch'])
    .describe(
      "'exactMatch' and 'f1' of greedy answers, 'loss' of whole documents. Without 'f1' an " +
        'answer is cut where it can no longer match.',
    ),
  newTokens: z
    .int()
    .positive()
    .max(most.tokens)
    .default(8)
    .describe('Most tokens of an answer; the paper has 8 for CVDB and 16 for T-REx.'),
  precision: z
    .enum(['float32', 'bfloat16'])
    .default('float32')
    .describe('Of the matrix products of a test.'),
});

const experimentName = z
  .string()
  .max(100)
  .regex(
    /^[a-z0-9][a-z0-9.-]*$/,
    'expected lower-case letters, digits, dots and hyphens, a letter or digit first',
  );

/**
 * The schema of an experiment, from which its types, checks and the paths of `--set`
 * come.
 */
export const experimentSchema = z
  .strictObject({
    name: experimentName.describe('Names the folder of its runs and its figures.'),
    title: oneLine.default('').describe('One sentence: what the experiment shows.'),
    mode: trainingMode
      .default('fast')
      .describe(
        "How documents become tokens: 'fast', with one end-of-text token and no padding, or " +
          "'faithful', as the authors' code: padded to loss.padTo, with padding that bears loss.",
      ),
    data: dataOptions.describe('Who is defined and asked about.'),
    model: modelOptions.describe('What learns.'),
    stages: z
      .array(stageSchema)
      .min(1)
      .max(100)
      .describe('The stages of training; each starts from the weights of the one before.'),
    seeds: seedsSchema.describe('Which runs make up the experiment.'),
    evaluate: evaluateOptions.prefault({}),
  })
  .superRefine((experiment, context) => {
    const { stages, mode } = experiment;
    // What depends on a faulty option is not complete yet.
    const isWhole = context.issues.length === 0;
    const misfits = isWhole
      ? [...kindMisfits(experiment), ...groupMisfits(experiment), ...testMisfits(experiment)]
      : [];
    for (const [path, message] of misfits) context.addIssue({ code: 'custom', path, message });
    const fail = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path: ['stages', ...path], message });
    stages.forEach((stage, index) => {
      if (stages.findIndex((other) => other.name === stage.name) !== index) {
        fail([index, 'name'], `two stages are named "${stage.name}"`);
      }
      if (index === 0 && stage.seed === 'second') {
        fail([index, 'seed'], "the first stage has seed 'first'");
      }
      if (stage.seed === 'first' && stages[index - 1]?.seed === 'second') {
        fail([index, 'seed'], "a stage after one of seed 'second' has seed 'second' too");
      }
      const { tokens, padTo } = stage.loss;
      if (mode === 'faithful' && padTo === undefined) {
        fail([index, 'loss', 'padTo'], "mode 'faithful' needs padTo, a document's tokens");
      }
      if (mode === 'faithful' && tokens !== 'all') {
        fail([index, 'loss', 'tokens'], `mode 'faithful' needs tokens 'all', given '${tokens}'`);
      }
      for (const key of ['padTo', 'padAnswerTo'] as const) {
        if (mode === 'fast' && stage.loss[key] !== undefined) {
          const remedy = `leave it out (--set stages.${stage.name}.loss.${key}=null)`;
          fail([index, 'loss', key], `mode 'fast' pads nothing, so ${key} does nothing: ${remedy}`);
        }
      }
    });
  });

/** How a model is tested, every default filled in. */
export interface EvaluateOptions {
  readonly sets: readonly EvaluationSet[];
  readonly metrics: readonly Metric[];
  readonly newTokens: number;
  readonly precision: 'float32' | 'bfloat16';
}

/** An experiment as it is written: what has a default may be left out. */
export type ExperimentInput = Omit<Frozen<z.input<typeof experimentSchema>>, 'model'> & {
  readonly model: ModelInput;
};

/** An experiment: plain data, every default filled in, frozen. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  readonly mode: TrainingMode;
  readonly data: DataOptions;
  readonly model: ModelOptions;
  readonly stages: readonly Stage[];
  readonly seeds: Seeds;
  readonly evaluate: EvaluateOptions;
}

const writtenKey = Symbol.for('credence.experiment.written');

/**
 * Checks an experiment and fills in every default. Throws a UserError that names the path of each
 * mistake (`stages.stage2.learningRate`), what was given and what was wanted.
 */
export function defineExperiment(written: ExperimentInput): Experiment {
  return checkExperiment(written);
}

/**
 * As `defineExperiment`, for data of unknown shape: a JSON file, or the default export of a module.
 */
export function checkExperiment(given: unknown): Experiment {
  const written = plainData(given, 'experiment');
  const name = experimentName.safeParse(valueAt(written, ['name']));
  const what = name.success ? `experiment "${name.data}"` : 'experiment';
  const data: unknown = Reflect.get(Object(written), 'data');
  const missingFile = writtenKind(data)?.missingFile(data) ?? null;
  if (missingFile !== null) throw new UserError(`${what}: ${missingFile}`);
  const experiment: Experiment = check(experimentSchema, written, what);
  const idle = [...idleOptions(asWritten(written), experiment)];
  if (idle.length > 0) throw problemsError(what, idle);
  Object.defineProperty(experiment, writtenKey, { value: asWritten(written) });
  freeze(experiment);
  return experiment;
}

/** The experiment with other stages or another model; what it was defined from stays as it was. */
export function withParts(
  experiment: Experiment,
  parts: Partial<Pick<Experiment, 'stages' | 'model'>>,
): Experiment {
  const changed: Experiment = { ...experiment, ...parts };
  const written = Reflect.get(experiment, writtenKey) as unknown;
  if (written !== undefined) Object.defineProperty(changed, writtenKey, { value: written });
  freeze(changed);
  return changed;
}

/**
 * What an experiment was defined from, before defaults were filled in; anything else is returned as
 * it is.
 */
export function asWritten(experiment: unknown): unknown {
  return Reflect.get(Object(experiment), writtenKey) ?? experiment;
}
