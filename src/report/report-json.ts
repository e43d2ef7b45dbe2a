import { type ContrastSummary, contrastSets } from '../statistics/contrasts.js';
import type { GroupSummary } from '../statistics/group-summary.js';
import { isSingleStage } from '../statistics/learned-stages.js';
import { intervalJson, pairedJson } from '../statistics/paired-json.js';
import { analysesJson } from './analysis-findings.js';
import type { BesidePaper } from './beside-paper.js';
import type { LearnedEnough } from './learned-enough.js';
import { beside, type ComparedReport } from './report.js';
import { type ContrastsJson, type ReportJson, reportVersion } from './report-schema.js';

function contrastsJson(contrasts: readonly ContrastSummary[]): ContrastsJson {
  const named = contrasts.map((summary) => {
    const { name, contrast, stage } = summary;
    const { minuend, subtrahend, role } = contrast;
    return [name, { ...pairedJson(summary), minuend, subtrahend, stage, role }] as const;
  });
  return Object.fromEntries(named);
}

function scoreJson({ seeds, ci95, subset, ...measured }: GroupSummary): ReportJson['scores'][0] {
  const { set, metric, stage, epoch, mean } = measured;
  return { set, group: subset, metric, stage, epoch, mean, ci95: intervalJson(ci95), n: seeds };
}

function besidePaperJson({ paper, epoch, ours }: BesidePaper): ReportJson['paper'][0] {
  const { value, low, high, subset, ...what } = paper;
  const ci95 = low === undefined || high === undefined ? null : ([low, high] as const);
  return {
    ...{ set: what.set, group: subset, metric: what.metric, stage: what.stage },
    epoch,
    paper: { value, ci95 },
    ours: ours === null ? null : { mean: ours.mean, ci95: intervalJson(ours.ci95), n: ours.seeds },
  };
}

function learnedEnoughJson({ difference, ...learned }: LearnedEnough): ReportJson['learnedEnough'] {
  const { mean, ci95, p, seeds } = difference;
  return { ...learned, difference: { mean, ci95: intervalJson(ci95), p, n: seeds.length } };
}

/** A report without what only a control beside it adds, but for its analyses. */
function oneReportJson(compared: ComparedReport): Omit<ReportJson, 'control'> {
  const { report, figure, at } = compared;
  const ofSet = (set: string) => report.contrasts.filter((one) => one.set === set);
  const attributed = contrastSets.filter((set) => set !== 'questions' && ofSet(set).length > 0);
  const { name } = report.experiment;
  return {
    version: reportVersion,
    experiment: name,
    figure,
    at,
    seeds: report.seeds,
    singleStage: isSingleStage(report.learned),
    scores: report.ends.map(scoreJson),
    chance: Object.fromEntries(
      [...(report.chance ?? [])].map(([set, ofSet]) => [set, Object.fromEntries(ofSet)]),
    ),
    learnedEnough: report.learnedEnough && learnedEnoughJson(report.learnedEnough),
    contrasts: contrastsJson(ofSet('questions')),
    attribution: Object.fromEntries(attributed.map((set) => [set, contrastsJson(ofSet(set))])),
    paper: report.paper.map(besidePaperJson),
    analyses: analysesJson(compared),
    seconds: report.seconds,
  };
}

/** A report as plain data (`reportSchema`), to be printed by `--json`. */
export function reportJson(compared: ComparedReport): ReportJson {
  const { control, effectMinusControl } = compared;
  const json = oneReportJson(compared);
  if (control === null) return json;
  return {
    ...json,
    control: oneReportJson(beside(control, null, compared)),
    effectMinusControl: contrastsJson(effectMinusControl),
  };
}
