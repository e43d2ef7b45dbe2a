import { plotted } from '../figure.js';
import type { Banner } from './panels.js';
import type { Layers, Plot } from './plot.js';
import { textWidth } from './text-width.js';
import { labelExpression } from './x-axis.js';

/** One cell of a heat map. */
export interface HeatCell {
  readonly row: number;
  readonly column: number;
  readonly value: number;
  /** Whether a frame is around it. */
  readonly outlined: boolean;
}

/** Cells in rows and columns, coloured by their values. */
export interface HeatMap {
  readonly cells: readonly HeatCell[];
  /** The names of the columns, by their numbers, from left to right. */
  readonly columns: ReadonlyMap<number, string>;
  /** Beside the vertical axis, on which rows count upwards. */
  readonly rowTitle: string;
  /** Of the plot, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Pixels from the left edge of the figure, or of the plot before, to the axis. */
  readonly left: number;
  /** The values at either end of the colours; those beyond have the colour of the end. */
  readonly range: readonly [low: number, high: number];
}

const label = { size: 10 } as const;
const roomForNumber = { width: 16, height: 11 } as const;

const colourOf = (range: readonly [low: number, high: number]) => {
  const scale = { domain: [...range], scheme: 'viridis', clamp: true } as const;
  return { field: 'value', type: 'quantitative', scale, legend: null } as const;
};

/** Pixels that the longest name takes, which then stands upright; 0 where all fit side by side. */
function uprightNames({ columns, width }: Pick<HeatMap, 'columns' | 'width'>): number {
  const widest = Math.max(...[...columns.values()].map((name) => textWidth(name, label)));
  return widest + 4 <= width / columns.size ? 0 : Math.ceil(widest);
}

/** Pixels that the names of columns take under a heat map. */
export function heatMapFoot(map: Pick<HeatMap, 'columns' | 'width'>): number {
  const upright = uprightNames(map);
  return upright === 0 ? 30 : 20 + upright;
}

/** The plot of a heat map; cells have their number where it fits. */
export function heatMap(map: HeatMap): Plot {
  const { cells, columns, rowTitle, width, height, left, range } = map;
  const rows = [...new Set(cells.map(({ row }) => row))].sort((a, b) => b - a);
  const cell = { width: width / columns.size, height: height / rows.length };
  const everyRow = cell.height >= roomForNumber.height;
  const hasNumbers = everyRow && cell.width >= roomForNumber.width;
  const color = colourOf(range);
  const quiet = { domain: false, ticks: false, labelFontSize: label.size } as const;
  return {
    data: {
      values: cells.map((one) => {
        const number = one.value.toFixed(2).replace(/^0/, '');
        return { ...one, value: plotted(one.value), number };
      }),
    },
    encoding: {
      x: {
        field: 'column',
        type: 'ordinal',
        title: null,
        scale: { domain: [...columns.keys()], padding: 0 },
        axis: {
          ...quiet,
          labelAngle: uprightNames(map) > 0 ? -90 : 0,
          labelLimit: 0,
          labelExpr: labelExpression(columns),
        },
      },
      y: {
        field: 'row',
        type: 'ordinal',
        title: rowTitle,
        scale: { domain: rows, padding: 0 },
        axis: {
          ...quiet,
          titleX: 18 - left,
          values: everyRow ? rows : rows.filter((row) => row % 4 === 0),
        },
      },
    },
    layer: [
      // A stroke of the same colour hides the seams between cells.
      { mark: { type: 'rect', strokeWidth: 0.7 }, encoding: { color, stroke: color } },
      ...(hasNumbers ? numbers(cell.width, range) : []),
      {
        transform: [{ filter: 'datum.outlined' }],
        mark: { type: 'rect', fill: null, stroke: 'crimson', strokeWidth: 2 },
      },
    ],
  };
}

/** Numbers that are light on dark cells, and dark on light ones. */
function numbers(cellWidth: number, [low, high]: HeatMap['range']): Layers {
  const light = low + 0.44 * (high - low);
  return [
    {
      mark: { type: 'text', fontSize: cellWidth < 22 ? 7.5 : 9 },
      encoding: {
        text: { field: 'number' },
        color: {
          condition: { test: `datum.value > ${plotted(light)}`, value: 'black' },
          value: 'white',
        },
      },
    },
  ];
}

/** What the colours of heat maps mean: a strip of them over numbers, for the values from low to high. */
export function colourStrip(
  range: HeatMap['range'],
  {
    ticks,
    format,
  }: { readonly ticks: readonly number[]; readonly format: (tick: number) => string },
): Banner {
  const [low, high] = range;
  const [length, thickness, step] = [200, 10, 2];
  const position = (value: number) => ((value - low) / (high - low)) * length;
  const starts = Array.from({ length: length / step }, (_, index) => index * step);
  return {
    height: 42,
    layers: (foot) => {
      const top = -foot - 47;
      const across = { field: 'x', type: 'quantitative', scale: null, axis: null } as const;
      return [
        {
          data: {
            values: starts.map((x) => {
              const value = plotted(low + ((x + step / 2) / length) * (high - low));
              return { x, x2: x + step, value };
            }),
          },
          mark: { type: 'rect', strokeWidth: 0 },
          encoding: {
            x: across,
            x2: { field: 'x2' },
            y: { value: top },
            y2: { value: top + thickness },
            color: colourOf(range),
          },
        },
        {
          data: { values: ticks.map((tick) => ({ x: position(tick), text: format(tick) })) },
          mark: { type: 'text', baseline: 'top', fontSize: 11 },
          encoding: { x: across, y: { value: top + thickness + 3 }, text: { field: 'text' } },
        },
      ];
    },
  };
}
