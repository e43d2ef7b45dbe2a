import type { Parameter, Tensor } from '../tensor/index.js';

/** A model that reads images. */
export interface ImageModel {
  /** The device that holds the parameters. */
  readonly device: string;
  parameters(): Parameter[];
  /** Logits [B, classes] of images [B, channels, H, W] in float32. */
  forward(pixels: Tensor): Tensor;
}
