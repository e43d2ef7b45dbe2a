import { packedSets, standIns } from './unicode-sets.gen.js';

/** The sets of code points that parts of a tokenizer.json ask about, as the reference has them. */
export type CodePointSet = keyof typeof packedSets;

/**
 * A set as what stands between the brackets of a JavaScript class of characters, for expressions
 * with the flag `u`.
 */
export type ClassOf = (set: CodePointSet) => string;

/**
 * An expression with sets in it, for a text: made when it is first asked for, with hundreds of
 * ranges, or for most texts with the few that Latin letters take, which is ten times as fast.
 */
export function expression(make: (classOf: ClassOf) => RegExp): (text: string) => RegExp {
  let forLatin: RegExp | null = null;
  let forAll: RegExp | null = null;
  return (text) => {
    if (latin.test(text)) {
      forLatin ??= make((set) => rangesText(packedSets[set], lastLatin));
      return forLatin;
    }
    forAll ??= make((set) => rangesText(packedSets[set]));
    return forAll;
  };
}

const lastLatin = 0x24f;
const latin = /^[\0-\u024f]*$/;

const noStandIns: ReadonlyMap<string, string> = new Map();

/** A text in code points that Oniguruma knows, and which of them stand for newer ones. */
export interface KnownText {
  readonly text: string;
  /** Older code points by the later ones that they stand for; empty where the text has none. */
  readonly standIns: ReadonlyMap<string, string>;
}

/**
 * A text in which older code points stand for those that the engine does not know, as long in
 * UTF-8 and in UTF-16: letters for letters, marks for marks.
 */
export function withStandIns(text: string): KnownText {
  if (latin.test(text)) return { text, standIns: noStandIns };
  const used = new Map<string, string>();
  const known = text.replace(laterThanEngine, (later) => {
    const standIn = used.get(later) ?? standInOf(later);
    used.set(later, standIn);
    return standIn;
  });
  return { text: known, standIns: used };
}

/** The white space of Rust, of regular expressions there and of `\p{White_Space}` here. */
export const whiteSpace = '\\p{White_Space}';

const laterThanEngine = new RegExp(
  `[${standIns.map(([first, last]) => range(first, last)).join('')}]`,
  'gu',
);

function standInOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const found = standIns.find(([first, last]) => first <= point && point <= last);
  return found === undefined ? character : String.fromCodePoint(found[2]);
}

function range(first: number, last: number): string {
  return `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`;
}

const rangesText = (packed: string, until = 0x10ffff): string =>
  rangesOf(packed)
    .filter(([first]) => first <= until)
    .map(([first, last]) => range(first, last))
    .join('');

function rangesOf(packed: string): [first: number, last: number][] {
  let before = 0;
  return packed.split(' ').map((range) => {
    const [gap = '0', length = '0'] = range.split(',');
    const first = before + Number.parseInt(gap, 36);
    before = first + Number.parseInt(length, 36);
    return [first, before];
  });
}
