import type { Figure, PlottedRow } from './figure.js';

type Row = PlottedRow;

/** The first columns of every figure's CSV, as tables and reports call them (docs/results.md). */
const commonColumns = {
  experiment: ({ experiment }: Row) => experiment,
  group: ({ subset }: Row) => subset,
  stage: ({ stage }: Row) => stage,
  epoch: ({ epoch }: Row) => epoch,
  set: ({ set }: Row) => set,
  metric: ({ metric }: Row) => metric,
  mean: ({ mean }: Row) => mean,
  ci_low: ({ low }: Row) => low,
  ci_high: ({ high }: Row) => high,
  interval: ({ low }: Row, { interval = 'bootstrap' }: Pick<Figure, 'interval'>) =>
    low === null || low === undefined ? null : interval,
  n: ({ seeds }: Row) => seeds,
} as const;

/** What rows call what the first columns have. */
const renamed: readonly string[] = ['subset', 'low', 'high', 'seeds'];

/**
 * The plotted numbers as CSV with a header: first the columns that all figures have, empty where a
 * figure has no such thing, then its own. Empty fields are nulls; text with commas is quoted.
 */
export function figureCsv(figure: Pick<Figure, 'columns' | 'rows' | 'interval'>): string {
  const own = figure.columns.filter((name) => !(name in commonColumns) && !renamed.includes(name));
  const header = [...Object.keys(commonColumns), ...own.map(inWords)];
  const lines = figure.rows.map((row) => [
    ...Object.values(commonColumns).map((of) => of(row, figure)),
    ...own.map((name) => row[name]),
  ]);
  const texts = lines.map((line) => line.map((cell) => csvField(cell ?? null)).join(','));
  return `${[header.join(','), ...texts].join('\n')}\n`;
}

/** The figure with a name in the column `experiment` of all rows. */
export function ofExperiment<Drawn extends Pick<Figure, 'rows'>>(
  figure: Drawn,
  experiment: string,
): Drawn {
  return { ...figure, rows: figure.rows.map((row) => ({ ...row, experiment })) };
}

/** `totalEpoch` as `total_epoch`. */
const inWords = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function csvField(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
