import type { ConvNextV2Options } from '../experiment/models/convnext-v2.js';
import { checkModelMemory } from '../experiment/models/memory.js';
import { initializeByFanIn, initializeNormal } from '../nn/index.js';
import { seedEngine } from '../tensor/index.js';
import { ConvNextV2 } from './convnext-v2.js';

/** A model of images that starts from random weights. */
export type ImageModelOptions = ConvNextV2Options;

/**
 * A ConvNeXt V2 of random initial weights as its authors draw them: normal, biases and the scales
 * of response norms 0 (they cut the normal distribution off at 100 standard deviations). Drawn on
 * the host, so that the same seed gives the same weights on every device. Throws a
 * UserError where it cannot fit into memory.
 *
 * @param given.classes numbers that the head gives an image
 * @param given.channels channels of an image
 */
export function buildImageModel(
  options: ImageModelOptions,
  given: {
    readonly classes: number;
    readonly channels: number;
    readonly seed: number;
    readonly device: string;
  },
): ConvNextV2 {
  const { kind: _, initializerRange, ...shape } = options;
  const { classes, channels, seed, device } = given;
  checkModelMemory(options);
  seedEngine(seed);
  const model = new ConvNextV2({ ...shape, classes, channels, headNormEps: 1e-6 });
  if (initializerRange === 'fan-in') initializeByFanIn(model);
  else initializeNormal(model, initializerRange);
  return model.moveTo(device);
}
