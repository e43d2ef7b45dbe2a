import type { MersenneTwister } from './mersenne-twister.js';

const alphabet = Array.from('abcdefghijklmnopqrstuvwxyz');

/** So many lower-case letters in the brackets of the release, such as `<|lczgk|>`. */
export function drawLetters(length: number, random: MersenneTwister): string {
  const letters = Array.from({ length }, () => random.choice(alphabet));
  return `<|${letters.join('')}|>`;
}
