import { type Group, reliabilityOf, sourcesDiffer } from '../data/groups.js';
import { type ContrastSummary, contrastOf } from '../statistics/contrasts.js';
import { isSingleStage } from '../statistics/learned-stages.js';
import type { PairedSummary } from '../statistics/paired-summary.js';
import { fewSeeds, isAbove, isBelow } from '../statistics/significance.js';
import { pText } from '../terminal/p-value.js';
import { counted } from '../text/counted.js';
import type { ComparedReport, Report } from './report.js';

function points(value: number): string {
  const text = (100 * Math.abs(value)).toFixed(1);
  return `${value < 0 ? '-' : '+'}${text}`;
}

/** `+4.5 points (p = 0.0012)`; a point is 0.01 of exact match. */
function evidence({ mean, p }: PairedSummary): string {
  return `${points(mean)} points${pText(p)}`;
}

/** One effect of a report, with what of it was measured. */
interface Effect {
  readonly compared: ComparedReport;
  readonly own: ContrastSummary;
  /** Its change over the last stage; undefined where that has no meaning. */
  readonly change: ContrastSummary | undefined;
  readonly inControl: ContrastSummary | undefined;
  readonly changeInControl: ContrastSummary | undefined;
  readonly minus: ContrastSummary | undefined;
  readonly changeMinus: ContrastSummary | undefined;
}

function effectsOf(compared: ComparedReport): Effect[] {
  const { report, control, effectMinusControl } = compared;
  const asked = report.contrasts.filter(
    ({ contrast, isChange, set }) => contrast.role === 'effect' && !isChange && set === 'questions',
  );
  return asked.map((own): Effect => {
    const change = `${own.name}Change`;
    return {
      compared,
      own,
      change: contrastOf(report.contrasts, change),
      inControl: contrastOf(control?.contrasts ?? [], own.name),
      changeInControl: contrastOf(control?.contrasts ?? [], change),
      minus: contrastOf(effectMinusControl, own.name),
      changeMinus: contrastOf(effectMinusControl, change),
    };
  });
}

/** How many first seeds the conclusion rests on: with a control, those that both have. */
function seedsOf({ compared, minus }: Effect): number {
  const { report, control } = compared;
  return control === null ? report.seeds.length : (minus?.seeds.length ?? report.seeds.length);
}

/** Why a difference does not count as above zero, or nothing where it does or was not measured. */
function shortfall(what: string, summary: PairedSummary | undefined): string[] {
  if (summary === undefined || isAbove(summary)) return [];
  if (summary.p === null) return [`${what} cannot be tested`];
  return [`${what} is not significantly above zero`];
}

/** Why the numbers do not show an effect; none where they do. */
function shortfalls(effect: Effect): string[] {
  const { compared, own, change, minus, changeMinus, inControl, changeInControl } = effect;
  const reasons = [
    ...shortfall('the difference', own),
    ...shortfall(`its change over ${own.stage}`, change),
  ];
  if (reasons.length > 0 || compared.control === null) return reasons;
  if (minus === undefined) return ['the experiment and its control have no seed in common'];
  const shown = [inControl, changeInControl].some((one) => one !== undefined && isAbove(one));
  return [
    ...(shown ? ['the control shows a difference too'] : []),
    ...shortfall("the difference minus the control's", minus),
    ...shortfall("its change minus the control's", changeMinus),
  ];
}

/** The source of a group as a sentence names it. */
function sourceOf(name: string, groups: readonly Group[]): string {
  const source = groups.find((group) => group.name === name)?.source;
  return source === null || source === undefined
    ? 'no source'
    : (source.label ?? `source "${source.name}"`);
}

/** Whether the minuend's source was right more often in X1 than the subtrahend's. */
function differInReliability({ compared, own }: Effect): boolean {
  const { groups } = compared.report;
  const sources = [own.contrast.minuend, own.contrast.subtrahend].map(
    (name) => groups.find((group) => group.name === name)?.source?.name ?? null,
  );
  const [first, second] = sources.map((name) =>
    name === null ? null : reliabilityOf(name, groups),
  );
  if (first == null || second == null) return sourcesDiffer(groups);
  return first > second + 1e-9;
}

function conclusion(effect: Effect): string {
  const { compared, own, change } = effect;
  const { report, control } = compared;
  const { title, minuend, subtrahend } = own.contrast;
  const [upper, lower] = [sourceOf(minuend, report.groups), sourceOf(subtrahend, report.groups)];
  const claim = title
    .replace(/ \(.*\)$/, '')
    .replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  if (!differInReliability(effect))
    return `Neither source was right more often, so no difference here would be ${claim}.`;
  if (isBelow(own))
    return (
      `The difference is significantly below zero: definitions under the ${lower} are internalised ` +
      `more, the opposite of ${claim}.`
    );
  if (change !== undefined && isBelow(change))
    return `The difference shrank significantly over ${own.stage}, so this shows no ${claim}.`;
  const reasons = shortfalls(effect);
  if (reasons.length > 0) return `This does not show ${claim}: ${reasons.join(', and ')}.`;
  const nothing = isSingleStage(report.learned)
    ? "no question about X2's aliases is trained on"
    : `nothing in ${own.stage} says which source was right`;
  const trust = `Definitions under the ${upper} are internalised more than those under the ${lower}, though ${nothing}`;
  if (control === null)
    return `${trust}. That is ${claim}, but there is no control to compare with.`;
  const beside = 'the control shows no significant difference, and the two differ significantly';
  return `${trust}; ${beside}: ${claim}.`;
}

/** What an effect measures, in points of exact match. */
function finding({ compared, own, change, ...rest }: Effect): string {
  const { minuend, subtrahend } = own.contrast;
  const sentence = (what: string, shown: readonly (ContrastSummary | undefined)[]): string[] => {
    const titles = [what, 'in the control', 'difference'];
    const parts = shown.flatMap((one, i) => (one ? [`${titles[i]}: ${evidence(one)}`] : []));
    return parts.length === 0 ? [] : [`${parts.join('; ')}.`];
  };
  return [
    ...sentence(`EM(${minuend}) - EM(${subtrahend}) after ${own.stage}`, [
      own,
      rest.inControl,
      rest.minus,
    ]),
    ...sentence(`Its change over ${own.stage}`, [change, rest.changeInControl, rest.changeMinus]),
    ...attributionSentence(compared.report, own.name),
  ].join(' ');
}

/** In how many questions of entity attribution it is above zero, with at least two seeds. */
function attributionSentence({ contrasts, seeds }: Report, name: string): string[] {
  const attributed = contrasts.filter((one) => one.name === name && one.set !== 'questions');
  if (attributed.length === 0 || seeds.length === 1) return [];
  const above = attributed.filter(isAbove).length;
  return [
    `In entity attribution it is significantly above zero for ${above} of ` +
      `${counted(attributed.length, 'question')}.`,
  ];
}

/** Whether the definitions of X2 are shown in any stage, without which there is nothing to trust. */
function trainsX2({ experiment, groups }: Report): boolean {
  const { data, stages } = experiment;
  const x2 = new Set(groups.filter((group) => group.data === 'X2').map(({ name }) => name));
  return (
    ('inContext' in data && data.inContext) ||
    stages.some(({ train }) => train.definitions.some((name) => x2.has(name)))
  );
}

/**
 * A sentence for each condition of the effect, such as the Stage-1 gap, that is significant and yet
 * no evidence of trust by itself: the control has it too, or there is no control. None where the
 * control's is not significant.
 */
export function conditionSentences({
  report,
  control,
}: Pick<ComparedReport, 'report' | 'control'>): string[] {
  const conditions = report.contrasts.filter(
    ({ contrast, set }) => contrast.role === 'condition' && set === 'questions',
  );
  return conditions.flatMap((own): string[] => {
    if (!isAbove(own)) return [];
    const { title, minuend, subtrahend } = own.contrast;
    const what = `The ${title} (${minuend} - ${subtrahend})`;
    const reason =
      'true definitions help, which by itself is no evidence that a source is trusted.';
    if (control === null) return [`${what} shows that ${reason}`];
    const other = contrastOf(control.contrasts, own.name);
    if (other === undefined || !isAbove(other)) return [];
    return [`${what} is in the control too, ${evidence(other)}, so it shows that ${reason}`];
  });
}

/**
 * What the contrasts mean, in plain words and with no more claim than the numbers carry: an effect is
 * said to be shown only where the contrast and its change over the last stage are both significantly
 * above zero (p < 0.05, paired t test), and, where a control is shown, the control's are not while
 * both differences from it are. Paragraphs; none where no effect was measured.
 */
export function verdict(compared: ComparedReport): string[] {
  const effects = effectsOf(compared);
  if (effects.length === 0) return [];
  const { report } = compared;
  if (!trainsX2(report)) {
    const untrained = "No stage trains on X2's definitions, so this is no test of meta-learning.";
    return [[untrained, ...conditionSentences(compared)].join(' ')];
  }
  const paragraphs = effects.flatMap((effect) => {
    const concluded =
      report.seeds.length === 1
        ? 'One seed cannot show whether that is more than chance.'
        : [conclusion(effect), ...fewSeeds(seedsOf(effect))].join(' ');
    return [finding(effect), concluded];
  });
  const conditions = conditionSentences(compared);
  return conditions.length === 0 ? paragraphs : [...paragraphs, conditions.join(' ')];
}
