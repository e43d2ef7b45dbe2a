import { fewestSeeds } from '../statistics/significance.js';
import { counted } from '../text/counted.js';
import { grouped } from '../text/grouped.js';
import { effectsOf, undecided } from './effects.js';
import { answerPower, type PowerAnswer, powerEstimates } from './power-estimate.js';
import type { ComparedReport } from './report.js';

const target = { power: 0.8, alpha: 0.05 };

/** A command that trains more seeds than this would be no advice. */
export const mostToTrain = 100;

/** More seeds than this are not counted out to people. */
const mostToSay = 1000;

/** What keeps the effects of a report undecided, and how many first seeds would settle them. */
export interface Undecided {
  /** The differences that are neither significantly above nor below zero; at least one. */
  readonly answers: readonly PowerAnswer[];
  /** First seeds that there are: of the difference that has fewest. */
  readonly now: number;
  /**
   * First seeds that show all of them, as they were measured, with 80 % power; null where more are
   * needed than `mostSeeds`, and where one is not above 0 in these seeds.
   */
  readonly needed: number | null;
  /** The same with the upper ends of the 80 % intervals of the standard deviations. */
  readonly cautious: number | null;
  /** Second seeds of each first seed; null unless all differences have several, as many each. */
  readonly secondSeeds: number | null;
  /** First seeds that show all of them with another number of second seeds; null as `needed`. */
  readonly bySecondSeeds: readonly {
    readonly secondSeeds: number;
    readonly needed: number | null;
  }[];
  /** Titles of those that are not above 0 in these seeds. */
  readonly below: readonly string[];
  /** The least true difference that these seeds find with 80 % power. */
  readonly detectable: number;
}

/** What of a report is undecided; null where its effects are shown, or something speaks against them. */
export function undecidedOf(compared: ComparedReport): Undecided | null {
  const open = effectsOf(compared).flatMap(undecided);
  const answers = powerEstimates(compared)
    .filter(({ summary }) => open.includes(summary))
    .map((estimate) => answerPower(estimate, target));
  if (answers.length === 0) return null;
  const now = Math.min(...answers.map(({ summary }) => fewestSeeds(summary)));
  const below = answers.filter(({ summary }) => summary.mean <= 0).map(({ title }) => title);
  const most = (wanted: readonly (number | null | undefined)[], least = 2): number | null => {
    const counts = wanted.filter((one) => one != null);
    const isKnown = below.length === 0 && counts.length === wanted.length;
    return isKnown ? Math.max(least, ...counts) : null;
  };
  const [secondSeeds = null, ...others] = new Set(
    answers.map(({ nested }) => nested?.secondSeeds ?? null),
  );
  const isNested = others.length === 0 && Number.isInteger(secondSeeds);
  const numbers = isNested ? (answers[0]?.bySecondSeeds ?? []) : [];
  return {
    answers,
    now,
    needed: most(
      answers.map(({ forPower }) => forPower?.seeds),
      now + 1,
    ),
    cautious: most(
      answers.map(({ forPower }) => forPower?.cautious),
      now + 1,
    ),
    secondSeeds: isNested ? secondSeeds : null,
    bySecondSeeds: numbers
      .filter((one) => one.secondSeeds !== secondSeeds)
      .map((one) => ({
        secondSeeds: one.secondSeeds,
        needed: most(
          answers.map(
            ({ bySecondSeeds }) =>
              bySecondSeeds.find((other) => other.secondSeeds === one.secondSeeds)?.forPower,
          ),
        ),
      })),
    below,
    detectable: Math.max(...answers.map(({ detectable }) => detectable ?? 0)),
  };
}

/** The first seeds of an experiment, and after the last as many new ones as make up the number. */
export function moreSeeds(seeds: readonly number[], wanted: number): number[] {
  const last = Math.max(...seeds);
  const more = Array.from({ length: wanted - seeds.length }, (_, index) => last + 1 + index);
  return [...seeds, ...more];
}

/** A number of seeds for people. */
export const seedCountText = (seeds: number | null): string =>
  seeds === null || seeds > mostToSay ? `more than ${grouped(mostToSay)}` : `${seeds}`;

/** ` with 2 second seeds each, or 6 with 5,`; nothing where there are no second seeds. */
function secondSeedsText({ secondSeeds, bySecondSeeds }: Undecided): string {
  if (secondSeeds === null) return '';
  const others = bySecondSeeds.flatMap((one) =>
    one.needed === null || one.needed > mostToSay
      ? []
      : [`or ${one.needed} with ${one.secondSeeds}`],
  );
  return [` with ${counted(secondSeeds, 'second seed')} each`, ...others].join(', ').concat(',');
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
  const found = undecidedOf(compared);
  if (found === null) return null;
  const { now, needed, cautious, secondSeeds, below, detectable } = found;
  const least = detectable.toFixed(3);
  const couldFind = `With ${counted(now, 'seed')}, a true difference of ${least} or more is found with 80 % power.`;
  if (below.length > 0)
    return `Undecided: in these seeds ${below.join(' and ')} ${below.length === 1 ? 'is' : 'are'} not above 0. ${couldFind}`;
  if (needed === null || needed > mostToSay)
    return `Undecided: differences as small as these need more than 1,000 seeds. ${couldFind}`;
  const command =
    commandFor === undefined || needed > mostToTrain
      ? ''
      : `: ${commandFor(moreSeeds(compared.report.seeds, needed))}`;
  return (
    `Undecided: about ${needed} ${secondSeeds === null ? '' : 'first '}seeds (cautiously, ` +
    `${seedCountText(cautious)})${secondSeedsText(found)} would show differences ` +
    `of this size with 80 % power; there ${now === 1 ? 'is' : 'are'} ${now}${command}`
  );
}
