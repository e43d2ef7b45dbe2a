import { gradientAlignment } from '../src/analyses/alignment/gradient-alignment.js';
import { numel, setThreads } from '../src/tensor/index.js';
import { counted } from '../src/text/counted.js';
import { meanCosines, oneByOne, ours, training } from './analysis-contestants.js';
import { type GradientTask, lmGradients, worldGradients } from './analysis-task.js';
import { type Result, whereMeasured } from './results.js';
import { inTurn, ratioText, unrestNotes } from './rounds.js';
import { median } from './samples.js';

/** How many aliases are compared, and with which model of language. */
const sizes = {
  full: { world: 224, lm: 8, shape: { layers: 2, width: 256, heads: 4 } },
  quick: { world: 20, lm: 2, shape: { layers: 1, width: 32, heads: 2 } },
} as const;

/** Largest error of a cosine: sums of float32, in another order. */
const cosineTolerance = 1e-5;

/** Options of the benchmark. */
export interface AnalysisBenchOptions {
  readonly rounds: number;
  readonly threads: number;
  /** A tokenizer.json, or the folder of one. */
  readonly tokenizer: string;
  readonly quick: boolean;
}

/** Inner products of gradients of documents a second, beside one backward pass for each. */
export async function benchAnalysis(options: AnalysisBenchOptions): Promise<Result[]> {
  const { rounds, threads, tokenizer, quick } = options;
  setThreads(threads);
  const where = whereMeasured(threads);
  const { world, lm, shape } = quick ? sizes.quick : sizes.full;
  const results: Result[] = [];
  for (const [name, task] of [
    ['world', worldGradients(world)],
    ['lm', lmGradients(tokenizer, shape, lm)],
  ] as const) {
    const measured = await measure(task, rounds);
    results.push({ name: `gradients, ${name}, ${counted(threads, 'thread')}`, where, ...measured });
  }
  return results;
}

async function measure(
  task: GradientTask,
  rounds: number,
): Promise<Omit<Result, 'name' | 'where'>> {
  const contestants = [ours(task), oneByOne(task), training(task, 128)];
  const { pairs, model, tokenizer, how } = task;
  const documents = pairs.reduce((sum, { questions }) => sum + 1 + questions.length, 0);
  const parameters = model.parameters().reduce((sum, { shape }) => sum + numel(shape), 0);
  try {
    const seconds = await inTurn(contestants, rounds);
    const exact = meanCosines(task, 'float64');
    const error = Math.max(
      ...gradientAlignment(model, tokenizer, pairs, how).map(({ cosine }, i) =>
        Math.abs(cosine - (exact[i] ?? Number.NaN)),
      ),
    );
    if (!(error <= cosineTolerance))
      throw new Error(`the cosines differ by ${error} from those of one backward pass each`);
    const ownSeconds = seconds[0] ?? [];
    const milliseconds = (of: readonly number[]): number => (1000 * median(of)) / documents;
    return {
      what:
        `Milliseconds a document of comparing the gradients of ${pairs.length} definitions with ` +
        `those of their questions, ${documents} documents in all, median of ${rounds} rounds; ` +
        `${task.name}, ${(parameters / 1e6).toFixed(1)} million parameters.`,
      table: [
        ['how', 'ms a document', 'times ours'],
        ...contestants.map(({ name }, at) => [
          name,
          milliseconds(seconds[at] ?? []).toFixed(3),
          at === 0 ? '' : ratioText(ownSeconds, seconds[at] ?? []),
        ]),
      ],
      notes: [
        `The largest error of a definition's mean cosine is ${error.toExponential(1)}, beside whole ` +
          'gradients whose products are summed in float64.',
        ...unrestNotes(seconds),
      ],
      values: { documents, error, seconds: contestants.map(({ name }, at) => [name, seconds[at]]) },
    };
  } finally {
    for (const contestant of contestants) contestant.stop();
  }
}
