import type { DigitImages } from './digits.js';
import type { ExampleArrays } from './examples.js';
import { cellCount, type GridData } from './grids.js';
import { imageSize, tagSquare } from './options.js';

/**
 * Draws one image pixel by pixel, for a person to look at: digits, the white border of the cell that
 * is asked about, the row of squares of a definition's tag along the top edge. Grey values, row by
 * row; training draws the same on its device (`src/training/grid-renderer.ts`).
 */
export function drawImage(
  { options, tags }: GridData,
  digits: DigitImages,
  arrays: ExampleArrays,
  row: number,
): Uint8Array {
  const { grid, cell } = options;
  const size = imageSize(options);
  const square = tagSquare(options);
  const cells = cellCount(options);
  const asked = arrays.asked[row];
  const bits = tags[(arrays.tags[row] ?? 0) - 1];
  const image = new Uint8Array(size * size);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const cellIndex = Math.floor(y / cell) * grid + Math.floor(x / cell);
      const [inY, inX] = [y % cell, x % cell];
      const digit = arrays.digits[row * cells + cellIndex] as number;
      const isBorder = inY === 0 || inX === 0 || inY === cell - 1 || inX === cell - 1;
      image[y * size + x] =
        bits !== undefined && y < square
          ? 255 * (bits[Math.floor(x / square)] as number)
          : cellIndex === asked && isBorder
            ? 255
            : (digits.pixels[(digit * cell + inY) * cell + inX] as number);
    }
  return image;
}
