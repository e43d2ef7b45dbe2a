import { packedSets, packedStandIns } from './unicode-sets.gen.js';

/** The sets of code points that parts of a tokenizer.json ask about, as the reference has them. */
export type CodePointSet = keyof typeof packedSets;

/**
 * A set as what stands between the brackets of a JavaScript class of characters, for expressions
 * with the flag `u`.
 */
export const classOf = (set: CodePointSet): string => rangesText(packedSets[set]);

/** A text in which older code points stand for those that the engine of patterns does not know. */
export function withStandIns(text: string): string {
  return text.replace(laterThanEngine(), standInOf);
}

/** The white space of Rust, of regular expressions there and of `\p{White_Space}` here. */
export const whiteSpace = '\\p{White_Space}';

/** An expression that is made when it is first asked for: some have hundreds of ranges. */
export function expression(make: () => RegExp): () => RegExp {
  let made: RegExp | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

const laterThanEngine = expression(
  () => new RegExp(`[${packedStandIns.map(([, later]) => rangesText(later)).join('')}]`, 'gu'),
);

function standInOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const found = packedStandIns.find(([, later]) =>
    rangesOf(later).some(([first, last]) => first <= point && point <= last),
  );
  return found === undefined ? character : String.fromCodePoint(found[0]);
}

const rangesText = (packed: string): string =>
  rangesOf(packed)
    .map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`)
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
