import { z } from 'zod';
import { type Frozen, freeze } from './frozen.js';

const counts = z.array(z.int().positive()).min(1);

/** Options of a ConvNeXt V2 of random initial weights. */
export const convNextV2Options = z
  .strictObject({
    kind: z.literal('convnext-v2'),
    depths: counts.describe('Blocks of each stage.'),
    widths: counts.describe("Channels of each stage's maps."),
    kernel: z
      .int()
      .positive()
      .default(7)
      .describe('Height and width of the depthwise kernels in cells, an odd number.'),
    stemPatch: z
      .int()
      .positive()
      .default(4)
      .describe('Height and width, in pixels, of what the stem makes a cell of.'),
    downsampling: z
      .array(z.int().positive())
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
