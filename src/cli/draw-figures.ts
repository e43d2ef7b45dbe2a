import { join } from 'node:path';
import { sourcesDiffer } from '../data/sources.js';
import { gapsFigure } from '../figures/gaps.js';
import { learningCurves } from '../figures/learning-curves.js';
import { stageIdentities } from '../stages/identity.js';
import type { ComparedReport } from './report.js';

/**
 * Draws an experiment's learning curves and, beside its control's, its gaps; each as SVG, PNG and a
 * CSV of what is plotted. Gives back the paths of all files. Those of an experiment changed by
 * `--set` end in the identity of its last stage, so that variants do not overwrite each other.
 * Throws a UserError where no font is installed.
 */
export async function drawFigures(
  { report, control, changes }: ComparedReport,
  folder: string,
): Promise<string[]> {
  // The drawing libraries take longer to load than most commands take altogether.
  const { writeFigure } = await import('../figures/render.js');
  const { experiment, rows, gaps } = report;
  const variant = changes.length === 0 ? '' : `-${stageIdentities(experiment).at(-1)}`;
  const path = (figure: string) => join(folder, `${experiment.name}-${figure}${variant}`);
  const curves = learningCurves(rows, {
    title: experiment.name,
    changes,
    stages: experiment.stages.map(({ name, epochs }) => ({ name, epochs })),
    sourcesDiffer: sourcesDiffer(experiment.data.shares),
  });
  const files = await writeFigure(curves, path('learning-curves'));
  if (gaps.length === 0) return files;
  const compared = control === null ? [report] : [report, control];
  const titled = compared.map((one) => ({ title: one.experiment.name, gaps: one.gaps }));
  return [...files, ...(await writeFigure(gapsFigure(titled, { changes }), path('gaps')))];
}
