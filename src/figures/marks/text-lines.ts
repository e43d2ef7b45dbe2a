/** Pixels between the feet of two lines of text. */
export const lineHeight = 15;

/** Lines of text: the foot of the first at `x`, `y` pixels from the upper left of a plot. */
interface TextLines {
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
  /** Defaults to false. */
  readonly bold?: boolean;
  /** Of the font, in pixels. */
  readonly size: number;
}

/** A layer of text; each line at the given coordinates, without measuring. */
export function textLayer({ lines, x, y, bold = false, size }: TextLines) {
  return {
    data: { values: [{ text: lines.join('\n') }] },
    mark: {
      type: 'text',
      align: 'left',
      baseline: 'line-bottom',
      lineBreak: '\n',
      lineHeight,
      fontSize: size,
      fontWeight: bold ? 'bold' : 'normal',
    },
    encoding: { x: { value: x }, y: { value: y }, text: { field: 'text' } },
  } as const;
}
