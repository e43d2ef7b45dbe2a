// ConvNeXt V2 (Woo et al. 2023, https://arxiv.org/abs/2301.00808), for images.
// Letters: B images, I channels of an image, H x W its pixels or the cells of a map, C channels of
// a map. Maps are [B, H, W, C] throughout, so that norms and 1x1 convolutions read the last
// dimension.

import {
  DepthwiseConvolution,
  GlobalResponseNorm,
  LayerNorm,
  Linear,
  Module,
  PatchConvolution,
} from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import type { CheckpointNames } from './checkpoint-names.js';

/** Shape and constants of a ConvNeXt V2. */
export interface ConvNextV2Config {
  /** Channels of an image. */
  readonly channels: number;
  /** Numbers that the head gives an image. */
  readonly classes: number;
  /** Blocks of each stage. */
  readonly depths: readonly number[];
  /** Channels of each stage's maps. */
  readonly widths: readonly number[];
  /** Height and width of the depthwise kernels, an odd number; published: 7. */
  readonly kernel: number;
  /** Height and width in pixels of what the stem makes a cell of; published: 4. */
  readonly stemPatch: number;
  /** By how much every stage but the first divides height and width; published: 2. */
  readonly downsampling: readonly number[];
  /** Added to the variance in the norm before the head; in all others it is 1e-6. */
  readonly headNormEps: number;
}

const normEps = 1e-6;

/** A ConvNeXt V2 with a linear head; without stochastic depth. */
export class ConvNextV2 extends Module {
  readonly stem: PatchConvolution;
  readonly stemNorm: LayerNorm;
  readonly stages: readonly Stage[];
  readonly norm: LayerNorm;
  readonly head: Linear;

  constructor(readonly config: ConvNextV2Config) {
    super();
    const { channels, classes, widths, stemPatch, headNormEps } = config;
    const [first, last] = [widths[0] ?? 0, widths.at(-1) ?? 0];
    this.stem = new PatchConvolution(channels, first, stemPatch);
    this.stemNorm = new LayerNorm(first, normEps);
    this.stages = widths.map((_, index) => new Stage(config, index));
    this.norm = new LayerNorm(last, headNormEps);
    this.head = new Linear(last, classes);
  }

  /** The device that holds the parameters. */
  get device(): string {
    return this.head.weight.device;
  }

  /**
   * Logits [B, classes] of `pixels` [B, I, H, W]. Throws RangeError for images of another number of
   * channels, or so small that a map would have no cell.
   */
  forward(pixels: Tensor): Tensor {
    const { channels } = this.config;
    if (pixels.shape[1] !== channels)
      throw new RangeError(`images have ${pixels.shape[1]} channels, the model reads ${channels}`);
    let x = this.stemNorm.forward(this.stem.forward(pixels.permute([0, 2, 3, 1])));
    for (const stage of this.stages) x = stage.forward(x);
    return this.head.forward(this.norm.forward(x.meanOver([1, 2])));
  }
}

/** Fewer cells and more channels (but in the first stage), then blocks. */
class Stage extends Module {
  readonly downsampling: Downsampling | null;
  readonly blocks: readonly Block[];

  constructor({ depths, widths, kernel, downsampling }: ConvNextV2Config, index: number) {
    super();
    const [before, width] = [widths[index - 1], widths[index] ?? 0];
    this.downsampling =
      before === undefined ? null : new Downsampling(before, width, downsampling[index - 1] ?? 0);
    this.blocks = Array.from({ length: depths[index] ?? 0 }, () => new Block(width, kernel));
  }

  forward(x: Tensor): Tensor {
    let y = this.downsampling?.forward(x) ?? x;
    for (const block of this.blocks) y = block.forward(y);
    return y;
  }
}

class Downsampling extends Module {
  readonly norm: LayerNorm;
  readonly patches: PatchConvolution;

  constructor(before: number, width: number, factor: number) {
    super();
    this.norm = new LayerNorm(before, normEps);
    this.patches = new PatchConvolution(before, width, factor);
  }

  forward(x: Tensor): Tensor {
    return this.patches.forward(this.norm.forward(x));
  }
}

/** A depthwise convolution, then an MLP of each cell with a norm over the map in its middle. */
class Block extends Module {
  readonly depthwise: DepthwiseConvolution;
  readonly norm: LayerNorm;
  readonly expand: Linear;
  readonly responseNorm: GlobalResponseNorm;
  readonly project: Linear;

  constructor(width: number, kernel: number) {
    super();
    this.depthwise = new DepthwiseConvolution(width, kernel);
    this.norm = new LayerNorm(width, normEps);
    this.expand = new Linear(width, 4 * width);
    this.responseNorm = new GlobalResponseNorm(4 * width);
    this.project = new Linear(4 * width, width);
  }

  /** `x` [B, H, W, C] -> the same shape. */
  forward(x: Tensor): Tensor {
    const hidden = this.expand.forward(this.norm.forward(this.depthwise.forward(x))).gelu();
    return x.add(this.project.forward(this.responseNorm.forward(hidden)));
  }
}

/** Where each parameter lies in a Hugging Face checkpoint. */
export const convNextV2Names: CheckpointNames = {
  prefix: 'convnextv2.',
  parameters: {
    stem: ['convnextv2.embeddings.patch_embeddings'],
    stemNorm: ['convnextv2.embeddings.layernorm'],
    'stages.{n}.downsampling.norm': ['convnextv2.encoder.stages.{n}.downsampling_layer.0'],
    'stages.{n}.downsampling.patches': ['convnextv2.encoder.stages.{n}.downsampling_layer.1'],
    'stages.{n}.blocks.{n}.depthwise': ['convnextv2.encoder.stages.{n}.layers.{n}.dwconv'],
    'stages.{n}.blocks.{n}.norm': ['convnextv2.encoder.stages.{n}.layers.{n}.layernorm'],
    'stages.{n}.blocks.{n}.expand': ['convnextv2.encoder.stages.{n}.layers.{n}.pwconv1'],
    'stages.{n}.blocks.{n}.responseNorm': ['convnextv2.encoder.stages.{n}.layers.{n}.grn'],
    'stages.{n}.blocks.{n}.project': ['convnextv2.encoder.stages.{n}.layers.{n}.pwconv2'],
    norm: ['convnextv2.layernorm'],
    head: ['classifier'],
  },
  ignored: [],
};
