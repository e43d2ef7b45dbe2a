import type { NamedFigure } from '../../figures/figure.js';
import type { Findings } from '../findings.js';
import type { ProbeGridSummary } from './probe-summary.js';
import { type ExperimentProbes, type ProbesFigureOptions, probesFigure } from './probes-figure.js';

/** A figure of probes a question; its name ends in the question where there are several. */
function drawProbes(
  experiments: readonly ExperimentProbes[],
  frame: ProbesFigureOptions,
): NamedFigure[] {
  const all = experiments.flatMap(({ grids }) => grids);
  const questions = [...new Set(all.map(({ question }) => question))];
  return questions.map((question): NamedFigure => {
    const own = experiments.map(({ title, grids }) => {
      return { title, grids: grids.filter((grid) => grid.question === question) };
    });
    const suffix = questions.length > 1 ? `-${question.replaceAll(/[^\w]+/g, '-')}` : '';
    return [`probes${suffix}`, probesFigure(own, frame)];
  });
}

/**
 * The figures of linear probes: of an experiment beside its control's, or of a list along its axis
 * and then its controls.
 */
export function probesFigures({
  name: title,
  axis,
  members,
  changes,
}: Findings<readonly ProbeGridSummary[]>): NamedFigure[] {
  const own = members.map(({ at, summary }) => ({ title: String(at), grids: summary }));
  const controls = members.flatMap(({ at, control }) => {
    if (control === null) return [];
    const { experiment, summary } = control;
    return [{ title: axis === null ? experiment.name : `${at}, control`, grids: summary }];
  });
  const shown = [...own, ...controls].filter(({ grids }) => axis === null || grids.length > 0);
  return drawProbes(shown, { title, changes, question: members[0]?.experiment.title ?? '' });
}
