/** What normalisation deletes: every ASCII character that is no letter, digit, space or control. */
export const asciiPunctuation = /[!-/:-@[-`{-~]/g;
// A word is a run of letters, numbers and underscores of any script: \b knows only ASCII.
const article = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;
/** A run of what Python takes for white space; the byte order mark, unlike in \s, is none. */
export const whitespace = /\p{White_Space}+/gu;
const outerWhitespace = /^\p{White_Space}+|\p{White_Space}+$/gu;

/**
 * Brings an answer to the form in which answers are compared: lower case, no ASCII punctuation (no
 * space takes its place), no whole-word `a`, `an` or `the`, single spaces, none at the ends.
 *
 * Punctuation beyond ASCII and accents stay, as in the authors' release.
 */
export function normaliseAnswer(text: string): string {
  const words = text.toLowerCase().replace(asciiPunctuation, '').replace(article, ' ');
  return stripWhitespace(words).replace(whitespace, ' ');
}

/** The text without white space at its ends, as Python's `str.strip`. */
export function stripWhitespace(text: string): string {
  return text.replace(outerWhitespace, '');
}

/** The acceptable answers in a truth that separates alternatives by `;`. */
export function alternatives(truth: string): string[] {
  return truth.split(';');
}
