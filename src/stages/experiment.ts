import { z } from 'zod';
import { missingFileText } from '../data/csv-options.js';
import { type DataOptions, dataOptions } from '../data/data-options.js';
import { UserError } from '../data/user-error.js';
import { check } from './check.js';
import { type Frozen, freeze } from './frozen.js';
import { type ModelOptions, modelOptions } from './model-options.js';
import { type Seeds, seedsSchema } from './seeds.js';
import { type Stage, stageSchema } from './stage.js';

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
    data: dataOptions.describe('Who is defined and asked about.'),
    model: modelOptions.describe('What learns.'),
    stages: z
      .array(stageSchema)
      .min(1)
      .describe('What is shown when; each stage starts from the last.'),
    seeds: seedsSchema.describe('Which runs make up the experiment.'),
    evaluate: z
      .strictObject({
        documentsPerBatch: z
          .int()
          .positive()
          .default(512)
          .describe('Test questions answered at a time; no result depends on it.'),
        answers: z
          .enum(['end', 'every'])
          .default('end')
          .describe(
            'Whether single answers are saved at the end of a stage only, or at every test.',
          ),
      })
      .prefault({}),
  })
  .superRefine(({ stages, data }, context) => {
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
      for (const part of ['questions', 'definitions'] as const) {
        stage.train[part].forEach((subset, place) => {
          if (data.shares[subset] === undefined) {
            fail([index, 'train', part, place], `${subset} has no share in data.shares`);
          }
        });
      }
    });
  });

/** An experiment as it is written: what has a default may be left out. */
export type ExperimentInput = Frozen<z.input<typeof experimentSchema>>;

/** An experiment: plain data, every default filled in, frozen. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  readonly control: string | null;
  readonly data: DataOptions;
  readonly model: ModelOptions;
  readonly stages: readonly Stage[];
  readonly seeds: Seeds;
  readonly evaluate: { readonly documentsPerBatch: number; readonly answers: 'end' | 'every' };
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
