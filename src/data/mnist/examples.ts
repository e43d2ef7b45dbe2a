// Shapes: B images, C cells of a grid.

import { UserError } from '../../errors/user-error.js';
import type { MersenneTwister } from '../../random/mersenne-twister.js';
import type { DigitImages } from './digits.js';
import { cellCount, type GridData, type GridPair, gridText } from './grids.js';
import type { ImageSet, MnistOptions } from './options.js';

/** What one image asks or says. */
export interface GridExample {
  readonly pair: GridPair;
  /** The cell that is asked about; null for a definition. */
  readonly asked: number | null;
}

/** Images before they are drawn: whole numbers only, few enough to hand to a device. */
export interface ExampleArrays {
  readonly count: number;
  /** Which image of a digit stands in each cell [B, C]. */
  readonly digits: Int32Array;
  /** The highlighted cell [B]; C for none. */
  readonly asked: Int32Array;
  /** The tag of a definition, from 1 [B]; 0 for none. */
  readonly tags: Int32Array;
  /** Class of each cell [B, C]: a target, or as many as there are targets for "no answer". */
  readonly targets: Int32Array;
}

/** What a stage trains on, by what is shown of it. */
export interface GridSelection {
  readonly questions: readonly string[];
  readonly definitions: readonly string[];
}

/**
 * Draws what a stage shows, one image at a time: a pair, uniformly among those of the selection; a
 * definition or a question, by `definitionShare` where the pair has both; a cell, uniformly among
 * those that are not left out (paper, App. E.1). Throws a UserError where a group has no pairs.
 */
export function exampleSource(
  { options, pairs }: GridData,
  { questions, definitions }: GridSelection,
): (random: MersenneTwister) => GridExample {
  const shown = [...new Set([...questions, ...definitions])].flatMap((subset) => {
    const own = pairs.get(subset) ?? [];
    if (own.length === 0) throw new UserError(`a stage trains on ${subset}, which has no pairs`);
    const isAsked = questions.includes(subset);
    const share = !definitions.includes(subset) ? 0 : isAsked ? options.definitionShare : 1;
    return own.map((pair) => ({ pair, share }));
  });
  const cells = cellCount(options);
  return (random) => {
    const { pair, share } = random.choice(shown);
    if (share === 1 || (share > 0 && random.random() < share)) return { pair, asked: null };
    if (cells === 1 || pair.leftOut === null) return { pair, asked: random.randrange(0, cells) };
    return { pair, asked: (pair.leftOut + random.randrange(1, cells)) % cells };
  };
}

/**
 * What a test shows of a pair: the test questions, about its left-out cell or about all cells where
 * none trains; the questions that training asks; or its definition.
 */
export function testExamples(pair: GridPair, set: ImageSet): GridExample[] {
  if (set === 'definitions') return pair.defined === null ? [] : [{ pair, asked: null }];
  const { leftOut } = pair;
  const isTest = (cell: number): boolean => leftOut === null || cell === leftOut;
  return Array.from(pair.variable.keys())
    .filter((cell) => isTest(cell) === (set === 'questions'))
    .map((asked) => ({ pair, asked }));
}

/** The examples of a group, each with as many images as the options say. */
export function shownExamples(
  pairs: readonly GridPair[],
  set: ImageSet,
  { testImages }: Pick<MnistOptions, 'testImages'>,
): GridExample[] {
  const once = pairs.flatMap((pair) => testExamples(pair, set));
  return Array.from({ length: testImages }, () => once).flat();
}

/** A question about an image in the words of one about texts. */
export function askedText({ pair, asked }: GridExample) {
  const cell = asked ?? 0;
  return {
    entity: gridText(pair.entity, 'targets'),
    prompt: `${gridText(pair.variable, 'digits')}, cell ${cell + 1}`,
  };
}

/** Chooses a digit's image for every cell and writes out what is asked and answered. */
export function exampleArrays(
  examples: readonly GridExample[],
  options: MnistOptions,
  digits: DigitImages,
  random: MersenneTwister,
): ExampleArrays {
  const cells = cellCount(options);
  const count = examples.length;
  const arrays = {
    count,
    digits: new Int32Array(count * cells),
    asked: new Int32Array(count),
    tags: new Int32Array(count),
    targets: new Int32Array(count * cells).fill(options.targets),
  };
  for (const [row, { pair, asked }] of examples.entries()) {
    for (const [cell, digit] of pair.variable.entries()) {
      const first = digits.starts[digit] as number;
      arrays.digits[row * cells + cell] =
        first + random.randrange(0, (digits.starts[digit + 1] as number) - first);
    }
    arrays.asked[row] = asked ?? cells;
    if (asked !== null) arrays.targets[row * cells + asked] = pair.entity[asked] as number;
    else if (pair.defined !== null) {
      arrays.targets.set(pair.defined, row * cells);
      arrays.tags[row] = pair.tag;
    }
  }
  return arrays;
}

/** The images from `start` to before `end`, or to the last. */
export function sliceExamples(arrays: ExampleArrays, start: number, end: number): ExampleArrays {
  const cells = arrays.targets.length / arrays.count;
  return {
    count: Math.min(end, arrays.count) - start,
    digits: arrays.digits.subarray(start * cells, end * cells),
    asked: arrays.asked.subarray(start, end),
    tags: arrays.tags.subarray(start, end),
    targets: arrays.targets.subarray(start * cells, end * cells),
  };
}
