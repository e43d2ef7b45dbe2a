import { z } from 'zod';
import { type Frozen, freeze } from '../frozen.js';
import { most } from '../option-limits.js';
import type { ModelKind } from './kind.js';

const counts = (largest: number) => z.array(z.int().positive().max(largest)).min(1).max(100);

/** Options of a ConvNeXt V2 of random initial weights. */
export const convNextV2Options = z
  .strictObject({
    kind: z.literal('convnext-v2'),
    depths: counts(most.layers).describe('Blocks of each stage.'),
    widths: counts(most.width).describe("Channels of each stage's maps."),
    kernel: z
      .int()
      .positive()
      .max(most.width)
      .default(7)
      .describe('Height and width of the depthwise kernels in cells, an odd number.'),
    stemPatch: z
      .int()
      .positive()
      .max(most.width)
      .default(4)
      .describe('Height and width, in pixels, of what the stem makes a cell of.'),
    downsampling: z
      .array(z.int().positive().max(most.width))
      .optional()
      .describe(
        'By how much every stage but the first divides height and width. Default: 2 for each.',
      ),
    initializerRange: z
      .union([z.number().positive(), z.literal('fan-in')])
      .default(0.02)
      .describe(
        'Standard deviation of the initial weights of linear layers and convolutions; ' +
          "'fan-in': of each, 1 / √(numbers that one output reads).",
      ),
  })
  .superRefine(({ depths, widths, kernel, downsampling }, context) => {
    const refuse = (key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [key], message });
    const stages = depths.length;
    if (widths.length !== stages)
      refuse('widths', `expected one for each of the ${stages} depths, given ${widths.length}`);
    if (downsampling !== undefined && downsampling.length !== stages - 1)
      refuse(
        'downsampling',
        `expected one for every stage but the first, ${stages - 1}, given ${downsampling.length}`,
      );
    if (kernel % 2 === 0) refuse('kernel', `expected an odd number, given ${kernel}`);
  })
  .transform((options) => ({
    ...options,
    downsampling: options.downsampling ?? options.depths.slice(1).map(() => 2),
  }));

/** A ConvNeXt V2, every default filled in. */
export type ConvNextV2Options = Frozen<z.output<typeof convNextV2Options>>;

/** A ConvNeXt V2 as it is written: what has a default may be left out. */
export type ConvNextV2Input = Frozen<z.input<typeof convNextV2Options>>;

/** The published sizes (Woo et al. 2023, https://arxiv.org/abs/2301.00808, appendix A). */
export const convNextV2Sizes = freeze({
  atto: { depths: [2, 2, 6, 2], widths: [40, 80, 160, 320] },
  femto: { depths: [2, 2, 6, 2], widths: [48, 96, 192, 384] },
  pico: { depths: [2, 2, 6, 2], widths: [64, 128, 256, 512] },
  nano: { depths: [2, 2, 8, 2], widths: [80, 160, 320, 640] },
  tiny: { depths: [3, 3, 9, 3], widths: [96, 192, 384, 768] },
  base: { depths: [3, 3, 27, 3], widths: [128, 256, 512, 1024] },
});

/** The name of a published size. */
export type ConvNextV2Size = keyof typeof convNextV2Sizes;

/**
 * A ConvNeXt V2 of random initial weights (Woo et al. 2023), of a published size or of
 * depths and widths of its own.
 */
export function convNextV2(
  shape: ConvNextV2Size | Pick<ConvNextV2Input, 'depths' | 'widths'>,
  options: Omit<ConvNextV2Input, 'kind' | 'depths' | 'widths'> = {},
): ConvNextV2Input {
  const { depths, widths } = typeof shape === 'string' ? convNextV2Sizes[shape] : shape;
  return freeze({ kind: 'convnext-v2', depths, widths, ...options });
}

/** Cells of a side of each stage's maps, of an image of so many pixels a side. */
export function mapSizes(
  { stemPatch, downsampling }: Pick<ConvNextV2Options, 'stemPatch' | 'downsampling'>,
  pixels: number,
): readonly number[] {
  const sizes = [Math.floor(pixels / stemPatch)];
  for (const factor of downsampling) sizes.push(Math.floor((sizes.at(-1) ?? 0) / factor));
  return sizes;
}

/** The name of a published size, or the number of blocks and the width of the last of them. */
function shapeOf({ depths, widths }: ConvNextV2Options): string {
  const published = Object.entries(convNextV2Sizes).find(
    ([, size]) => `${size.depths} ${size.widths}` === `${depths} ${widths}`,
  );
  const blocks = depths.reduce((sum, depth) => sum + depth, 0);
  return published?.[0] ?? `${blocks}x${widths.at(-1)}`;
}

/** Multiplications of one forward pass of an image, times 2 for their sums. */
function operations(options: ConvNextV2Options, pixels: number): number {
  const { widths, depths, kernel, stemPatch, downsampling } = options;
  const sizes = mapSizes(options, pixels);
  const stages = widths.map((width, stage) => {
    const before = widths[stage - 1] ?? 1;
    const patch = stage === 0 ? stemPatch : (downsampling[stage - 1] ?? 1);
    const block = width * (8 * width + kernel ** 2);
    return (sizes[stage] ?? 0) ** 2 * (before * patch ** 2 * width + (depths[stage] ?? 0) * block);
  });
  return 2 * stages.reduce((sum, one) => sum + one, 0);
}

/** A ConvNeXt V2 from scratch. */
export const convNextV2Kind: ModelKind<ConvNextV2Options> = {
  kind: 'convnext-v2',
  reads: 'images',
  architecture: () => null,
  options: convNextV2Options,
  identity: (options) => options,
  checkpoint: () => null,
  otherStage: () => null,
  quick: () => ({ kind: 'convnext-v2', depths: [1, 1], widths: [8, 16], kernel: 3 }),
  name: (options) => `${options.kind} ${shapeOf(options)}`,
  parameters: ({ depths, widths, kernel, downsampling }) =>
    // Stem and head are left out: they depend on the images and are small.
    widths.reduce((sum, width, stage) => {
      const block = width * (8 * width + kernel ** 2 + 17);
      const patch = (widths[stage - 1] ?? 0) * ((downsampling[stage - 1] ?? 0) ** 2 * width + 2);
      return sum + (depths[stage] ?? 0) * block + patch + width;
    }, 0),
  operations,
  *misfits(options, pixels) {
    const empty = mapSizes(options, pixels).indexOf(0);
    if (empty >= 0)
      yield [
        ['model', empty === 0 ? 'stemPatch' : 'downsampling'],
        `images of ${pixels} pixels a side leave no cell in the maps of stage ${empty + 1}`,
      ];
  },
};
