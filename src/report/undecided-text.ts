import { mostSeeds } from '../statistics/power/power.js';
import { fewestSeeds } from '../statistics/significance.js';
import { counted } from '../text/counted.js';
import { effectsOf, undecided } from './effects.js';
import { answerPower, type PowerAnswer, powerEstimates } from './power-estimate.js';
import type { ComparedReport } from './report.js';

const target = { power: 0.8, alpha: 0.05 };

/** The first seeds of an experiment, and after the last as many new ones as make up the number. */
export function moreSeeds(seeds: readonly number[], wanted: number): number[] {
  const last = Math.max(...seeds);
  const more = Array.from({ length: wanted - seeds.length }, (_, index) => last + 1 + index);
  return [...seeds, ...more];
}

function answersOf(compared: ComparedReport): PowerAnswer[] {
  const open = effectsOf(compared).flatMap(undecided);
  return powerEstimates(compared)
    .filter(({ summary }) => open.includes(summary))
    .map((estimate) => answerPower(estimate, target));
}

/**
 * A sentence where the effects of a report are undecided: how many first seeds would show differences
 * as they were measured with 80 % power, and the command that trains them; or, where those are not
 * above zero, what would have been found. Null where nothing is undecided.
 */
export function undecidedText(
  compared: ComparedReport,
  commandFor: ((seeds: readonly number[]) => string) | undefined,
): string | null {
  const answers = answersOf(compared);
  if (answers.length === 0) return null;
  const now = Math.min(...answers.map(({ summary }) => fewestSeeds(summary)));
  const found = Math.max(...answers.map(({ detectable }) => detectable ?? 0));
  const couldFind = `with ${counted(now, 'seed')}, true differences from ${found.toFixed(3)} on are found with 80 % power`;
  const below = answers.filter(({ summary }) => summary.mean <= 0).map(({ title }) => title);
  if (below.length > 0) return `Undecided: not above 0 here: ${below.join(', ')}; ${couldFind}.`;
  const needed = answers.map(({ forPower }) => forPower?.seeds ?? null);
  const all = needed.every((one) => one !== null) ? Math.max(now + 1, ...needed) : mostSeeds + 1;
  // A command with thousands of seeds would be no advice.
  if (all > 1000)
    return `Undecided: differences as small as these need more than 1,000 seeds; ${couldFind}.`;
  const cautious = answers.map(({ forPower }) => forPower?.cautious ?? mostSeeds);
  const most = Math.max(all, ...cautious);
  const say = most > 1000 ? 'cautiously, more than 1,000' : `cautiously, ${most}`;
  const command =
    commandFor === undefined || all > 100
      ? ''
      : `: ${commandFor(moreSeeds(compared.report.seeds, all))}`;
  return (
    `Undecided: about ${all} seeds (${say}) would show differences of this size with 80 % power; ` +
    `there ${now === 1 ? 'is' : 'are'} ${now}${command}`
  );
}
