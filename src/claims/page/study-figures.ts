import type { Figure, NamedFigure } from '../../figures/figure.js';
import { analysisFigures, findingsOf, sweepFindings } from '../../report/analysis-findings.js';
import { curveFigures, scoreFigures } from '../../report/report-figures.js';
import { sweepReport } from '../../report/sweep-report.js';
import { measuredBy, partsIn } from '../../study/claims.js';
import type { Reproduction, ShownStudy } from './reproduction.js';

/** The figures of a study as the section of a claim has them. */
export interface StudyFigures {
  readonly study: string;
  /** The first claim that the study is one of, which alone draws them. */
  readonly under: number;
  readonly drawn: readonly Figure[];
}

/**
 * Figures that `credence report` draws of the studies of claims, by the claims' numbers: curves, or
 * scores along an axis, and analyses where the claim is about one. Studies without a finished seed have
 * none.
 */
export function studyFigures({
  claims,
  setting,
  studies = new Map(),
}: Reproduction): ReadonlyMap<number, readonly StudyFigures[]> {
  const found = new Map<string, StudyFigures>();
  const ofClaims = claims.map(({ claim }) => {
    const measured = partsIn(claim, setting.form).flatMap((part) => measuredBy(part.statistic));
    const withAnalyses = measured.some(({ kind }) => kind === 'analysis');
    const own = (studies.get(claim.number) ?? []).flatMap((one) => {
      const study = one.study.name;
      const figures = found.get(study) ?? {
        ...{ study, under: claim.number },
        drawn: figuresOf(one, withAnalyses),
      };
      found.set(study, figures);
      return figures.drawn.length > 0 ? [figures] : [];
    });
    return [claim.number, own] as const;
  });
  return new Map(ofClaims);
}

function figuresOf({ study, reports }: ShownStudy, withAnalyses: boolean): Figure[] {
  const compared = reports.flatMap((one) => one.compared ?? []);
  if (compared.length === 0) return [];
  const sweep = sweepReport(study, reports, []);
  const scores: readonly NamedFigure[] =
    sweep === null ? compared.flatMap(curveFigures) : scoreFigures(sweep);
  const findings = sweep === null ? compared.flatMap(findingsOf) : sweepFindings(sweep);
  return [...scores, ...(withAnalyses ? analysisFigures(findings) : [])].map(([, one]) => one);
}
