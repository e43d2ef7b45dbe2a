import type { TopLevelSpec } from 'vega-lite';
import {
  changeLines,
  figureConfig,
  figureWidth,
  noteHeight,
  textLayer,
  titleHeight,
  titleLayers,
  vegaLiteSchema,
} from './figure.js';

type Stack = Extract<TopLevelSpec, { vconcat: unknown }>;
type LayeredPlot = Extract<Stack['vconcat'][number], { layer: unknown }>;

/** One plot of a figure, without the texts around it. */
export interface Panel {
  /** What stands over its left end; null for none. */
  readonly title: string | null;
  readonly plot: Pick<LayeredPlot, 'data' | 'transform' | 'encoding' | 'layer'>;
}

/** Plots under each other with one legend, and the texts around them. */
export interface PanelStack {
  readonly title: string;
  /** The experiment and its seeds, under the title. */
  readonly subtitle: string;
  /** Settings that differ from the experiment's own. */
  readonly changes: readonly string[];
  /** Under the last plot, a line each. */
  readonly notes: readonly string[];
  readonly panels: readonly Panel[];
  /** Pixels over the first plot, for what its layers write there. */
  readonly above: number;
  /** Pixels under the last plot, for its axis. */
  readonly below: number;
}

/** Width of every plot, in pixels. */
export const panelWidth = 420;

/** Pixels over a plot that its title takes. */
export const panelTitleHeight = 18;

const left = 66;
const gap = 20;

/** Height of a plot among as many, in pixels. */
export function panelHeight(panels: number): number {
  return panels === 1 ? 300 : 170;
}

/** Distance from the top of a plot to that of the next, in pixels. */
function panelStep(panels: number): number {
  return panelHeight(panels) + panelTitleHeight + gap;
}

/**
 * The specification of plots under each other; nothing is laid out by measuring text. Only the first
 * plot may have a legend, to the right; colours are each plot's own.
 */
export function stackedSpec(stack: PanelStack): TopLevelSpec {
  const { panels, notes } = stack;
  const under = [stack.subtitle, ...changeLines(stack.changes)];
  const titled = panels.some(({ title }) => title !== null);
  const above = stack.above + (titled ? panelTitleHeight : 0);
  const below = stack.below + noteHeight * notes.length;
  const height = panelHeight(panels.length);
  const around = (index: number): LayeredPlot['layer'] => [
    ...(index === 0 ? titleLayers(stack.title, under, [8 - left, -above]) : []),
    ...(index === panels.length - 1
      ? [textLayer({ lines: notes, x: 8 - left, y: height + stack.below + 6 })]
      : []),
  ];
  return {
    $schema: vegaLiteSchema,
    autosize: 'none',
    // Vega counts the width of plots under each other, and not their height.
    padding: {
      left,
      top: above + titleHeight(under),
      right: figureWidth - left - panelWidth,
      bottom: height + panelStep(panels.length) * (panels.length - 1) + below,
    },
    config: figureConfig,
    bounds: 'flush',
    spacing: panelStep(panels.length) - height,
    resolve: { scale: { color: 'independent' }, legend: { color: 'independent' } },
    vconcat: panels.map(({ title, plot }, index) => ({
      ...plot,
      width: panelWidth,
      height,
      layer: [
        ...around(index),
        ...(title === null ? [] : [textLayer({ lines: [title], x: 0, y: -6, size: 12 })]),
        ...plot.layer,
      ],
    })),
  };
}
