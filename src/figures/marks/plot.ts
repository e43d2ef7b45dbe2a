import type { TopLevelSpec } from 'vega-lite';

type Concat = Extract<TopLevelSpec, { concat: unknown }>;
type LayeredPlot = Extract<Concat['concat'][number], { layer: unknown }>;

/** Layers of marks, each over those before it. */
export type Layers = LayeredPlot['layer'];

/** One plot with its axes, without the texts around it. */
export type Plot = Pick<LayeredPlot, 'data' | 'encoding' | 'layer'>;
