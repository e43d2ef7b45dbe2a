import { z } from 'zod';
import { deviceForms, parseDevices } from '../text/device-name.js';
import { check } from './check.js';
import { type Frozen, freeze } from './frozen.js';
import { most } from './option-limits.js';

/** The schema of an execution; see `Execution`. */
export const executionSchema = z.strictObject({
  microBatch: z
    .union([z.int().positive().max(most.documents), z.literal('search')])
    .nullable()
    .default(null)
    .describe(
      'Most documents, or images, in one forward pass of training; the gradients of the passes ' +
        "of a step are added up. null: the whole step; 'search': halved when memory runs out.",
    ),
  batchSeeds: z
    .int()
    .positive()
    .max(most.seedsTogether)
    .nullable()
    .default(null)
    .describe(
      'Most first seeds of a small model that one worker trains as one program. null: as many as ' +
        'are worth it, which on a processor is 1.',
    ),
  testBatch: z
    .int()
    .positive()
    .max(most.documents)
    .default(512)
    .describe('Test documents, or images, per batch.'),
  keepWeights: z
    .enum(['every', 'all', 'parents', 'none'])
    .default('all')
    .describe(
      'Which weights a finished run keeps: those after every epoch that is tested, those at the ' +
        'end of all stages, only those that another stage starts from, or none: they are removed ' +
        'when all stages of the seed are finished.',
    ),
  answers: z
    .enum(['end', 'every'])
    .default('end')
    .describe('Whether individual answers are saved at the end of a stage only, or at every test.'),
  device: z
    .stringFormat('device', (text) => parseDevices(text) !== null, `expected ${deviceForms}`)
    .default('auto')
    .describe(
      "'auto' (a GPU where there is one and it is worth it), 'cpu', 'cuda' or 'cuda:N'; several, as " +
        "'cuda:0,cuda:1', have as many seeds trained at a time, one on each.",
    ),
  deterministic: z
    .boolean()
    .default(false)
    .describe(
      'Whether a GPU takes only kernels that add up in the same order each time, which are slower. ' +
        'A processor always does.',
    ),
  threads: z.int().positive().max(most.threads).default(1).describe('Threads of one operator.'),
  checkpointEvery: z
    .number()
    .min(0)
    .max(most.checkpointMinutes)
    .default(10)
    .describe(
      'Minutes after which a stage under way is saved, so that it goes on from there when it is ' +
        'killed. 0: only when it is stopped.',
    ),
});

/**
 * How an experiment is executed: what fits into memory, where, and what is kept. It is no part of
 * an experiment's identity, and no result depends on it, rounding aside, so that it may change
 * between two seeds of the same experiment.
 */
export type Execution = Frozen<z.output<typeof executionSchema>>;

const { shape } = executionSchema;

/** What can stand under `execution` of a study: any of the options, without their defaults. */
export const partialExecution = z.strictObject({
  microBatch: shape.microBatch.unwrap().optional(),
  batchSeeds: shape.batchSeeds.unwrap().optional(),
  testBatch: shape.testBatch.unwrap().optional(),
  keepWeights: shape.keepWeights.unwrap().optional(),
  answers: shape.answers.unwrap().optional(),
  device: shape.device.unwrap().optional(),
  deterministic: shape.deterministic.unwrap().optional(),
  threads: shape.threads.unwrap().optional(),
  checkpointEvery: shape.checkpointEvery.unwrap().optional(),
} satisfies Record<keyof Execution, z.ZodType>);

/** An execution as it is written: what is left out, or undefined, is not asked for. */
export type ExecutionInput = {
  readonly [Key in keyof Execution]?: Execution[Key] | undefined;
};

/** What several sources ask for together: of each option the last value that is given. */
export function mergedExecution(...sources: readonly ExecutionInput[]): ExecutionInput {
  return Object.fromEntries(
    sources.flatMap((source) => Object.entries(source).filter(([, value]) => value !== undefined)),
  );
}

/**
 * The execution that several sources ask for, such as a study and the command line: of each option
 * the last value that is given, else its default. Throws a UserError on an unknown key or value.
 */
export function executionOf(...sources: readonly ExecutionInput[]): Execution {
  return freeze(check(executionSchema, mergedExecution(...sources), 'execution'));
}
