import { autocast, backward, noGrad, scope, sharingCasts } from '../src/tensor/index.js';
import { makeOptimizer } from '../src/training/optimizers/make-optimizer.js';
import { PassSize } from '../src/training/pass-size.js';
import { update } from '../src/training/update.js';
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

/** Ours: the update that every experiment takes. */
export function ours(task: VisionTask, precision: Precision): VisionTrainer {
  const model = initialModel(task.form);
  const parameters = model.parameters();
  const trainee = {
    model,
    parameters,
    optimizer: makeOptimizer(parameters, optimizer),
    passSize: new PassSize(task.form.images, ''),
  };
  const step = (): void => {
    const shown = {
      examples: task.form.images,
      targets: task.targets.shape[0] ?? 0,
      addGradients: () =>
        sharingCasts(() => {
          const loss = lossOf(
            autocast('cpu', precision, () => model.forward(task.pixels)),
            task,
          );
          backward(loss);
          return [loss.detach()];
        }),
    };
    update(trainee, shown, { clipNorm: null }, learningRate);
  };
  return {
    name: `credence, ${precision}`,
    precision,
    loss: scope(() => noGrad(() => lossOf(model.forward(task.pixels), task).item())),
    async round() {
      const start = performance.now();
      for (let done = 0; done < task.form.steps; done++) step();
      return (performance.now() - start) / 1000;
    },
    stop() {
      trainee.optimizer.dispose();
      model.dispose();
    },
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
