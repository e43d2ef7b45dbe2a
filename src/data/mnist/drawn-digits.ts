import { MersenneTwister } from '../../random/mersenne-twister.js';
import type { LabelledImages } from './files.js';

type Point = readonly [x: number, y: number];

/** A line through points in hundredths of a digit's box, y downwards. */
type Stroke = readonly Point[];

const side = 28;

function line(...numbers: number[]): Stroke {
  return Array.from({ length: numbers.length / 2 }, (_, i) => [
    numbers[2 * i] as number,
    numbers[2 * i + 1] as number,
  ]);
}

/** Part of an ellipse around (cx, cy), from one angle to another, in degrees from the right. */
function arc(cx: number, cy: number, rx: number, ry: number, from: number, to: number): Stroke {
  const steps = Math.ceil(Math.abs(to - from) / 24);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  });
}

const crossbar = line(36, 52, 86, 52);

/** How each digit is written; where it has two forms, either is taken half the time. */
const forms: readonly (readonly (readonly Stroke[])[])[] = [
  [[arc(50, 50, 36, 50, -90, 270)]],
  [[line(50, 0, 50, 100)], [line(28, 22, 52, 0, 52, 100)]],
  [[[...arc(48, 28, 36, 28, 190, 390), ...line(10, 100, 92, 100)]]],
  [[arc(44, 25, 36, 25, -150, 90), arc(44, 74, 42, 26, -90, 150)]],
  [
    [line(62, 0, 6, 66, 94, 66), line(70, 32, 70, 100)],
    [line(14, 0, 10, 48, 86, 48), line(82, 0, 78, 100)],
  ],
  [[[...line(86, 0, 20, 0, 16, 44), ...arc(44, 70, 40, 30, -120, 150)]]],
  [[[...arc(74, 66, 58, 66, -95, -180), ...arc(50, 72, 34, 28, 180, 530)]]],
  [[line(8, 0, 90, 0, 40, 100)], [line(8, 0, 90, 0, 40, 100), crossbar]],
  [[arc(50, 24, 30, 24, 90, 450), arc(50, 74, 36, 26, -90, 270)]],
  [[[...arc(48, 30, 34, 30, 0, 360), ...line(80, 50, 66, 100)]]],
];

/**
 * Images of digits in which no two are alike, the digits in turn: strokes that are shifted, slanted,
 * scaled, bent and drawn with pens of several widths, with smooth edges. The same seed gives the
 * same images.
 *
 * @param each how many of each digit
 */
export function drawDigits(each: number, seed: number): LabelledImages {
  const random = MersenneTwister.named(seed, 'drawn digits');
  const images = new Uint8Array(each * 10 * side * side);
  const labels = new Uint8Array(each * 10);
  for (let image = 0; image < labels.length; image++) {
    const digit = image % 10;
    labels[image] = digit;
    const strokes = random.choice(forms[digit] ?? []);
    const pixels = images.subarray(image * side * side, (image + 1) * side * side);
    const { transform, pen } = drawHand(random);
    for (const stroke of strokes) {
      const points = stroke.map(transform);
      for (const [i, end] of points.entries()) drawSegment(pixels, points[i - 1] ?? end, end, pen);
    }
  }
  return { images, labels };
}

/** Where a digit's points come to lie in pixels, and half the width of the pen. */
function drawHand(random: MersenneTwister): { transform: (point: Point) => Point; pen: number } {
  const between = (low: number, high: number): number => low + (high - low) * random.random();
  const width = between(11, 17);
  const height = between(17, 21);
  const [left, top] = [between(-2, 2), between(-2, 2)];
  const slant = between(-0.15, 0.4);
  const turn = between(-0.12, 0.12);
  const [bend, phase, waves] = [between(0, 1.2), between(0, 2 * Math.PI), between(0.15, 0.4)];
  const pen = between(0.7, 1.7);
  const transform = ([px, py]: Point): Point => {
    const y = (py / 100 - 0.5) * height;
    const x = (px / 100 - 0.5) * width - slant * y;
    const [bentX, bentY] = [
      x + bend * Math.sin(waves * y + phase),
      y + bend * Math.sin(waves * x + phase),
    ];
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    return [
      side / 2 + left + cos * bentX - sin * bentY,
      side / 2 + top + sin * bentX + cos * bentY,
    ];
  };
  return { transform, pen };
}

/** Lightens the pixels around a straight line, to the brightest of what crosses them. */
function drawSegment(pixels: Uint8Array, [x0, y0]: Point, [x1, y1]: Point, pen: number): void {
  const reach = pen + 1;
  const low = (a: number, b: number): number => Math.max(0, Math.floor(Math.min(a, b) - reach));
  const high = (a: number, b: number): number =>
    Math.min(side - 1, Math.ceil(Math.max(a, b) + reach));
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length2 = Math.max(dx * dx + dy * dy, 1e-9);
  for (let y = low(y0, y1); y <= high(y0, y1); y++)
    for (let x = low(x0, x1); x <= high(x0, x1); x++) {
      const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
      const along = Math.min(1, Math.max(0, (px * dx + py * dy) / length2));
      const distance = Math.sqrt((px - along * dx) ** 2 + (py - along * dy) ** 2);
      const light = Math.round(255 * Math.min(1, Math.max(0, pen + 0.5 - distance)));
      const pixel = y * side + x;
      pixels[pixel] = Math.max(pixels[pixel] as number, light);
    }
}
