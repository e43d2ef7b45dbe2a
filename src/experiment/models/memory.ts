import { totalmem } from 'node:os';
import { UserError } from '../../errors/user-error.js';
import { type ModelOptions, modelKind } from './kinds.js';

/** Of a parameter and its gradient, both float32. */
const bytesEach = 8;

/** Bytes of memory that processes of this machine may have at most. */
export function machineMemory(): number {
  const allowed = process.constrainedMemory?.() ?? 0;
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}

/**
 * Throws a UserError where a model's weights and their gradients alone do not fit into the memory of
 * this machine, before anything is allocated. Nothing is said of a model whose size is not known
 * without a file.
 *
 * @param words in a vocabulary that is not given by options; by default one, for a lower bound
 * @param memory in bytes; by default what this process may have
 */
export function checkModelMemory(model: ModelOptions, words = 1, memory = machineMemory()): void {
  // Which rows a tokenizer's file asks for is not known here.
  const isOpen =
    'vocabulary' in model && model.vocabulary !== 'from data' && !model.vocabulary.rows;
  const sized: ModelOptions = isOpen ? { ...model, vocabulary: 'from data' } : model;
  const count =
    modelKind(model).checkpoint(model) === null ? modelKind(sized).parameters(sized, words) : null;
  if (count === null || count * bytesEach <= memory) return;
  const [parameters, bytes, room] = [count, count * bytesEach, memory].map((number) =>
    number.toLocaleString('en-US', { maximumSignificantDigits: 4 }),
  );
  throw new UserError(
    `model: its ${parameters} parameters and their gradients take ${bytes} bytes, and this machine ` +
      `has ${room} bytes of memory`,
  );
}

/** Bytes of an optimizer's moments for each parameter; Adafactor's are sums of rows and columns. */
const momentBytes = { adamw: 8, adafactor: 0, sgd: 0 } as const;

/** How much memory training takes at least, and how many runs have room at a time. */
export interface TrainingMemory {
  /** Of weights, gradients and moments in float32; what passes compute comes on top. */
  readonly bytes: number;
  /** Runs at a time; 0 where not even one has room. */
  readonly runs: number;
}

/** What training a model of so many parameters with these optimizers takes of a machine's memory. */
export function trainingMemory(
  parameters: number,
  optimizers: readonly (keyof typeof momentBytes)[],
  memory = machineMemory(),
): TrainingMemory {
  const each = bytesEach + Math.max(0, ...optimizers.map((kind) => momentBytes[kind]));
  const bytes = parameters * each;
  return { bytes, runs: Math.floor(memory / bytes) };
}
