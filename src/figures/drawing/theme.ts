import { type OkLab, okLabOf, toHex } from './colour-space.js';

/** How a figure stands on its page. */
export const themes = ['light', 'dark', 'transparent'] as const;
export type Theme = (typeof themes)[number];

/** Under a dark figure. */
const darkPage = '#14161a';

/** What lies under a figure; null for nothing. */
export const backgrounds: Readonly<Record<Theme, string | null>> = {
  light: '#ffffff',
  dark: darkPage,
  transparent: null,
};

/**
 * A colour for a light page as it is on a dark one: of the same hue, light where it was dark. What is
 * hardly seen, as lines of a grid are, stays so; all else stands out from the page.
 */
function onDarkPage({ lightness, a, b }: OkLab): OkLab {
  const isPale = lightness > 0.8 && Math.hypot(a, b) < 0.01;
  const turned = isPale ? 1.12 - 0.86 * lightness : 1.03 - 0.55 * lightness;
  return { lightness: Math.min(1, turned), a, b };
}

/** The keys of a specification that hold colours, in Vega-Lite's words and in this project's. */
const holdsColour = /^(?:color|colour|fill|stroke|range|value|\w+Color)$/;
const isHex = /^#[0-9a-f]{6}$/i;

/**
 * A specification as a theme shows it: written for a light page, with every colour as six digits
 * turned around for a dark one. Named colours, such as `white`, and colour schemes stay.
 */
export function themed<Part>(part: Part, theme: Theme): Part {
  return theme === 'dark' ? (onDark(part, false) as Part) : part;
}

function onDark(part: unknown, isColour: boolean): unknown {
  if (typeof part === 'string') {
    return isColour && isHex.test(part) ? toHex(onDarkPage(okLabOf(part))) : part;
  }
  if (Array.isArray(part)) return part.map((one) => onDark(one, isColour));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, one]) => [key, onDark(one, holdsColour.test(key))]),
  );
}
