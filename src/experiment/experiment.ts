import { z } from 'zod';
import { type DataOptions, dataOptions } from '../data/data-options.js';
import { type EvaluationSet, evaluationSet } from '../data/evaluation-sets.js';
import { setInclusionSets } from '../data/set-inclusion/options.js';
import { subsetNames } from '../data/subsets.js';
import { missingFileText } from '../data/table/options.js';
import { UserError } from '../errors/user-error.js';
import { check } from './check.js';
import { type Frozen, freeze } from './frozen.js';
import { imageMisfits } from './image-fit.js';
import { type Metric, metrics } from './metrics.js';
import { type ModelInput, type ModelOptions, modelOptions } from './model-options.js';
import { type TrainingMode, trainingMode } from './recipe.js';
import { type Seeds, seedsSchema } from './seeds.js';
import { type Stage, stageSchema } from './stage.js';

const distinct = (list: readonly unknown[]): boolean => new Set(list).size === list.length;

const evaluateOptions = z.strictObject({
  sets: z
    .array(evaluationSet)
    .min(1)
    .refine(distinct, { message: 'a set is named twice' })
    .default(['questions'])
    .describe('What the model is asked or shown at every test.'),
  metrics: z
    .array(z.enum(metrics))
    .min(1)
    .refine(distinct, { message: 'a metric is named twice' })
    .default(['exactMatch'])
    .describe(
      "'exactMatch' and 'f1' of greedy answers, 'loss' of whole documents. Without 'f1' an " +
        'answer is cut where it can no longer match.',
    ),
  newTokens: z
    .int()
    .positive()
    .default(8)
    .describe('Most tokens of an answer; the paper has 8 for CVDB and 16 for T-REx.'),
  precision: z
    .enum(['float32', 'bfloat16'])
    .default('float32')
    .describe('Of the matrix products of a test.'),
});

const paperNumber = z.strictObject({
  set: evaluationSet.default('questions'),
  subset: z.enum(subsetNames),
  metric: z.enum(metrics).default('exactMatch'),
  stage: z.string().describe('Name of the stage.'),
  epoch: z.int().positive().nullable().default(null).describe("null: the stage's end."),
  value: z.number(),
  low: z.number().optional().describe('Lower end of its 95 % interval.'),
  high: z.number().optional().describe('Upper end of its 95 % interval.'),
});

/** A number that the paper has for what the experiment measures; reports print it beside ours. */
export type PaperNumber = Frozen<z.output<typeof paperNumber>>;

const experimentName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*$/, 'expected lower-case letters, digits, dots and hyphens');

/**
 * What can stand in an experiment; the schema from which its types, checks and the paths of `--set`
 * come.
 */
export const experimentSchema = z
  .strictObject({
    name: experimentName.describe('Names the folder of its runs and its figures.'),
    title: z.string().default('').describe('One sentence: what the experiment shows.'),
    control: experimentName
      .nullable()
      .default(null)
      .describe('Name of the experiment whose gaps stand beside this one in reports.'),
    figure: z
      .string()
      .nullable()
      .default(null)
      .describe("The paper's figure, table or footnote, such as 'Fig. 3'."),
    at: z
      .strictObject({
        axis: z.string().min(1).describe('What a list of experiments varies.'),
        value: z.union([z.number(), z.string()]).describe('Where this one stands on it.'),
      })
      .nullable()
      .default(null)
      .describe('The place of one experiment of a list in the figure that they share.'),
    paper: z.array(paperNumber).default([]).describe("The paper's numbers, to stand beside ours."),
    paperCosines: z
      .strictObject({ D5cons: z.number(), D6cons: z.number() })
      .nullable()
      .default(null)
      .describe("The authors' mean cosines of gradients in Stage 1, to stand beside ours."),
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
      .describe('What is shown when; each stage starts from the last.'),
    seeds: seedsSchema.describe('Which runs make up the experiment.'),
    evaluate: evaluateOptions.prefault({}),
  })
  .superRefine((experiment, context) => {
    const { stages, data, mode, evaluate } = experiment;
    // What depends on a faulty option is not complete yet.
    const misfits = context.issues.length === 0 ? imageMisfits(experiment) : [];
    for (const [path, message] of misfits) context.addIssue({ code: 'custom', path, message });
    const fail = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path: ['stages', ...path], message });
    evaluate.sets.forEach((set, place) => {
      if (data.kind === 'set-inclusion' && !setInclusionSets.includes(set)) {
        const message = `set inclusion has no '${set}', only ${setInclusionSets.join(', ')}`;
        context.addIssue({ code: 'custom', path: ['evaluate', 'sets', place], message });
      }
    });
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
      for (const part of ['questions', 'definitions'] as const) {
        stage.train[part].forEach((subset, place) => {
          if (data.shares[subset] === undefined) {
            fail([index, 'train', part, place], `${subset} has no share in data.shares`);
          }
        });
      }
      stage.gradients?.subsets.forEach((subset, place) => {
        if (data.shares[subset] === undefined) {
          fail([index, 'gradients', 'subsets', place], `${subset} has no share in data.shares`);
        }
      });
      stage.probes?.questions.forEach((question, place) => {
        const set = evaluationSet.safeParse(question).data;
        if (set !== undefined && !evaluate.sets.includes(set)) {
          const message = `evaluate.sets has to name '${set}' too: a vocabulary gets its words there`;
          fail([index, 'probes', 'questions', place], message);
        }
      });
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
  readonly control: string | null;
  readonly figure: string | null;
  readonly at: { readonly axis: string; readonly value: number | string } | null;
  readonly paper: readonly PaperNumber[];
  readonly paperCosines: Readonly<Record<'D5cons' | 'D6cons', number>> | null;
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
export function checkExperiment(written: unknown): Experiment {
  const name = experimentName.safeParse(Reflect.get(Object(written), 'name'));
  const what = name.success ? `experiment "${name.data}"` : 'experiment';
  const missingFile = missingFileText(Reflect.get(Object(written), 'data'));
  if (missingFile !== null) throw new UserError(`${what}: ${missingFile}`);
  const experiment: Experiment = check(experimentSchema, written, what);
  Object.defineProperty(experiment, writtenKey, { value: asWritten(written) });
  freeze(experiment);
  return experiment;
}

/**
 * What an experiment was defined from, before defaults were filled in; anything else is returned as
 * it is.
 */
export function asWritten(experiment: unknown): unknown {
  return Reflect.get(Object(experiment), writtenKey) ?? experiment;
}
