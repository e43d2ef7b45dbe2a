import { UserError } from '../errors/user-error.js';
import type { MersenneTwister } from '../random/mersenne-twister.js';
import { comparePairs, type Pair } from './pairs.js';

const mostReshuffles = 100_000;

/**
 * The false definitions of a group: its aliases dealt anew to its entities, every alias and every
 * entity once, none of them true.
 *
 * As in the release, orders are drawn until one gives no alias its own entity, so that all such
 * orders are equally likely. A group that has a single entity, or that needs more than 100,000
 * draws, is a UserError.
 */
export function deriveFalsePairs(pairs: readonly Pair[], random: MersenneTwister): Pair[] {
  if (pairs.length === 0) return [];
  checkSolvable(pairs);
  const owners = [...pairs].sort(comparePairs);
  random.shuffle(owners);
  const order = owners.map((_, index) => index);
  for (let draw = 0; draw < mostReshuffles; draw++) {
    random.shuffle(order);
    const dealt = order.map((index) => owners[index] as Pair);
    if (dealt.every((giver, i) => giver.entity !== owners[i]?.entity)) {
      return dealt.map((giver, i) => ({ entity: (owners[i] as Pair).entity, alias: giver.alias }));
    }
  }
  throw new UserError(
    `no false definitions found for ${pairs.length} aliases of ${countByEntity(pairs).size} ` +
      `entities in ${mostReshuffles} draws: ` +
      "too many aliases share an entity: write fewer data.aliasesPerEntity, or 'auto', or use more " +
      'entities',
  );
}

function checkSolvable(pairs: readonly Pair[]): void {
  for (const [entity, count] of countByEntity(pairs)) {
    if (2 * count > pairs.length) {
      throw new UserError(
        `false definitions are impossible: ${count} of the group's ${pairs.length} aliases ` +
          `stand for "${entity}", ` +
          'so one of them would name its own entity: use more entities, a larger share ' +
          '(data.shares) or fewer data.aliasesPerEntity',
      );
    }
  }
}

function countByEntity(pairs: readonly Pair[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { entity } of pairs) counts.set(entity, (counts.get(entity) ?? 0) + 1);
  return counts;
}
