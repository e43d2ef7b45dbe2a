import { type Group, reliabilityOf, sourcesDiffer } from '../data/groups.js';
import { type ContrastSummary, contrastOf } from '../statistics/contrasts.js';
import { isSingleStage } from '../statistics/learned-stages.js';
import type { PairedSummary } from '../statistics/paired-summary.js';
import { fewSeeds, isAbove, isBelow } from '../statistics/significance.js';
import { pText } from '../terminal/p-value.js';
import { counted } from '../text/counted.js';
import { intervalText, signed } from './difference-text.js';
import { type Effect, effectsOf, seedsOf, shortfalls } from './effects.js';
import type { ComparedReport, Report } from './report.js';

/** `+0.045 [+0.031, +0.059] (p = 0.0012)`, as the tables have it. */
function evidence({ mean, ci95, p }: PairedSummary): string {
  return `${[signed(mean), ...(ci95 === null ? [] : [intervalText(ci95)])].join(' ')}${pText(p)}`;
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
  if (reasons.length > 0) return `These runs do not show ${claim}: ${reasons.join(', and ')}.`;
  const nothing = isSingleStage(report.learned)
    ? "no question about X2's aliases is trained on"
    : `nothing in ${own.stage} says which source was right`;
  const trust = `Definitions under the ${upper} are internalised more than those under the ${lower}, though ${nothing}`;
  if (control === null)
    return `${trust}. That is ${claim}, but there is no control to compare with.`;
  const beside = 'the control shows no significant difference, and the two differ significantly';
  return `${trust}; ${beside}: ${claim}.`;
}

/** What an effect measures, as differences in exact match, and by which tests. */
function finding(effect: Effect): string {
  const { compared, own, change, ...rest } = effect;
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
    ...testsSentence(effect),
  ].join(' ');
}

/** Which intervals and tests those are. */
function testsSentence({ own, minus }: Effect): string[] {
  const tested = own.p !== null || (minus?.p ?? null) !== null;
  if (!tested) return [];
  const paired = 'In brackets: 95 % t interval; p: two-sided t test over first seeds, paired';
  if (minus?.test !== 'welch') return [`${paired}.`];
  const { upper, lower } = minus.sizes;
  return [
    `${paired}; for the difference from the control Welch's test of two samples (${upper} and ` +
      `${lower} seeds), as the two share too few seeds to be paired.`,
  ];
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
 * both differences from it are (by the test that the table has, `compareSeeds`). Paragraphs, the answer
 * before its numbers; none where no effect was measured.
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
        ? 'One seed cannot show whether a difference is more than chance.'
        : [conclusion(effect), ...fewSeeds(seedsOf(effect))].join(' ');
    return [concluded, finding(effect)];
  });
  const conditions = conditionSentences(compared);
  return conditions.length === 0 ? paragraphs : [...paragraphs, conditions.join(' ')];
}
