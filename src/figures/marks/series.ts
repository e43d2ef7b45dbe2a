/** Shapes that points have, in the order in which they are given out: alike ones far apart. */
export const markShapes = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'triangle-down',
  'cross',
  'triangle-right',
  'triangle-left',
] as const;
export type MarkShape = (typeof markShapes)[number];

/** Marks that belong together: what the data and the legend call them, and how they look. */
export interface Series {
  /** In the field `series` of the drawn rows. */
  readonly name: string;
  /** In the legend. */
  readonly label: string;
  readonly colour: string;
  /** Pixels on, pixels off, and so on, of lines; none where they are drawn through. */
  readonly dash: readonly number[];
  /** The shape of its points. */
  readonly mark: MarkShape;
}

/** The colour of marks by the field `series`; legends are drawn by `directLegend`. */
export function seriesColour(series: readonly Series[]) {
  return {
    field: 'series',
    type: 'nominal',
    scale: { domain: series.map(({ name }) => name), range: series.map(({ colour }) => colour) },
    legend: null,
  } as const;
}

/** The shapes of points by the field `series`. */
export function seriesShape(series: readonly Series[]) {
  return {
    field: 'series',
    type: 'nominal',
    scale: { domain: series.map(({ name }) => name), range: series.map(({ mark }) => mark) },
    legend: null,
  } as const;
}

/** The dashes of lines by the field `series`; nothing where all are drawn through. */
export function seriesDash(series: readonly Series[]) {
  if (series.every(({ dash }) => dash.length === 0)) return {};
  const range = series.map(({ dash }) => (dash.length === 0 ? [1, 0] : [...dash]));
  return {
    strokeDash: {
      field: 'series',
      type: 'nominal',
      scale: { domain: series.map(({ name }) => name), range },
      legend: null,
    },
  } as const;
}
