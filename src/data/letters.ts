import type { MersenneTwister } from '../random/mersenne-twister.js';

const alphabet = Array.from('abcdefghijklmnopqrstuvwxyz');

/** `length` random lower-case letters, such as `lczgk`. */
export function drawWord(length: number, random: MersenneTwister): string {
  return Array.from({ length }, () => random.choice(alphabet)).join('');
}

/** `length` random lower-case letters in the brackets of the release, such as `<|lczgk|>`. */
export function drawLetters(length: number, random: MersenneTwister): string {
  return `<|${drawWord(length, random)}|>`;
}
