// Shapes: B images, N cells of a side, C = N x N cells, P pixels of a cell's side, W = N x P pixels
// of an image's side, R rows of pixels of a tag, I images of digits.
import type { DigitImages } from '../data/mnist/digits.js';
import type { ExampleArrays } from '../data/mnist/examples.js';
import { cellCount, type GridData } from '../data/mnist/grids.js';
import { imageSize, tagSquare } from '../data/mnist/options.js';
import { cat, keep, scope, type Tensor, tensor, toDevice } from '../tensor/index.js';

/**
 * Draws images on a device out of digits that lie there: what comes from the host are a few whole
 * numbers an image. Its tensors belong to no scope and end with `dispose`.
 */
export class GridRenderer {
  /** Grey values of the digits [I, P, P]. */
  readonly #digits: Tensor;
  /** White where the border of each cell lies [C + 1, W, W]; index C has none. */
  readonly #borders: Tensor;
  /** The rows of squares of tags 1, 2 and 3 [4, 1, W]; index 0 stands for none. */
  readonly #tags: Tensor;

  constructor(
    readonly data: GridData,
    digits: DigitImages,
    readonly device: string,
  ) {
    const put = (bytes: Uint8Array, shape: number[]): Tensor =>
      scope(() => keep(tensor(bytes, shape).to({ device })));
    const { size, pixels } = digits;
    const width = imageSize(data.options);
    this.#digits = put(pixels, [pixels.length / size ** 2, size, size]);
    this.#borders = put(borders(data), [cellCount(data.options) + 1, width, width]);
    this.#tags = put(tagRows(data), [data.tags.length + 1, 1, width]);
  }

  /** Images [B, 1, W, W] in float32, black 0 and white 1. */
  render({ count, digits, asked, tags }: ExampleArrays): Tensor {
    const { grid, cell } = this.data.options;
    const { device } = this;
    const width = grid * cell;
    const rows = tagSquare(this.data.options);
    return scope(() => {
      const images = this.#digits
        .indexSelect(0, toDevice(digits, [digits.length], device))
        .view([count, grid, grid, cell, cell])
        .permute([0, 1, 3, 2, 4])
        .reshape([count, width, width])
        .maximum(this.#borders.indexSelect(0, toDevice(asked, [count], device)));
      const tag = toDevice(tags, [count], device);
      const top = tag
        .gt(0)
        .view([count, 1, 1])
        .where(this.#tags.indexSelect(0, tag), images.slice({ dim: 1, end: rows }));
      return cat([top, images.slice({ dim: 1, start: rows })], { dim: 1 })
        .unsqueeze(1)
        .to({ dtype: 'float32' })
        .div(255);
    });
  }

  /** Frees what lies on the device. */
  dispose(): void {
    for (const tensor of [this.#digits, this.#borders, this.#tags]) tensor.dispose();
  }
}

function borders({ options }: GridData): Uint8Array {
  const { grid, cell } = options;
  const width = grid * cell;
  const white = new Uint8Array((grid * grid + 1) * width * width);
  for (let index = 0; index < grid * grid; index++) {
    const [top, left] = [Math.floor(index / grid) * cell, (index % grid) * cell];
    const paint = (y: number, x: number): void => {
      white[(index * width + top + y) * width + left + x] = 255;
    };
    for (let i = 0; i < cell; i++) {
      paint(0, i);
      paint(cell - 1, i);
      paint(i, 0);
      paint(i, cell - 1);
    }
  }
  return white;
}

function tagRows({ options, tags }: GridData): Uint8Array {
  const width = imageSize(options);
  const square = tagSquare(options);
  const rows = new Uint8Array((tags.length + 1) * width);
  for (const [tag, bits] of tags.entries())
    for (let x = 0; x < width; x++)
      rows[(tag + 1) * width + x] = 255 * (bits[Math.floor(x / square)] as number);
  return rows;
}
