import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from '../src/data/documents.js';
import { answerQuestions } from '../src/evaluation/answers.js';
import { cleanUpSpaces } from '../src/evaluation/clean-up.js';
import { exactMatch } from '../src/evaluation/exact-match.js';
import { stripWhitespace } from '../src/evaluation/normalise.js';
import type { AnyLanguageModel } from '../src/models/encoder-decoder.js';
import { train } from '../src/training/train.js';
import { type LmTask, modelOfShape, type Shape, writeLmTask } from './lm-task.js';
import { PeerProcess } from './peer-process.js';
import type { Result } from './results.js';
import { type Contestant, inTurn, ratioText, unrestNotes } from './rounds.js';
import { median } from './samples.js';
import { type Precision, precisions } from './world-contestants.js';

/** One who answers questions; a round is all of them. */
interface Answerer extends Contestant {
  /** Of which questions the last round's answer was right. */
  right(): readonly boolean[];
}

/** How questions are answered, as the paper does for CVDB. */
const asking = { testBatch: 128, newTokens: 8 } as const;

/** Questions whose answers may differ by rounding, of a random model above all. */
const mostDifferences = 0.02;

/** Questions a second of ours and of `model.generate`, of a random model and of one that knows. */
export async function benchAnswers(
  task: LmTask,
  shape: Shape,
  options: {
    readonly rounds: number;
    readonly threads: number;
    readonly peers: boolean;
    readonly questions: number;
    readonly folder: string;
  },
): Promise<Omit<Result, 'where'>> {
  const questions = task.questions.slice(0, options.questions);
  const rows: string[][] = [];
  const values: object[] = [];
  const measured: number[][] = [];
  for (const knows of [false, true]) {
    const model = modelOfShape(shape, 'cpu');
    const folder = join(options.folder, knows ? 'knows' : 'random');
    const answerers: Answerer[] = [];
    try {
      if (knows) teach(task, model, questions);
      for (const precision of precisions) answerers.push(ours(task, model, questions, precision));
      if (options.peers) {
        mkdirSync(folder);
        writeLmTask({ ...task, documents: [] }, model, questions, { folder, checkDocuments: 0 });
        for (const precision of precisions)
          answerers.push(await generated(folder, questions, precision, options.threads));
      }
      const seconds = await inTurn(answerers, options.rounds);
      checkAnswers(answerers);
      measured.push(...seconds);
      for (const [i, answerer] of answerers.entries()) {
        const right = answerer.right().filter(Boolean).length / questions.length;
        const own = seconds[i] ?? [];
        const speed = questions.length / median(own);
        const ratio = (of: number): string =>
          i < precisions.length ? '' : ratioText(seconds[of] ?? [], own);
        const model = knows ? 'fine-tuned' : 'random';
        const share = `${(100 * right).toFixed(0)} %`;
        rows.push([answerer.name, model, share, speed.toFixed(0), ratio(0), ratio(1)]);
        values.push({ name: answerer.name, model, right, seconds: own, questionsPerSecond: speed });
      }
    } finally {
      for (const answerer of answerers) answerer.stop();
      model.dispose();
    }
  }
  const headings = ['who', 'model', 'right', 'questions/s', 'credence float32 is'];
  return {
    name: 'lm answers',
    what:
      `Exact match of ${questions.length} questions as the paper asks them: greedy, at most ` +
      `${asking.newTokens} new tokens, ${asking.testBatch} at a time; questions/s, the ` +
      `median of ${options.rounds} rounds, ratios the median of those of single rounds.`,
    table: [[...headings, 'credence bfloat16 is'], ...rows],
    notes: [
      'The peer is model.generate on left-padded prompts with its key-value cache. Ours answers ' +
        'until it is certain that an answer is wrong, and checks a right one in a single pass.',
      ...unrestNotes(measured),
    ],
    values,
  };
}

/** Trains the answers of the questions until the model knows most of them. */
function teach(task: LmTask, model: AnyLanguageModel, documents: readonly Document[]): void {
  const recipe = {
    ...task.stage,
    epochs: 60,
    learningRate: 2e-3,
    warmupSteps: 10,
    optimizer: { kind: 'adamw', betas: [0.9, 0.98], eps: 1e-8, weightDecay: 0 },
    loss: { tokens: 'answer' },
  } as const;
  const { tokenizer, seed, microBatch } = task;
  for (const _ of train({ model, tokenizer, documents, recipe, microBatch, seed, mode: 'fast' }));
}

/** Throws where two of the same precision do not find the same answers right. */
function checkAnswers(answerers: readonly Answerer[]): void {
  for (const [at, precision] of precisions.entries()) {
    const [own, peer] = [answerers[at]?.right(), answerers[at + precisions.length]?.right()];
    if (!own || !peer) continue;
    const differences = own.filter((right, i) => right !== peer[i]).length;
    if (differences > mostDifferences * own.length)
      throw new Error(
        `not all give the same answers in ${precision}: ${differences} of ${own.length} differ`,
      );
  }
}

/** Ours: the exact matches of an experiment's test. */
function ours(
  task: LmTask,
  model: AnyLanguageModel,
  questions: readonly Document[],
  precision: Precision,
): Answerer {
  let right: boolean[] = [];
  return {
    name: `credence, ${precision}`,
    async round() {
      const start = performance.now();
      const options = { ...asking, precision, f1: false };
      const answers = answerQuestions(model, task.tokenizer, questions, options);
      right = answers.map((answer) => answer.exactMatch === 1);
      return (performance.now() - start) / 1000;
    },
    right: () => right,
    stop() {},
  };
}

/** `model.generate`, left-padded, from text to text; scored here, outside of its time. */
async function generated(
  folder: string,
  questions: readonly Document[],
  precision: Precision,
  threads: number,
): Promise<Answerer> {
  const { testBatch, newTokens } = asking;
  const args = [folder, precision, threads, testBatch, newTokens, 'cpu'].map(String);
  const peer = await PeerProcess.start<object, { seconds: number; written: string[] }>(
    'lm_generate.py',
    args,
    threads,
  );
  let right: boolean[] = [];
  return {
    name: `model.generate, ${precision}`,
    async round() {
      const { seconds, written } = await peer.round();
      right = questions.map(({ answer }, i) => {
        const text = stripWhitespace(cleanUpSpaces(written[i] as string));
        return exactMatch(text, answer) === 1;
      });
      return seconds;
    },
    right: () => right,
    stop: () => peer.stop(),
  };
}
