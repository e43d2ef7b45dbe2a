import { describe, expect, it } from 'vitest';
import { toCells } from './digits.js';
import { drawDigits } from './drawn-digits.js';

const train = drawDigits(60, 1);
const test = drawDigits(20, 2);

/** How often the mean image of the training digits that is nearest is that of a test digit's own. */
function nearestMeanAccuracy(cell: 28 | 8): number {
  const [known, asked] = [toCells(train, cell), toCells(test, cell)];
  const size = cell * cell;
  const means = Array.from({ length: 10 }, (_, digit) => {
    const [first, end] = [known.starts[digit] ?? 0, known.starts[digit + 1] ?? 0];
    return Array.from({ length: size }, (_unused, pixel) => {
      let sum = 0;
      for (let image = first; image < end; image++) sum += known.pixels[image * size + pixel] ?? 0;
      return sum / (end - first);
    });
  });
  let right = 0;
  for (let digit = 0; digit < 10; digit++)
    for (let image = asked.starts[digit] ?? 0; image < (asked.starts[digit + 1] ?? 0); image++) {
      const distances = means.map((mean) =>
        mean.reduce(
          (sum, value, i) => sum + (value - (asked.pixels[image * size + i] ?? 0)) ** 2,
          0,
        ),
      );
      if (distances.indexOf(Math.min(...distances)) === digit) right++;
    }
  return right / (asked.starts[10] ?? 1);
}

describe('drawn digits', () => {
  it('can be distinguished by their mean images, but not all of them', () => {
    for (const cell of [28, 8] as const) {
      const accuracy = nearestMeanAccuracy(cell);
      expect(accuracy, `cells of ${cell}`).toBeGreaterThan(0.7);
      // MNIST's own are at .82: these are about as much alike, no copies of ten pictures.
      expect(accuracy, `cells of ${cell}`).toBeLessThan(0.999);
    }
  });

  it('are all different, and the same for the same seed', () => {
    const pictures = new Set(
      Array.from({ length: 600 }, (_, i) => train.images.slice(784 * i, 784 * (i + 1)).join()),
    );
    expect(pictures.size).toBe(600);
    expect(Buffer.from(drawDigits(60, 1).images).equals(train.images)).toBe(true);
    expect(Buffer.from(drawDigits(60, 3).images).equals(train.images)).toBe(false);
  });

  it('are as bright as handwritten ones, and lie within the picture', () => {
    const mean = train.images.reduce((sum, one) => sum + one, 0) / train.images.length / 255;
    expect(mean).toBeGreaterThan(0.1);
    expect(mean).toBeLessThan(0.17);
    const edge = train.images.filter((_, i) => {
      const [y, x] = [Math.floor((i % 784) / 28), i % 28];
      return y === 0 || x === 0 || y === 27 || x === 27;
    });
    const white = edge.filter((value) => value > 128).length;
    expect(white / edge.length).toBeLessThan(0.01);
  });
});

describe('cells', () => {
  it('are means of whole blocks of pixels, sorted by digit', () => {
    const images = Uint8Array.from({ length: 2 * 784 }, (_, i) => (i * 7) % 256);
    const { pixels, starts } = toCells({ images, labels: Uint8Array.of(4, 2) }, 8);
    expect(starts).toEqual([0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 2]);
    const block = [0, 1, 2].flatMap((dy) =>
      [0, 1, 2].map((dx) => images[784 + (2 + 3 * 5 + dy) * 28 + 2 + 3 * 6 + dx] ?? 0),
    );
    expect(pixels[5 * 8 + 6]).toBe(Math.round(block.reduce((sum, one) => sum + one, 0) / 9));
  });
});
