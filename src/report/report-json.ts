import { alignmentMinusControl } from '../analyses/alignment/alignment-summary.js';
import type { Experiment, PaperNumber } from '../experiment/experiment.js';
import type { BesidePaper } from '../statistics/beside-paper.js';
import { isSingleStage } from '../statistics/gap-stages.js';
import { type GapName, type GapSet, type GapSummary, gapSets } from '../statistics/gaps.js';
import type { SubsetSummary } from '../statistics/group-summary.js';
import {
  type AlignmentGainJson,
  type AlignmentJson,
  alignmentGainJson,
  alignmentJson,
  type ProbesJson,
  probesJson,
} from './analysis-json.js';
import { type GapJson, type IntervalJson, intervalJson, pairedJson } from './gap-json.js';
import { type ComparedReport, gapOf, type Report } from './report.js';

/**
 * `iml`: EM(D5cons) - EM(D6cons) at the end of the last stage. `imlChange`: `iml` minus the same
 * gap before the last stage, null where one stage trains on X1 and X2 together. `stage1Gap`:
 * EM(D1cons) - EM(D2incons) at the end of the last stage that trains on X1. Null where not measured.
 */
export type GapsJson = Readonly<Record<GapName, GapJson | null>>;

/** A score at the end of a stage: of one set of one subset, by one metric. */
export interface ScoreJson
  extends Pick<SubsetSummary, 'set' | 'subset' | 'metric' | 'stage' | 'epoch' | 'mean'> {
  /** The 95 % bootstrap interval. */
  readonly ci95: IntervalJson | null;
  /** How many first seeds it is the mean of. */
  readonly n: number;
}

/** A number of the paper's beside ours; `epoch` is that of both, `ours` null where not measured. */
export interface BesidePaperJson extends Omit<PaperNumber, 'value' | 'low' | 'high'> {
  readonly paper: { readonly value: number; readonly ci95: IntervalJson | null };
  readonly ours: {
    readonly mean: number;
    readonly ci95: IntervalJson | null;
    readonly n: number;
  } | null;
}

/** A report as programs read it. Scores are shares of questions, from 0 to 1; losses are in nats. */
export interface ReportJson extends GapsJson {
  readonly experiment: string;
  /** The paper's figure, and the place in a list of experiments that share it. */
  readonly figure: string | null;
  readonly at: { readonly axis: string; readonly value: number | string } | null;
  /** First seeds that are finished. */
  readonly seeds: readonly number[];
  /** Whether one stage trains on X1 and X2 together. */
  readonly singleStage: boolean;
  /** Exact match on test questions by subset and stage, at the stage's end. */
  readonly subsets: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly mean: number; readonly ci95: IntervalJson | null }>>
    >
  >;
  /** The same for every metric and set. */
  readonly scores: readonly ScoreJson[];
  /** The gaps in entity attribution by set; those beside the experiment's name are of questions. */
  readonly attribution: Readonly<Partial<Record<GapSet, GapsJson>>>;
  /** Further comparisons by their difference, such as `D1cons - QA3`, at the end of `stage`. */
  readonly comparisons: Readonly<Record<string, GapJson & { readonly stage: string }>>;
  readonly paper: readonly BesidePaperJson[];
  /** How gradients of definitions and of questions agree, at every epoch that was measured. */
  readonly alignments: readonly AlignmentJson[];
  /** How the alignments of aliases go with their gains in the last stage, by metric. */
  readonly alignmentGains: readonly AlignmentGainJson[];
  /** The authors' cosines of gradients of D5cons and D6cons, where they have some. */
  readonly paperCosines: Experiment['paperCosines'];
  readonly probes: readonly ProbesJson[];
  /** Seconds of training and testing, summed over all seeds. */
  readonly seconds: number;
  /** The control's report, where one is shown. */
  readonly control?: ReportJson;
  /** The gaps on test questions minus the control's, paired by seed, where a control is shown. */
  readonly effectMinusControl?: GapsJson;
  /** The alignments minus the control's, likewise; its sides are the differences of either. */
  readonly alignmentsMinusControl?: readonly AlignmentJson[];
}

function gapsJson(gaps: readonly GapSummary[], set: GapSet = 'questions'): GapsJson {
  const json = (name: GapName) => {
    const gap = gapOf(gaps, name, set);
    return gap === undefined ? null : pairedJson(gap);
  };
  return { iml: json('iml'), imlChange: json('imlChange'), stage1Gap: json('stage1Gap') };
}

function scoreJson({ seeds, ci95, ...measured }: SubsetSummary): ScoreJson {
  const { set, subset, metric, stage, epoch, mean } = measured;
  return { set, subset, metric, stage, epoch, mean, ci95: intervalJson(ci95), n: seeds };
}

function besidePaperJson({ paper, epoch, ours }: BesidePaper): BesidePaperJson {
  const { value, low, high, ...what } = paper;
  const interval: IntervalJson | null =
    low === undefined || high === undefined ? null : [low, high];
  return {
    ...what,
    epoch,
    paper: { value, ci95: interval },
    ours: ours === null ? null : { mean: ours.mean, ci95: intervalJson(ours.ci95), n: ours.seeds },
  };
}

function oneReportJson(report: Report): ReportJson {
  const subsets: Record<string, Record<string, { mean: number; ci95: IntervalJson | null }>> = {};
  for (const { subset, set, metric, stage, mean, ci95 } of report.ends) {
    if (set !== 'questions' || metric !== 'exactMatch') continue;
    subsets[subset] = { ...subsets[subset], [stage]: { mean, ci95: intervalJson(ci95) } };
  }
  const attributed = gapSets.filter(
    (set) => set !== 'questions' && report.gaps.some((gap) => gap.set === set),
  );
  const comparisons = report.comparisons.map(
    (one) => [`${one.upper} - ${one.lower}`, { stage: one.stage, ...pairedJson(one) }] as const,
  );
  const { name, figure, at } = report.experiment;
  return {
    experiment: name,
    figure,
    at,
    seeds: report.seeds,
    singleStage: isSingleStage(report.gapStages),
    subsets,
    scores: report.ends.map(scoreJson),
    ...gapsJson(report.gaps),
    attribution: Object.fromEntries(attributed.map((set) => [set, gapsJson(report.gaps, set)])),
    comparisons: Object.fromEntries(comparisons),
    paper: report.paper.map(besidePaperJson),
    alignments: report.alignments.map(alignmentJson),
    alignmentGains: report.alignmentGains.map(alignmentGainJson),
    paperCosines: report.experiment.paperCosines,
    probes: report.probes.map(probesJson),
    seconds: report.seconds,
  };
}

/** A report as plain data, to be printed by `--json`. */
export function reportJson({ report, control, effectMinusControl }: ComparedReport): ReportJson {
  const json = oneReportJson(report);
  if (control === null) return json;
  return {
    ...json,
    control: oneReportJson(control),
    effectMinusControl: gapsJson(effectMinusControl),
    alignmentsMinusControl: alignmentMinusControl(report.alignments, control.alignments).map(
      alignmentJson,
    ),
  };
}
