import { compareCodePoints } from '../../text/code-points.js';
import { sourcesOf } from '../groups.js';
import type { SetInclusionOptions } from './options.js';

const letters = Array.from('abcdefghijklmnopqrstuvwxyz');

/** The release has words for the numbers 0 to 99, whatever the data use. */
const leastNumbers = 100;

/** The release has three sources. */
const releaseSources = 3;

/** The tags of so many sources, in their order. */
export const setInclusionTags = (sources = releaseSources): string[] =>
  Array.from({ length: sources }, (_, source) => `define${source + 1}`);

/** All words but the names of variables, in the release's order; `[PAD]` is id 0, `[UNK]` id 1. */
export function wordsBeforeNames(numbers = leastNumbers, sources = releaseSources): string[] {
  const count = Math.max(leastNumbers, numbers);
  return [
    ...['[PAD]', '[UNK]', '=', '%', 'true', 'false'],
    ...setInclusionTags(sources),
    ...Array.from({ length: count }, (_, number) => String(number)),
    ...letters,
  ];
}

/**
 * The words of set inclusion by id: with the paper's options the 17,711 of the release, of which
 * the last 17,576 are the names that three letters make. Names written letter by letter need no
 * words of their own.
 */
export function setInclusionVocabulary(
  options: SetInclusionOptions,
  names: readonly string[],
): string[] {
  const { numbers, nameLetters, spacedNames, vocabulary } = options;
  const tags = sourcesOf(options).filter(({ tag }) => tag !== null).length;
  const words = wordsBeforeNames(numbers, tags);
  if (spacedNames) return words;
  const own =
    vocabulary === 'all names' ? allNames(nameLetters) : [...names].sort(compareCodePoints);
  return [...new Set([...words, ...own])];
}

function allNames(length: number): string[] {
  return length === 0
    ? ['']
    : letters.flatMap((first) => allNames(length - 1).map((rest) => first + rest));
}
