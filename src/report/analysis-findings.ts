import type { Analysis } from '../analyses/analysis.js';
import type { Findings, Found, Member } from '../analyses/findings.js';
import { check } from '../experiment/check.js';
import type { NamedFigure } from '../figures/figure.js';
import type { ComparedReport, Report } from './report.js';
import { finishedMembers, type SweepReport } from './sweep-report.js';

/** An analysis with its findings, which are what its text and figures are made of. */
interface AnalysisFindings {
  readonly analysis: Analysis;
  readonly findings: Findings<unknown>;
}

function foundBy({ name }: Analysis, report: Report | null): Found<unknown> | null {
  const own = report?.analyses.find(({ analysis }) => analysis.name === name);
  if (report === null || own === undefined) return null;
  return { experiment: report.experiment, summary: own.summary };
}

/** A report beside its control's as one analysis sees it; null where that was not made. */
function memberOf(
  analysis: Analysis,
  { report, control }: Pick<ComparedReport, 'report' | 'control'>,
  at: number | string = report.experiment.name,
): Member<unknown> | null {
  const own = foundBy(analysis, report);
  if (own === null) return null;
  const { name, paper: schema } = analysis;
  const numbers = report.paperAnalyses[name] ?? null;
  const paper =
    schema === undefined || numbers === null
      ? null
      : check(schema, numbers, `paperAnalyses.${name} of "${own.experiment.name}"`);
  return { ...own, at, control: foundBy(analysis, control), paper };
}

/** Of each analysis that an experiment asks for: what it found, beside the control's. */
export function findingsOf(compared: ComparedReport): AnalysisFindings[] {
  const { report, changes } = compared;
  return report.analyses.flatMap(({ analysis }) => {
    const member = memberOf(analysis, compared);
    if (member === null) return [];
    const findings = { name: report.experiment.name, axis: null, members: [member], changes };
    return [{ analysis, findings }];
  });
}

/** The same of a list, along its axis; of the analyses that any of its experiments asks for. */
export function sweepFindings(sweep: SweepReport): AnalysisFindings[] {
  const { name, axis, changes } = sweep;
  const finished = finishedMembers(sweep);
  const all = finished.flatMap(({ report }) => report.analyses.map(({ analysis }) => analysis));
  return [...new Set(all)].map((analysis) => {
    const members = finished.flatMap((member) => memberOf(analysis, member, member.at) ?? []);
    return { analysis, findings: { name, axis, members, changes } };
  });
}

/** The sections of analyses, an empty line before each. */
export function analysisText(all: readonly AnalysisFindings[], width: number): string[] {
  return all.flatMap(({ analysis, findings }) => analysis.text(findings, width));
}

/** The figures of analyses. */
export function analysisFigures(all: readonly AnalysisFindings[]): NamedFigure[] {
  return all.flatMap(({ analysis, findings }) => analysis.figures?.(findings) ?? []);
}

/** What each analysis of an experiment found, by its name, as plain data. */
export function analysesJson(compared: ComparedReport): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    findingsOf(compared).flatMap(({ analysis, findings }) =>
      findings.members.map((member) => [analysis.name, analysis.json(member)]),
    ),
  );
}
