/** A colour in Oklab (Ottosson 2020): how light it is, from 0 to 1, and its hue and strength. */
export interface OkLab {
  readonly lightness: number;
  readonly a: number;
  readonly b: number;
}

/** sRGB's curve from stored values to amounts of light, both from 0 to 1, and back. */
const toLight = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
const fromLight = (light: number): number =>
  light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;

/** `#rrggbb` in Oklab. */
export function okLabOf(hex: string): OkLab {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) =>
    toLight(Number.parseInt(hex.slice(start, start + 2), 16) / 255),
  );
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return {
    lightness: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  };
}

/** Amounts of red, green and blue light; outside of 0 to 1 where no screen shows the colour. */
function lightsOf({ lightness, a, b }: OkLab): readonly number[] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** As `#rrggbb`; a colour that is too strong for a screen is made weaker, of the same lightness. */
export function toHex(colour: OkLab): string {
  const shares = Array.from({ length: 21 }, (_, index) => 1 - index / 20);
  const shown = shares
    .map((share) => lightsOf({ ...colour, a: share * colour.a, b: share * colour.b }))
    .find((lights) => lights.every((light) => light >= -0.002 && light <= 1.002));
  const digits = (shown ?? lightsOf({ ...colour, a: 0, b: 0 })).map((light) => {
    const value = Math.round(255 * fromLight(Math.min(1, Math.max(0, light))));
    return value.toString(16).padStart(2, '0');
  });
  return `#${digits.join('')}`;
}
