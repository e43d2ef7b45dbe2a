import { noGrad, scope } from '../src/tensor/index.js';
import { batchByLength } from '../src/training/batches.js';
import { summedLoss } from '../src/training/loss.js';
import { Trainer } from '../src/training/trainer.js';
import { TrainingDocuments } from '../src/training/training-documents.js';
import { PeerProcess } from './peer-process.js';
import { initialModel, type WorldTask } from './world-task.js';

/** Of matrix products; weights are float32 always. */
export const precisions = ['float32', 'bfloat16'] as const;

/** One of `precisions`. */
export type Precision = (typeof precisions)[number];

/** The peers: what they are called and their programs. */
export const programs = [
  ['PyTorch loop', 'world_loop.py'],
  ['Hugging Face Trainer', 'world_trainer.py'],
] as const;

/** What a round, one epoch, took and led to. */
export interface Round {
  readonly seconds: number;
  /** Mean cross-entropy of the documents whose loss is compared, after the round, in nats. */
  readonly loss: number;
}

/** One who trains the task. */
export interface Contestant {
  readonly name: string;
  readonly precision: Precision;
  /** As `Round.loss`, before any training. */
  readonly loss: number;
  round(): Promise<Round>;
  stop(): void;
}

/** Ours: the loop that every experiment runs, stopped after each epoch. */
export function ours(task: WorldTask, precision: Precision): Contestant {
  const model = initialModel(task);
  const { tokenizer, documents, seed } = task;
  const recipe = { ...task.stage, precision };
  const data = new TrainingDocuments({ model, tokenizer, documents, recipe, mode: 'fast', seed });
  const trainer = new Trainer({ model, data, recipe, seed });
  const targets = task.check.reduce((sum, document) => sum + document.targets, 0);
  const checkLoss = (): number =>
    batchByLength(task.check, task.check.length).reduce(
      (sum, batch) => sum + scope(() => noGrad(() => summedLoss(model, batch).item())),
      0,
    ) / targets;
  return {
    name: `credence, ${precision}`,
    precision,
    loss: checkLoss(),
    async round() {
      const start = performance.now();
      while (trainer.step().endOfEpoch === null);
      const seconds = (performance.now() - start) / 1000;
      return { seconds, loss: checkLoss() };
    },
    stop() {
      trainer.dispose();
      model.dispose();
    },
  };
}

/** A peer, which reads the task from `folder`. */
export async function peer(
  [name, program]: (typeof programs)[number],
  precision: Precision,
  folder: string,
  threads: number,
): Promise<Contestant> {
  const args = [folder, precision, String(threads)];
  const running = await PeerProcess.start<{ loss: number }, Round>(program, args, threads);
  return {
    name: `${name}, ${precision}`,
    precision,
    loss: running.greeting.loss,
    round: () => running.round(),
    stop: () => running.stop(),
  };
}
