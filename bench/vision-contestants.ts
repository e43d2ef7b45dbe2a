import { autocast, backward, noGrad, scope, type Tensor } from '../src/tensor/index.js';
import { Trainer } from '../src/training/trainer.js';
import type { TrainingData } from '../src/training/training-data.js';
import { PeerProcess } from './peer-process.js';
import type { Contestant } from './rounds.js';
import { initialModel, learningRate, lossOf, optimizer, type VisionTask } from './vision-task.js';
import type { Precision } from './world-contestants.js';

/** One who trains the task; a round is the form's steps. */
export interface VisionTrainer extends Contestant {
  readonly precision: Precision;
  /** Mean cross-entropy of the batch before any training, in float32, in nats. */
  readonly loss: number;
}

/** Ours: the step that every experiment takes. */
export function ours(task: VisionTask, precision: Precision): VisionTrainer {
  const model = initialModel(task.form);
  const recipe = {
    epochs: Number.MAX_SAFE_INTEGER,
    learningRate,
    warmupSteps: 0,
    schedule: 'constant',
    optimizer,
    clipNorm: null,
  } as const;
  const data = sameBatch(task, () => {
    const loss = lossOf(
      autocast('cpu', precision, () => model.forward(task.pixels)),
      task,
    );
    backward(loss);
    return loss.detach();
  });
  const trainer = new Trainer({ model, data, recipe, seed: 0 });
  return {
    name: `credence, ${precision}`,
    precision,
    loss: scope(() => noGrad(() => lossOf(model.forward(task.pixels), task).item())),
    async round() {
      const start = performance.now();
      for (let done = 0; done < task.form.steps; done++) trainer.step();
      return (performance.now() - start) / 1000;
    },
    stop() {
      trainer.dispose();
      model.dispose();
    },
  };
}

/** The task's images in every step, whole. */
function sameBatch(task: VisionTask, addGradients: () => Tensor): TrainingData {
  const batch = {
    examples: task.form.images,
    targets: task.targets.shape[0] ?? 0,
    microBatches: () => [{ addGradients }],
  };
  return {
    stepsPerEpoch: 1,
    nextBatch: () => batch,
    state: () => ({ stepOfEpoch: 0, generators: {} }),
    restore() {},
  };
}

/** transformers' model in a PyTorch loop, which reads the task from `folder`. */
export async function transformers(
  folder: string,
  precision: Precision,
  threads: number,
): Promise<VisionTrainer> {
  const args = [folder, precision, String(threads)];
  const peer = await PeerProcess.start<{ loss: number }, { seconds: number }>(
    'convnext_v2.py',
    args,
    threads,
  );
  return {
    name: `transformers, ${precision}`,
    precision,
    loss: peer.greeting.loss,
    round: async () => (await peer.round()).seconds,
    stop: () => peer.stop(),
  };
}
