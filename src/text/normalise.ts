import { splitPython } from './python-text.js';

/** What normalisation deletes: every ASCII character that is no letter, digit, space or control. */
export const asciiPunctuation = /[!-/:-@[-`{-~]/g;
// A word is a run of letters, numbers and underscores of any script: \b knows only ASCII.
const article = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/**
 * Brings an answer to the form in which answers are compared: lower case, no ASCII punctuation (no
 * space takes its place), no whole-word `a`, `an` or `the`, single spaces, none at the ends.
 *
 * Punctuation beyond ASCII and accents stay, as in the authors' release.
 */
export function normaliseAnswer(text: string): string {
  const words = text.toLowerCase().replace(asciiPunctuation, '').replace(article, ' ');
  return splitPython(words).join(' ');
}

/** The acceptable answers in a truth that separates alternatives by `;`. */
export function alternatives(truth: string): string[] {
  return truth.split(';');
}
