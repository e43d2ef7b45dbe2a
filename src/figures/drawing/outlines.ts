import { createRequire } from 'node:module';
import { Resvg, type ResvgRenderOptions } from '@resvg/resvg-js';

/** A colour with its opacity, from 0 to 1. */
export interface Paint {
  /** `#rrggbb`. */
  readonly colour: string;
  readonly opacity: number;
}

/** How the line around a shape is drawn. */
export interface Stroke extends Paint {
  readonly width: number;
  /** Pixels on, pixels off, and so on; empty for a line that is drawn through. */
  readonly dash: readonly number[];
  readonly cap: 'butt' | 'round' | 'square';
  readonly join: 'miter' | 'round' | 'bevel';
}

/** A shape; text is shapes too. */
export interface Shape {
  /** In the absolute commands M, L, Q, C and Z of SVG. */
  readonly path: string;
  readonly fill: Paint | null;
  readonly stroke: Stroke | null;
}

/** Shapes with what is done to all of them. */
export interface ShapeGroup {
  /** As SVG's `matrix`; null for none. */
  readonly transform: readonly number[] | null;
  readonly opacity: number;
  /** The path within which they are drawn; null for everywhere. */
  readonly clip: string | null;
  readonly children: readonly (Shape | ShapeGroup)[];
}

/** A picture as shapes alone: no text, no font, no style. */
export interface Outlines {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  readonly root: ShapeGroup;
}

const require = createRequire(import.meta.url);
const fontFile = (name: string): string => require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);

/** Pictures are drawn with the fonts of this package alone, so that they are the same everywhere. */
export function bundledFonts(): NonNullable<ResvgRenderOptions['font']> {
  return {
    loadSystemFonts: false,
    fontFiles: [fontFile('DejaVuSans'), fontFile('DejaVuSans-Bold')],
    defaultFontFamily: 'DejaVu Sans',
  };
}

interface OpenGroup {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (Shape | ShapeGroup)[];
}

/**
 * The shapes of a picture in SVG, its text turned into the outlines of the bundled font's letters. A
 * letter that the font lacks is an empty box. Throws an Error for pictures within it and gradients.
 */
export function outlinesOf(svg: string): Outlines {
  // resvg writes a small part of SVG, with text as paths and all lengths in pixels.
  const plain = new Resvg(svg, { font: bundledFonts() }).toString();
  const clips = new Map<string, string>();
  const open: OpenGroup[] = [];
  for (const [, end, tag = '', rest = '', closed] of plain.matchAll(
    /<(\/?)(\w+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>/g,
  )) {
    const attributes = new Map(
      [...rest.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
    );
    const parent = open.at(-1);
    if (end !== '') {
      const group = open.pop();
      if (group === undefined) break;
      if (tag === 'svg') return pictureOf(group);
      if (tag === 'g') parentOf(open).children.push(groupOf(group, clips));
      if (tag === 'clipPath') clips.set(group.attributes.get('id') ?? '', clipOf(group));
    } else if (tag === 'path') {
      const shape = shapeOf(attributes, parent?.tag === 'clipPath');
      if (shape !== null) parent?.children.push(shape);
    } else if (['svg', 'g', 'defs', 'clipPath'].includes(tag)) {
      if (closed === '') open.push({ tag, attributes, children: [] });
    } else {
      throw new Error(`a figure has <${tag}>, which is no shape`);
    }
  }
  throw new Error('the picture has no end');
}

function parentOf(open: readonly OpenGroup[]): OpenGroup {
  const parent = open.at(-1);
  if (parent === undefined) throw new Error('a group stands outside of the picture');
  return parent;
}

function pictureOf({ attributes, children }: OpenGroup): Outlines {
  const size = (key: string) => Number(attributes.get(key));
  const root = { transform: null, opacity: 1, clip: null, children };
  return { width: size('width'), height: size('height'), root };
}

const clipOf = ({ children }: OpenGroup): string =>
  children.map((child) => ('path' in child ? child.path : '')).join(' ');

function groupOf({ attributes, children }: OpenGroup, clips: ReadonlyMap<string, string>) {
  const transform =
    attributes
      .get('transform')
      ?.match(/-?[\d.]+(?:e-?\d+)?/g)
      ?.map(Number) ?? null;
  const name = attributes.get('clip-path')?.match(/#([^)]+)/)?.[1];
  const clip = name === undefined ? null : (clips.get(name) ?? null);
  return { transform, opacity: Number(attributes.get('opacity') ?? 1), clip, children };
}

/** A shape as it is drawn; null where nothing of it is seen. A clip is never seen, but counts. */
function shapeOf(attributes: ReadonlyMap<string, string>, isClip: boolean): Shape | null {
  const path = attributes.get('d') ?? '';
  if (isClip) return { path, fill: null, stroke: null };
  if (attributes.get('visibility') === 'hidden') return null;
  const paint = (kind: 'fill' | 'stroke'): Paint | null => {
    const colour = attributes.get(kind) ?? (kind === 'fill' ? '#000000' : 'none');
    if (colour === 'none') return null;
    if (!colour.startsWith('#')) throw new Error(`a figure has the paint ${colour}, no colour`);
    return { colour, opacity: Number(attributes.get(`${kind}-opacity`) ?? 1) };
  };
  const [fill, line] = [paint('fill'), paint('stroke')];
  if (fill === null && line === null) return null;
  const { cap, join } = lineEnds(attributes);
  const stroke = line && {
    ...{ ...line, cap, join, width: Number(attributes.get('stroke-width') ?? 1) },
    dash: attributes.get('stroke-dasharray')?.split(/[ ,]+/).map(Number) ?? [],
  };
  return { path, fill, stroke };
}

function lineEnds(attributes: ReadonlyMap<string, string>): Pick<Stroke, 'cap' | 'join'> {
  const [cap, join] = [attributes.get('stroke-linecap'), attributes.get('stroke-linejoin')];
  return {
    cap: cap === 'round' || cap === 'square' ? cap : 'butt',
    join: join === 'round' || join === 'bevel' ? join : 'miter',
  };
}
