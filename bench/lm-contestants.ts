import type { TrainingMode } from '../src/experiment/recipe.js';
import type { AnyLanguageModel } from '../src/models/encoder-decoder.js';
import { noGrad, scope } from '../src/tensor/index.js';
import { batchByLength } from '../src/training/batches.js';
import { summedLoss } from '../src/training/loss.js';
import { train } from '../src/training/train.js';
import { encoded, type LmTask, modelOfShape, type Shape } from './lm-task.js';
import { PeerProcess } from './peer-process.js';
import type { Contestant } from './rounds.js';
import type { Precision } from './world-contestants.js';

/** Mean losses of the same documents as each mode has them, in nats. */
export type Losses = Readonly<Record<TrainingMode, number>>;

/** One who trains the task; a round is some updates. */
export interface Trainer extends Contestant {
  readonly precision: Precision;
  /** Before any training; ours has the one of its mode. */
  readonly losses: Partial<Losses>;
}

/** What a round of training is, and on what losses are compared. */
export interface Rounds {
  readonly steps: number;
  readonly checkDocuments: number;
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

/** Ours: the loop that every experiment runs. */
export function ours(
  task: LmTask,
  shape: Shape,
  { mode, precision }: { readonly mode: TrainingMode; readonly precision: Precision },
  { steps, checkDocuments }: Rounds,
): Trainer {
  const model = modelOfShape(shape, 'cpu');
  const { tokenizer, documents, seed, stage, microBatch } = task;
  const recipe = { ...stage, precision };
  const reports = train({ model, tokenizer, documents, seed, recipe, microBatch, mode });
  const check = encoded(task, documents.slice(0, checkDocuments), mode);
  return {
    name: `credence ${mode}, ${precision}`,
    precision,
    losses: { [mode]: meanLoss(model, check) },
    async round() {
      const start = performance.now();
      for (let step = 0; step < steps; step++)
        if (reports.next().done) throw new Error('there are more rounds than steps of the stage');
      return secondsSince(start);
    },
    stop() {
      reports.return(undefined);
      model.dispose();
    },
  };
}

function meanLoss(model: AnyLanguageModel, check: ReturnType<typeof encoded>): number {
  const targets = check.reduce((sum, document) => sum + document.targets, 0);
  const sums = batchByLength(check, check.length).map((batch) =>
    scope(() => noGrad(() => summedLoss(model, batch).item())),
  );
  return sums.reduce((sum, one) => sum + one, 0) / targets;
}

/** Hugging Face's Trainer, which reads the task from `folder`. */
export async function huggingFaceTrainer(
  folder: string,
  precision: Precision,
  threads: number,
  { steps }: Rounds,
): Promise<Trainer> {
  const args = [folder, precision, String(threads), String(steps), 'cpu'];
  const peer = await PeerProcess.start<{ losses: Losses }, { seconds: number }>(
    'lm_trainer.py',
    args,
    threads,
  );
  return {
    name: `Hugging Face Trainer, ${precision}`,
    precision,
    losses: peer.greeting.losses,
    round: async () => (await peer.round()).seconds,
    stop: () => peer.stop(),
  };
}
