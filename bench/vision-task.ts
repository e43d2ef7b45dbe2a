import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSafetensors } from '../src/checkpoints/safetensors.js';
import { convNextV2, convNextV2Options } from '../src/experiment/models/convnext-v2.js';
import type { OptimizerOptions } from '../src/experiment/recipe.js';
import { buildImageModel, type ImageModelOptions } from '../src/models/build-image-model.js';
import { namesInFile } from '../src/models/checkpoint-names.js';
import { type ConvNextV2, convNextV2Names } from '../src/models/convnext-v2.js';
import { keep, noGrad, randint, randn, scope, type Tensor } from '../src/tensor/index.js';

/** A model of images and the batches that it is trained with. */
export interface Form {
  readonly name: string;
  readonly model: ImageModelOptions;
  /** Images of a step. */
  readonly images: number;
  /** Height and width of an image, in pixels. */
  readonly side: number;
  /** Steps of a round. */
  readonly steps: number;
}

/** Every option of `written`, defaults too. */
const options = (...written: Parameters<typeof convNextV2>): ImageModelOptions =>
  convNextV2Options.parse(convNextV2(...written));

const smallShape = { depths: [1, 1, 3], widths: [32, 64, 256] };

/** The experiment's form for two cores and the paper's model on the paper's images; a quick look. */
export const forms: readonly Form[] = [
  {
    name: 'small',
    model: options(smallShape, { kernel: 3, downsampling: [2, 3] }),
    images: 128,
    side: 24,
    steps: 8,
  },
  { name: 'Tiny', model: options('tiny'), images: 16, side: 84, steps: 1 },
];

export const quickForm: Form = {
  name: 'quick',
  model: options({ depths: [1, 1], widths: [8, 16] }),
  images: 4,
  side: 24,
  steps: 1,
};

/** Cells of a grid, each of which the model puts in one of two classes or leaves open. */
const [cells, classes] = [9, 3];

export const optimizer = {
  kind: 'adamw',
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0.05,
} as const satisfies OptimizerOptions;

export const learningRate = 3e-4;

/** One batch, shown again and again. */
export interface VisionTask {
  readonly form: Form;
  /** [B, 1, side, side] */
  readonly pixels: Tensor;
  /** [B x cells] */
  readonly targets: Tensor;
  /** Frees the batch. */
  dispose(): void;
}

/** A batch of noise: what a step costs does not depend on what is seen. */
export function visionTask(form: Form): VisionTask {
  const { images, side } = form;
  initialModel(form).dispose(); // draws from the seed that the batch then follows
  const pixels = keep(randn([images, 1, side, side], { dtype: 'float32' }));
  const targets = keep(randint(0, classes, [images * cells], { dtype: 'int64' }));
  return {
    form,
    pixels,
    targets,
    dispose() {
      pixels.dispose();
      targets.dispose();
    },
  };
}

/** Random weights; biases and response norms are drawn too, so that the losses show them. */
export function initialModel({ model: options }: Form): ConvNextV2 {
  const given = { classes: cells * classes, channels: 1, seed: 1, device: 'cpu' };
  const model = buildImageModel(options, given);
  scope(() =>
    noGrad(() => {
      for (const parameter of model.parameters())
        parameter.add_(randn(parameter.shape, { dtype: 'float32' }).mul(0.05));
    }),
  );
  return model;
}

/** The mean cross-entropy [] of all cells of the batch, in float32. */
export const lossOf = (logits: Tensor, { targets }: VisionTask): Tensor =>
  logits.to({ dtype: 'float32' }).view([-1, classes]).crossEntropyLoss(targets);

/** Writes the task to `folder` for peers: task.json, batch.safetensors, model.safetensors. */
export function writeVisionTask(task: VisionTask, folder: string): void {
  const model = initialModel(task.form);
  const { config } = model;
  const recipe = { ...optimizer, learningRate, steps: task.form.steps, cellClasses: classes };
  writeFileSync(join(folder, 'task.json'), JSON.stringify({ config, recipe }));
  writeSafetensors(
    join(folder, 'batch.safetensors'),
    new Map([
      ['pixels', task.pixels],
      ['targets', task.targets],
    ]),
  );
  const named = [...model.namedParameters()].map(
    ([path, value]) => [namesInFile(path, convNextV2Names)[0] ?? path, value] as const,
  );
  writeSafetensors(join(folder, 'model.safetensors'), new Map<string, Tensor>(named));
  model.dispose();
}
