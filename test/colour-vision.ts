type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** What readers without one kind of cone see, of linear RGB: Machado, Oliveira and Fernandes 2009, severity 1. */
const blindness = {
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Record<string, Matrix>;

const luminance: Triple = [0.2126729, 0.7151522, 0.072175];
const same: Matrix = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** The ways of seeing, as what they make of linear RGB. */
export const visions: Readonly<Record<string, Matrix>> = {
  'all cones': same,
  ...blindness,
  grey: [luminance, luminance, luminance],
};

const times = (matrix: Matrix, [x, y, z]: Triple): Triple => {
  const row = (i: 0 | 1 | 2) => matrix[i][0] * x + matrix[i][1] * y + matrix[i][2] * z;
  return [row(0), row(1), row(2)];
};

const toXyz: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  luminance,
  [0.0193339, 0.119192, 0.9503041],
];

/** CIE L*a*b* under D65 of `#rrggbb` as somebody sees it. */
function labOf(hex: string, vision: Matrix): Triple {
  const light = (start: number) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const within = (value: number) => Math.min(1, Math.max(0, value));
  const [r, g, b] = times(vision, [light(1), light(3), light(5)]);
  const [x, y, z] = times(toXyz, [within(r), within(g), within(b)]);
  const f = (t: number) => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** CIEDE2000 of two colours in L*a*b* (Sharma, Wu and Dalal 2005, whose test data it meets). */
export function ciede2000([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)));
  const [p1, p2] = [a1 * (1 + g), a2 * (1 + g)];
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const hue = (p: number, b: number) => ((Math.atan2(b, p) * 180) / Math.PI + 360) % 360;
  const [h1, h2] = [hue(p1, b1), hue(p2, b2)];
  const grey = c1 * c2 === 0;
  const turn = grey ? 0 : ((h2 - h1 + 540) % 360) - 180;
  const dh = 2 * Math.sqrt(c1 * c2) * Math.sin(radians(turn / 2));
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const h = grey ? h1 + h2 : h1 + turn / 2;
  const t =
    1 -
    0.17 * Math.cos(radians(h - 30)) +
    0.24 * Math.cos(radians(2 * h)) +
    0.32 * Math.cos(radians(3 * h + 6)) -
    0.2 * Math.cos(radians(4 * h - 63));
  const sl = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2);
  const [sc, sh] = [1 + 0.045 * c, 1 + 0.015 * c * t];
  const around = ((h + 360) % 360) - 275;
  const rt =
    -2 *
    Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) *
    Math.sin(radians(60 * Math.exp(-((around / 25) ** 2))));
  const [x, y, z] = [(l2 - l1) / sl, (c2 - c1) / sc, dh / sh];
  return Math.sqrt(x * x + y * y + z * z + rt * y * z);
}

/** How different two colours are to somebody: their CIEDE2000 difference. */
export function seenDifference(one: string, other: string, vision: Matrix): number {
  return ciede2000(labOf(one, vision), labOf(other, vision));
}
