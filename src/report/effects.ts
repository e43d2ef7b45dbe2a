import { type ContrastSummary, contrastOf } from '../statistics/contrasts.js';
import type { PairedSummary } from '../statistics/paired-summary.js';
import { fewestSeeds, isAbove, isBelow } from '../statistics/significance.js';
import type { ComparedReport } from './report.js';

/** One effect of a report on test questions, with what of it was measured. */
export interface Effect {
  readonly compared: ComparedReport;
  readonly own: ContrastSummary;
  /** Its change over the last stage; undefined where that has no meaning. */
  readonly change: ContrastSummary | undefined;
  readonly inControl: ContrastSummary | undefined;
  readonly changeInControl: ContrastSummary | undefined;
  readonly minus: ContrastSummary | undefined;
  readonly changeMinus: ContrastSummary | undefined;
}

/** The effects that a report measures on test questions, beside its control's. */
export function effectsOf(compared: ComparedReport): Effect[] {
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

/** How many first seeds the conclusion rests on: with a control, those of the side with fewer. */
export function seedsOf({ own, minus }: Effect): number {
  return minus === undefined ? own.seeds.length : fewestSeeds(minus);
}

/** Why a difference does not count as above zero, or nothing where it does or was not measured. */
function shortfall(what: string, summary: PairedSummary | undefined): string[] {
  if (summary === undefined || isAbove(summary)) return [];
  if (summary.p !== null) return [`${what} is not significantly above zero`];
  const reason =
    fewestSeeds(summary) < 2 ? 'it has a single seed' : 'it is the same for every seed';
  return [`${what} cannot be tested, as ${reason}`];
}

/** Whether the control has the difference too, or its change. */
const isInControl = ({ inControl, changeInControl }: Effect): boolean =>
  [inControl, changeInControl].some((one) => one !== undefined && isAbove(one));

/** Why the numbers do not show an effect; none where they do. */
export function shortfalls(effect: Effect): string[] {
  const { compared, own, change, minus, changeMinus } = effect;
  const reasons = [
    ...shortfall('the difference', own),
    ...shortfall(`its change over ${own.stage}`, change),
  ];
  if (reasons.length > 0 || compared.control === null) return reasons;
  if (minus === undefined) return ['the control did not measure the difference'];
  return [
    ...(isInControl(effect) ? ['the control shows a difference too'] : []),
    ...shortfall("the difference minus the control's", minus),
    ...shortfall("its change minus the control's", changeMinus),
  ];
}

/**
 * The differences that keep an effect from being decided: tested, and significantly neither above nor
 * below zero. None where it is shown, or where something speaks against it.
 */
export function undecided(effect: Effect): ContrastSummary[] {
  const { own, change, minus, changeMinus } = effect;
  const needed = [own, change, minus, changeMinus].filter((one) => one !== undefined);
  if (needed.some(isBelow) || isInControl(effect)) return [];
  return needed.filter((one) => one.p !== null && !isAbove(one));
}
