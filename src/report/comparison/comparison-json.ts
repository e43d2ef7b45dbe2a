import { intervalJson, pairedJson } from '../../statistics/paired-json.js';
import type { PairedSummary } from '../../statistics/paired-summary.js';
import type { SeedComparison } from '../../statistics/seed-comparison.js';
import type { PowerAnswer, PowerQuestion } from '../power-estimate.js';
import type { ComparedReport } from '../report.js';
import type { Comparison, Side } from './comparison.js';
import type { StudyComparison, StudySide } from './member-pairs.js';

const sideJson = ({ report, changes }: Side) => {
  return { experiment: report.experiment.name, changes, seeds: report.seeds };
};

const orNull = (summary: PairedSummary | null) => (summary === null ? null : pairedJson(summary));

const testsJson = ({ paired, samples, counts }: SeedComparison) => {
  return { counts: counts.test, paired: orNull(paired), welch: pairedJson(samples) };
};

const studyJson = ({ study, changes }: StudySide) => {
  return { study: study.name, axis: study.axis, changes };
};

/** Two studies as `credence compare --json` prints them, a comparison a pair of experiments. */
export function studyComparisonJson({ a, b, axis, members, unpaired }: StudyComparison): object {
  return {
    version: 2,
    a: studyJson(a),
    b: studyJson(b),
    axis,
    comparisons: members.map(({ at, comparison }) => ({ at, ...comparisonJson(comparison) })),
    unpaired,
  };
}

/** A comparison as plain data; differences are A's minus B's. */
export function comparisonJson({ a, b, differs, contrasts, scores }: Comparison): object {
  return {
    a: sideJson(a),
    b: sideJson(b),
    differs,
    contrasts: contrasts.map(({ a: own, b: other, ...tests }) => ({
      ...{ name: own.name, set: own.set, stage: own.stage, role: own.contrast.role },
      a: pairedJson(own),
      b: pairedJson(other),
      ...testsJson(tests),
    })),
    scores: scores.map(({ a: own, b: other, ...tests }) => {
      const { stage, set, subset: group, metric } = own;
      const [scoreA, scoreB] = [own, other].map(({ epoch, mean, ci95, seeds: n }) => {
        return { epoch, mean, ...intervalJson(ci95, 'bootstrap'), n };
      });
      return { stage, set, group, metric, a: scoreA, b: scoreB, ...testsJson(tests) };
    }),
  };
}

/** What seeds are needed, as `credence power --json` prints it; differences in exact match. */
export function powerJson(
  { power, alpha, effect, width }: PowerQuestion,
  members: readonly {
    readonly compared: ComparedReport;
    readonly answers: readonly PowerAnswer[];
  }[],
): object {
  return {
    version: 2,
    asked: { power, alpha, effect: effect ?? null, width: width ?? null },
    members: members.map(({ compared: { report, at }, answers }) => ({
      ...{ experiment: report.experiment.name, at: at?.value ?? null, seeds: report.seeds },
      differences: answers.map(({ name, isMinusControl, summary, nested, spread, ...answer }) => ({
        ...{ name, isMinusControl, measured: pairedJson(summary), nested, spread },
        ...{ effect: answer.effect, forPower: answer.forPower, forWidth: answer.forWidth },
        ...{ bySecondSeeds: answer.bySecondSeeds, detectable: answer.detectable },
      })),
    })),
  };
}
