import type { MersenneTwister } from '../../random/mersenne-twister.js';
import { drawDistinct } from '../aliases.js';
import { drawWord } from '../letters.js';
import type { SetInclusionOptions } from './options.js';

/** A question of set inclusion: whether a number is in a list. */
export interface ListQuestion {
  readonly list: readonly number[];
  /** As it is answered, which a flip may have made wrong. */
  readonly isTrue: boolean;
}

/** A variable of set inclusion, with the questions about it. */
export interface Variable {
  readonly name: string;
  readonly number: number;
  /** What a false definition says. */
  readonly falseNumber: number;
  readonly train: readonly ListQuestion[];
  readonly test: readonly ListQuestion[];
}

type Drawn = Omit<Variable, 'name'>;

/**
 * All variables in drawing order, draw by draw as the release: first the numbers and lists of all,
 * then their names.
 */
export function drawVariables(options: SetInclusionOptions, random: MersenneTwister): Variable[] {
  const { variables, nameLetters, spacedNames } = options;
  const drawn = Array.from({ length: variables }, () => drawVariable(options, random));
  const names = drawDistinct(variables, () => drawWord(nameLetters, random), random);
  return drawn.map((variable, i) => {
    const name = names[i] as string;
    return { ...variable, name: spacedNames ? Array.from(name).join(' ') : name };
  });
}

function drawVariable(options: SetInclusionOptions, random: MersenneTwister): Drawn {
  const { numbers, listLength, common, questionsPerVariable, flips } = options;
  const shuffled = Array.from({ length: numbers }, (_, number) => number);
  random.shuffle(shuffled);
  const shared = random.sample(shuffled, common);
  const number = shared[0] as number;
  const unshared = shuffled.filter((other) => !shared.includes(other));
  const others = shuffled.filter((other) => other !== number);
  const [falseNumber] = random.sample(others, 1) as [number];
  const repeat = (draw: () => ListQuestion): ListQuestion[] =>
    Array.from({ length: questionsPerVariable / 4 }, draw);
  const train = [
    ...repeat(() => {
      const list = [...random.sample(unshared, listLength - common), ...shared];
      random.shuffle(list);
      return { list, isTrue: true };
    }),
    ...repeat(() => ({ list: random.sample(unshared, listLength), isTrue: false })),
  ];
  const test = [
    ...repeat(() => drawTrue(number, others, listLength, random)),
    ...repeat(() => ({ list: random.sample(others, listLength), isTrue: false })),
  ];
  // A draw for every question, whether or not any can flip.
  const flipped = train.map(({ list, isTrue }) => ({
    list,
    isTrue: random.random() >= flips && isTrue,
  }));
  return { number, falseNumber, train: flipped, test };
}

/** A list that has a number, and others besides. */
export function drawTrue(
  number: number,
  others: readonly number[],
  listLength: number,
  random: MersenneTwister,
): ListQuestion {
  const list = [number, ...random.sample(others, listLength - 1)];
  random.shuffle(list);
  return { list, isTrue: true };
}
