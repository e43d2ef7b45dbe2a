import { grouped } from '../text/grouped.js';
import { shortened } from '../text/printable.js';

/** More seeds than this are taken for a slip of the keyboard. */
export const mostSeeds = 10_000;

/** NumPy takes none above. */
export const largestSeed = 2 ** 32 - 1;

/** Whether no seed is listed twice. */
export const distinct = (list: readonly number[]): boolean => new Set(list).size === list.length;

/**
 * Reads seeds as written at the command line: `10-17`, `1,2,3`, or `1,5-7`; throws RangeError on
 * anything else, and on more than 10,000 seeds.
 */
export function parseSeeds(text: string): number[] {
  const seeds = text.split(',').flatMap((part) => {
    const [, from, to] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part) ?? [];
    const first = Number(from);
    const last = Number(to ?? from);
    if (from === undefined) {
      throw new RangeError(
        `expected a range such as 10-17 or a list such as 1,2,3, given "${shortened(text)}"`,
      );
    }
    if (last > largestSeed) {
      throw new RangeError(`a seed is at most ${largestSeed}, given "${shortened(part.trim())}"`);
    }
    if (last < first) throw new RangeError(`the range "${part.trim()}" ends before it begins`);
    const count = last - first + 1;
    if (count > mostSeeds) {
      const [named, most] = [count, mostSeeds].map(grouped);
      throw new RangeError(`"${part.trim()}" has ${named} seeds, but at most ${most} are allowed`);
    }
    return Array.from({ length: count }, (_, index) => first + index);
  });
  if (seeds.length > mostSeeds) {
    const [named, most] = [seeds.length, mostSeeds].map(grouped);
    throw new RangeError(`${named} seeds are listed, but at most ${most} are allowed`);
  }
  if (!distinct(seeds)) throw new RangeError(`a seed is listed twice in "${shortened(text)}"`);
  return seeds;
}
