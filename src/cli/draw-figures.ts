import { join } from 'node:path';
import { gapsFigure } from '../figures/gaps.js';
import { learningCurves } from '../figures/learning-curves.js';
import type { ComparedReport } from './compared-report.js';

/**
 * Draws an experiment's learning curves and, beside its control's, its gaps; each as SVG, PNG and a
 * CSV of what is plotted. Gives back the paths of the SVGs. Throws a UserError where no font is
 * installed.
 */
export async function drawFigures(
  { report, control }: ComparedReport,
  folder: string,
): Promise<string[]> {
  // The drawing libraries take longer to load than most commands take altogether.
  const { writeFigure } = await import('../figures/render.js');
  const { experiment, rows, gaps } = report;
  const stages = experiment.stages.map(({ name, epochs }) => ({ name, epochs }));
  const curves = join(folder, `${experiment.name}-learning-curves`);
  await writeFigure(learningCurves(rows, { stages }), curves);
  if (gaps.length === 0) return [`${curves}.svg`];
  const compared = control === null ? [report] : [report, control];
  const titled = compared.map((one) => ({ title: one.experiment.name, gaps: one.gaps }));
  const bars = join(folder, `${experiment.name}-gaps`);
  await writeFigure(gapsFigure(titled), bars);
  return [`${curves}.svg`, `${bars}.svg`];
}
