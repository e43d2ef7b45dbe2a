import { deflateSync } from 'node:zlib';
import type { Outlines, Paint, Shape, ShapeGroup, Stroke } from './outlines.js';
import type { PictureText } from './svg-file.js';

/** PDF measures in points, 72 to the inch; pixels are 96 to the inch, as in CSS. */
const pointsPerPixel = 0.75;

/**
 * A picture as a PDF file of one page of its size (PDF 1.4, ISO 32000-1): shapes that stay sharp at
 * any size, text among them as outlines, so that no font is missing anywhere. Its title and
 * description are the document's. The same picture gives the same bytes.
 */
export function pdfFile({ width, height, root }: Outlines, text: PictureText): Uint8Array {
  const opacities = new Map<string, string>();
  const lines = [
    // The origin of PDF is the lower left corner.
    `${number(pointsPerPixel)} 0 0 ${number(-pointsPerPixel)} 0 ${number(height * pointsPerPixel)} cm`,
    ...groupLines(root, opacities, 1),
  ];
  const content = deflateSync(Buffer.from(lines.join('\n'), 'latin1'));
  const box = `[0 0 ${number(width * pointsPerPixel)} ${number(height * pointsPerPixel)}]`;
  const states = [...opacities].map(([state, name]) => `/${name} << ${state} >>`).join(' ');
  const info = `/Title ${textString(text.title)} /Subject ${textString(text.description)}`;
  return assembled([
    '<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /DisplayDocTitle true >> >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox ${box} /Contents 4 0 R ` +
      `/Resources << /ExtGState << ${states} >> >> >>`,
    Buffer.concat([
      Buffer.from(`<< /Length ${content.length} /Filter /FlateDecode >>\nstream\n`, 'latin1'),
      content,
      Buffer.from('\nendstream', 'latin1'),
    ]),
    `<< ${info} /Producer (credence) >>`,
  ]);
}

/** Objects with their numbers, the table of where each begins, and what points at it. */
function assembled(objects: readonly (string | Buffer)[]): Uint8Array {
  // The comment of bytes over 127 tells programs that the file is not text.
  const parts: Uint8Array[] = [Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  let length = parts[0]?.length ?? 0;
  const starts = objects.map((object, index) => {
    const start = length;
    const body = typeof object === 'string' ? Buffer.from(object, 'latin1') : object;
    const [head, foot] = [Buffer.from(`${index + 1} 0 obj\n`), Buffer.from('\nendobj\n')];
    parts.push(head, body, foot);
    length += head.length + body.length + foot.length;
    return start;
  });
  const table = starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n` +
        `<< /Size ${size} /Root 1 0 R /Info ${objects.length} 0 R >>\nstartxref\n${length}\n%%EOF\n`,
      'latin1',
    ),
  );
  return new Uint8Array(Buffer.concat(parts));
}

/** A text of any script: UTF-16 with its mark, in hexadecimal digits. */
function textString(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  const digits = units.map((unit) => unit.toString(16).padStart(4, '0')).join('');
  return `<feff${digits}>`;
}

const number = (value: number): string => String(Number(value.toFixed(4)) || 0);

/** Names of what sets opacities, by what it sets. */
type Opacities = Map<string, string>;

function groupLines(group: ShapeGroup, opacities: Opacities, outer: number): string[] {
  const { transform, clip, children } = group;
  // A group's opacity is that of each shape: groups here hold one mark each, and none that overlap.
  const opacity = outer * group.opacity;
  const inner = children.flatMap((child) =>
    'children' in child
      ? groupLines(child, opacities, opacity)
      : shapeLines(child, opacities, opacity),
  );
  if (inner.length === 0) return [];
  if (transform === null && clip === null) return inner;
  return [
    'q',
    ...(transform === null ? [] : [`${transform.map(number).join(' ')} cm`]),
    ...(clip === null ? [] : [`${pathLine(clip)} W n`]),
    ...inner,
    'Q',
  ];
}

function shapeLines({ path, fill, stroke }: Shape, opacities: Opacities, outer: number): string[] {
  const state = `/ca ${number(outer * (fill?.opacity ?? 1))} /CA ${number(outer * (stroke?.opacity ?? 1))}`;
  const name = opacities.get(state) ?? `O${opacities.size + 1}`;
  opacities.set(state, name);
  const paint = fill === null ? 'S' : stroke === null ? 'f' : 'B';
  return [
    `/${name} gs`,
    ...(fill === null ? [] : [`${colourOf(fill)} rg`]),
    ...(stroke === null ? [] : [strokeLine(stroke)]),
    `${pathLine(path)} ${paint}`,
  ];
}

function colourOf({ colour }: Paint): string {
  const parts = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255);
  return parts.map(number).join(' ');
}

function strokeLine(stroke: Stroke): string {
  const caps = { butt: 0, round: 1, square: 2 } as const;
  const joins = { miter: 0, round: 1, bevel: 2 } as const;
  const dash = `[${stroke.dash.map(number).join(' ')}] 0 d`;
  const ends = `${caps[stroke.cap]} J ${joins[stroke.join]} j`;
  return `${colourOf(stroke)} RG ${number(stroke.width)} w ${dash} ${ends}`;
}

/** A path in PDF's operators, which know cubic curves only. */
function pathLine(path: string): string {
  let [x, y] = [0, 0];
  const lines = [...path.matchAll(/([MLQCZ])([^MLQCZ]*)/g)].map(([, command, rest = '']) => {
    const numbers = rest.trim() === '' ? [] : rest.trim().split(/[ ,]+/).map(Number);
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers;
    const start = [x, y] as const;
    if (command === 'Z') return 'h';
    [x, y] = [numbers.at(-2) ?? 0, numbers.at(-1) ?? 0];
    if (command === 'M') return `${numbers.map(number).join(' ')} m`;
    if (command === 'L') return `${numbers.map(number).join(' ')} l`;
    if (command === 'C') return `${numbers.map(number).join(' ')} c`;
    // A quadratic curve raised by one degree: its handles two thirds of the way to its own.
    const towards = (end: number, handle: number) => end + (2 / 3) * (handle - end);
    const handles = [
      ...[towards(start[0], x1), towards(start[1], y1)],
      ...[towards(x2, x1), towards(y2, y1)],
    ];
    return `${[...handles, x2, y2].map(number).join(' ')} c`;
  });
  return lines.join(' ');
}
