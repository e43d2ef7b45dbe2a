import { join } from 'node:path';
import { figureWidth, type NamedFigure } from '../figures/figure.js';
import type { FigureLook } from '../figures/render.js';
import { type DrawnFigure, type FigureVariant, figureFolder, writeAbout } from './figure-folder.js';
import type { ComparedReport, Report } from './report.js';
import { reportFigures, sweepFigures } from './report-figures.js';
import { finishedMembers, type SweepReport } from './sweep-report.js';

/** Where figures are written, and how they look. */
export interface FigureTarget extends FigureLook {
  /** Of all figures; an experiment has a folder of its own in it. */
  readonly folder: string;
  /** Defaults to the experiment as it is defined. */
  readonly variant?: FigureVariant;
}

/** The figures of a name, and of which reports they are. */
interface Drawing {
  readonly name: string;
  readonly reports: readonly Report[];
  readonly changes: readonly string[];
  readonly figures: readonly NamedFigure[];
}

async function write({ name, reports, changes, figures }: Drawing, target: FigureTarget) {
  // The drawing libraries take longer to load than most commands take altogether.
  const { writeFigure } = await import('../figures/render.js');
  const { folder: root, variant = { changes }, ...look } = target;
  const folder = join(root, figureFolder(name, variant));
  const drawn: DrawnFigure[] = [];
  for (const [what, figure] of figures) {
    const files = await writeFigure(figure, join(folder, `${what}${lookSuffix(look)}`), look);
    drawn.push({ name: what, title: figure.title, caption: figure.caption, files });
  }
  if (drawn.length > 0) {
    const experiments = reports.map(({ experiment, seeds, runs }) => {
      return { experiment: experiment.name, seeds, identities: identitiesOf(runs) };
    });
    writeAbout(folder, { ...variant, experiments, figures: drawn });
  }
  return drawn;
}

/** The end of the file names of figures of another theme or width, which replace no others. */
function lookSuffix({ theme = 'light', width = figureWidth }: FigureLook): string {
  const parts = [theme === 'light' ? '' : `-${theme}`, width === figureWidth ? '' : `-${width}px`];
  return parts.join('');
}

/** The identities of stages, in their order. */
function identitiesOf(runs: Report['runs']): string[] {
  const stages = new Map(runs.map(({ run }) => [run.index, run.identity]));
  return [...stages].sort(([a], [b]) => a - b).map(([, identity]) => identity);
}

/**
 * Draws the figures of an experiment (`reportFigures`), each as SVG, PNG and a CSV of what is plotted, in
 * a folder of its name and variant with an `about.json`. Gives back what was drawn.
 */
export function drawFigures(
  compared: ComparedReport,
  target: FigureTarget,
): Promise<DrawnFigure[]> {
  const { report, control, changes } = compared;
  const reports = control === null ? [report] : [report, control];
  const figures = reportFigures(compared);
  return write({ name: report.experiment.name, reports, changes, figures }, target);
}

/** Draws the figures of a sweep (`sweepFigures`); otherwise as `drawFigures`. */
export function drawSweep(sweep: SweepReport, target: FigureTarget): Promise<DrawnFigure[]> {
  const { name, changes } = sweep;
  const reports = finishedMembers(sweep).flatMap(({ report, control }) =>
    control === null ? [report] : [report, control],
  );
  return write({ name, reports, changes, figures: sweepFigures(sweep) }, target);
}
