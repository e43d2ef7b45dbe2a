import type { Outlines, Paint, Shape, ShapeGroup } from './outlines.js';

/** What a picture shows, in words, for those who do not see it. */
export interface PictureText {
  readonly title: string;
  readonly description: string;
}

/**
 * A picture as an SVG file that needs no font: shapes, with its title and description for screen
 * readers. Lengths are rounded to a hundredth of a pixel.
 */
export function svgFile({ width, height, root }: Outlines, text: PictureText): string {
  const size = `width="${short(width)}" height="${short(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${short(width)} ${short(height)}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escaped(text.title)}</title>`,
    `<desc id="desc">${escaped(text.description)}</desc>`,
    ...clipPaths(root),
    ...childrenOf(root, clipNames(root)),
    '</svg>',
    '',
  ].join('\n');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const short = (value: number): string => String(Math.round(value * 100) / 100 || 0);

/** A path with short numbers, and no blank where a letter stands between two of them. */
const shortPath = (path: string): string =>
  path
    .replaceAll(/-?[\d.]+(?:e-?\d+)?/g, (number) => short(Number(number)))
    .replaceAll(/ ?([A-Z]) ?/g, '$1')
    .replaceAll(' -', '-');

/** The names of the paths within which groups are drawn. */
function clipNames(root: ShapeGroup): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const visit = ({ clip, children }: ShapeGroup) => {
    if (clip !== null && !names.has(clip)) names.set(clip, `clip${names.size + 1}`);
    for (const child of children) if ('children' in child) visit(child);
  };
  visit(root);
  return names;
}

const clipPaths = (root: ShapeGroup): string[] =>
  [...clipNames(root)].map(
    ([path, name]) => `<clipPath id="${name}"><path d="${shortPath(path)}"/></clipPath>`,
  );

type Clips = ReadonlyMap<string, string>;

function childrenOf(group: ShapeGroup, clips: Clips): string[] {
  return group.children.flatMap((child) =>
    'children' in child ? groupText(child, clips) : [shapeText(child)],
  );
}

function groupText(group: ShapeGroup, clips: Clips): string[] {
  const { transform, opacity, clip } = group;
  const inner = childrenOf(group, clips);
  if (inner.length === 0) return [];
  const attributes = [
    ...(transform === null ? [] : [`transform="${transformText(transform)}"`]),
    ...(opacity === 1 ? [] : [`opacity="${short(opacity)}"`]),
    ...(clip === null ? [] : [`clip-path="url(#${clips.get(clip)})"`]),
  ];
  if (attributes.length === 0) return inner;
  return [`<g ${attributes.join(' ')}>`, ...inner, '</g>'];
}

function transformText(transform: readonly number[]): string {
  const [a, b, c, d, x = 0, y = 0] = transform;
  const isMoved = a === 1 && b === 0 && c === 0 && d === 1;
  if (isMoved) return `translate(${short(x)} ${short(y)})`;
  const digits = (value = 0) => String(Number(value.toFixed(5)));
  return `matrix(${[a, b, c, d, x, y].map(digits).join(' ')})`;
}

function shapeText({ path, fill, stroke }: Shape): string {
  const paint = (kind: 'fill' | 'stroke', one: Paint | null): string => {
    if (one === null) return kind === 'fill' ? ' fill="none"' : '';
    const opacity = one.opacity === 1 ? '' : ` ${kind}-opacity="${short(one.opacity)}"`;
    return ` ${kind}="${one.colour}"${opacity}`;
  };
  const line =
    stroke === null
      ? ''
      : [
          stroke.width === 1 ? '' : ` stroke-width="${short(stroke.width)}"`,
          stroke.dash.length === 0 ? '' : ` stroke-dasharray="${stroke.dash.map(short).join(' ')}"`,
          stroke.cap === 'butt' ? '' : ` stroke-linecap="${stroke.cap}"`,
          stroke.join === 'miter' ? '' : ` stroke-linejoin="${stroke.join}"`,
        ].join('');
  return `<path${paint('fill', fill)}${paint('stroke', stroke)}${line} d="${shortPath(path)}"/>`;
}
