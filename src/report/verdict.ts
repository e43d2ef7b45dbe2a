import { sourcesDiffer } from '../data/sources.js';
import { subsets } from '../data/subsets.js';
import { isSingleStage } from '../statistics/gap-stages.js';
import type { GapName, GapSummary } from '../statistics/gaps.js';
import type { PairedSummary } from '../statistics/paired-summary.js';
import { enoughSeeds, fewSeeds, isAbove, isBelow } from '../statistics/significance.js';
import { pText } from '../terminal/p-value.js';
import { counted } from '../text/counted.js';
import { type ComparedReport, gapOf, type Report } from './report.js';

function points(value: number): string {
  const text = (100 * Math.abs(value)).toFixed(1);
  return `${value < 0 ? '-' : '+'}${text}`;
}

/** `+4.5 points (p = 0.0012)`; a point is 0.01 of exact match. */
function evidence({ mean, p }: PairedSummary): string {
  return `${points(mean)} points${pText(p)}`;
}

/** How many first seeds the conclusion rests on: with a control, those that both have. */
function seedsOf({ report, control, effectMinusControl }: ComparedReport): number {
  const paired = gapOf(effectMinusControl, 'iml')?.seeds.length;
  return control === null ? report.seeds.length : (paired ?? report.seeds.length);
}

const isEnough = (compared: ComparedReport) => seedsOf(compared) >= enoughSeeds;

/** Why a difference does not count as above zero, or nothing where it does or was not measured. */
function shortfall(what: string, summary: PairedSummary | undefined): string[] {
  if (summary === undefined || isAbove(summary)) return [];
  if (summary.p === null) return [`${what} cannot be tested`];
  return [`${what} is not significantly above zero`];
}

/** Why the numbers do not show implicit meta-learning; none where they do. */
function shortfalls({ report, control, effectMinusControl }: ComparedReport): string[] {
  const { last } = report.gapStages;
  const own = [
    ...shortfall('the gap', gapOf(report.gaps, 'iml')),
    ...shortfall(`its change over ${last}`, gapOf(report.gaps, 'imlChange')),
  ];
  if (own.length > 0 || control === null) return own;
  if (gapOf(effectMinusControl, 'iml') === undefined) {
    return ['experiment and control have no seed in common'];
  }
  const shown = control.gaps.some(
    (gap) => gap.set === 'questions' && gap.gap !== 'stage1Gap' && isAbove(gap),
  );
  return [
    ...(shown ? ['the control shows a gap too'] : []),
    ...shortfall("the gap minus the control's", gapOf(effectMinusControl, 'iml')),
    ...shortfall("its change minus the control's", gapOf(effectMinusControl, 'imlChange')),
  ];
}

function conclusion(compared: ComparedReport): string {
  const { report, control } = compared;
  const { last } = report.gapStages;
  const [iml, change] = [gapOf(report.gaps, 'iml'), gapOf(report.gaps, 'imlChange')];
  if (!sourcesDiffer(report.experiment.data.shares)) {
    return 'Neither source is more reliable here, so that no gap would be implicit meta-learning.';
  }
  if (iml !== undefined && isBelow(iml)) {
    return (
      "The gap is significantly below zero: the unreliable source's definitions are taken in " +
      'more, the opposite of implicit meta-learning.'
    );
  }
  if (change !== undefined && isBelow(change)) {
    return `The gap shrank significantly over ${last}: no implicit meta-learning is shown.`;
  }
  const reasons = shortfalls(compared);
  if (reasons.length > 0) {
    return `No implicit meta-learning is shown: ${reasons.join(', and ')}.`;
  }
  const nothing = isSingleStage(report.gapStages)
    ? "no question about X2's aliases is trained on"
    : `nothing in ${last} says which source is which`;
  const trust = `The reliable source's definitions are taken in more, though ${nothing}`;
  if (control === null) {
    return `${trust}, as implicit meta-learning has it; no control is shown beside it.`;
  }
  const beside = 'the control shows no significant gap, and the difference is significant';
  const difference = `${trust}; ${beside}`;
  return isEnough(compared)
    ? `${difference}: implicit meta-learning.`
    : `${difference}, as implicit meta-learning has it.`;
}

/** What the gaps are, in points of exact match. */
function finding({ report, control, effectMinusControl }: ComparedReport): string {
  const { last } = report.gapStages;
  const sentence = (what: string, name: GapName): string[] => {
    const shown: (readonly [string, GapSummary | undefined])[] = [
      [what, gapOf(report.gaps, name)],
      ['in the control', gapOf(control?.gaps ?? [], name)],
      ['difference', gapOf(effectMinusControl, name)],
    ];
    const parts = shown.flatMap(([title, gap]) => (gap ? [`${title}: ${evidence(gap)}`] : []));
    return parts.length === 0 ? [] : [`${parts.join('; ')}.`];
  };
  return [
    ...sentence(`EM(D5cons) - EM(D6cons) after ${last}`, 'iml'),
    ...sentence(`Its change over ${last}`, 'imlChange'),
    ...attributionSentence(report),
  ].join(' ');
}

/** In how many questions of entity attribution the gap is above zero, with at least two seeds. */
function attributionSentence({ gaps, seeds }: Report): string[] {
  const attributed = gaps.filter(({ gap, set }) => gap === 'iml' && set !== 'questions');
  if (attributed.length === 0 || seeds.length === 1) return [];
  const above = attributed.filter(isAbove).length;
  return [
    `In entity attribution it is significantly above zero for ${above} of ` +
      `${counted(attributed.length, 'question')}.`,
  ];
}

/** Whether the definitions of X2 are shown in any stage, without which there is nothing to trust. */
function trainsX2({ experiment }: Report): boolean {
  const { data, stages } = experiment;
  return (
    ('inContext' in data && data.inContext) ||
    stages.some(({ train }) => train.definitions.some((subset) => subsets[subset].stage === 'X2'))
  );
}

/**
 * That the Stage-1 gap, where it is significant, is no evidence of trust by itself: it is in the
 * control too, or no control is shown. Nothing where the control has no significant one.
 */
export function stage1Sentence({
  report,
  control,
}: Pick<ComparedReport, 'report' | 'control'>): string[] {
  const own = gapOf(report.gaps, 'stage1Gap');
  if (own === undefined || !isAbove(own)) return [];
  const gap = isSingleStage(report.gapStages) ? 'The gap in X1' : 'The Stage-1 gap';
  const reason = 'true definitions help: by itself it is no evidence that the source is trusted.';
  if (control === null) return [`${gap} shows that ${reason}`];
  const other = gapOf(control.gaps, 'stage1Gap');
  if (other === undefined || !isAbove(other)) return [];
  return [`${gap} is there in the control too, ${evidence(other)}, so it shows that ${reason}`];
}

/**
 * What the gaps mean, in plain words and with no more claim than the numbers carry: implicit
 * meta-learning is said to be shown only where the gap (EM(D5cons) - EM(D6cons)) and its change
 * over the last stage are both significantly above zero (p < 0.05, paired t test), and, where a
 * control is shown, the control's are not while both differences from it are. Paragraphs; none
 * where the gap was not measured.
 */
export function verdict(compared: ComparedReport): string[] {
  const { report } = compared;
  if (gapOf(report.gaps, 'iml') === undefined) return [];
  if (!trainsX2(report)) {
    const untrained = "No stage trains on X2's definitions, so this is no test of meta-learning.";
    return [[untrained, ...stage1Sentence(compared)].join(' ')];
  }
  const conclusions =
    report.seeds.length === 1
      ? ['One seed cannot show whether that is more than chance.']
      : [conclusion(compared), ...fewSeeds(seedsOf(compared))];
  return [finding(compared), [...conclusions, ...stage1Sentence(compared)].join(' ')];
}
