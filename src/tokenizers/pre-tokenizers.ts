import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { quoted } from '../text/printable.js';
import { toByteLetters } from './byte-letters.js';
import { expression, whiteSpace } from './code-point-sets.js';
import { readPart, typeOfPart } from './part.js';
import { type FindMatches, patternOption, readPattern } from './patterns.js';
import {
  type Piece,
  type PreTokenize,
  type SplitBehavior,
  splitBehaviors,
  splitPiece,
} from './pieces.js';

const type = z.string();
const character = z
  .string()
  .refine((text) => Array.from(text).length === 1, { error: 'expected one character' });
const behavior = z.enum(splitBehaviors);

const noOptions = z.strictObject({ type });
const byteLevelOptions = z.strictObject({
  type,
  add_prefix_space: z.boolean(),
  trim_offsets: z.boolean(),
  use_regex: z.boolean().default(true),
});
const metaspaceOptions = z
  .strictObject({
    type,
    replacement: character,
    // Files of early versions have these two.
    add_prefix_space: z.boolean().default(true),
    str_rep: z.unknown().optional(),
    prepend_scheme: z.enum(['first', 'never', 'always']).default('always'),
    split: z.boolean().nullish(),
  })
  .refine((part) => part.add_prefix_space || part.prepend_scheme === 'never', {
    path: ['add_prefix_space'],
    error: 'false contradicts prepend_scheme',
  });
const punctuationOptions = z.strictObject({ type, behavior: behavior.default('Isolated') });
const splitOptions = z.strictObject({
  type,
  pattern: patternOption,
  behavior,
  invert: z.boolean(),
});
const digitsOptions = z.strictObject({ type, individual_digits: z.boolean() });
const delimiterOptions = z.strictObject({ type, delimiter: character });
const lengthOptions = z.strictObject({ type, length: z.int().positive().default(5) });
const sequenceOptions = z.strictObject({ type, pretokenizers: z.array(z.unknown()) });

const notSpace = expression(() => /\P{White_Space}+/gu);
const punctuation = expression((classOf) => new RegExp(`[${classOf('punctuation')}]`, 'gu'));
const digit = expression((classOf) => new RegExp(`[${classOf('numeric')}]`, 'gu'));
const wordsAndMarks = expression((classOf) => {
  const word = classOf('word');
  return new RegExp(`[${word}]+|[^${word}${whiteSpace}]+`, 'gu');
});
/** GPT-2's words, which Oniguruma finds as well, but at a third of the speed. */
const gpt2Words = expression((classOf) => {
  const [letter, number] = [classOf('regexLetter'), classOf('regexNumber')];
  return new RegExp(
    `'(?:[stmd]|re|ve|ll)| ?[${letter}]+| ?[${number}]+| ?[^${whiteSpace}${letter}${number}]+|` +
      `${whiteSpace}+(?!\\P{White_Space})|${whiteSpace}+`,
    'gu',
  );
});

/** What is known of the pieces that a part gets. */
interface Before {
  /** Whether the text may have been rewritten before it was cut. */
  readonly rewritten: boolean;
  /** Whether the text may have been cut. */
  readonly cut: boolean;
}
type Read = (part: unknown, where: string, before: Before) => PreTokenize;

/** Each type of pre-tokenizer: reads its options and gives what it does. */
const preTokenizers = new Map<string, Read>([
  ['ByteLevel', readByteLevel],
  ['Metaspace', readMetaspace],
  ['Whitespace', plain(cutAt(matchesOf(wordsAndMarks), 'Removed', true))],
  ['WhitespaceSplit', plain(cutAt(matchesOf(notSpace), 'Removed', true))],
  [
    'BertPreTokenizer',
    plain(
      inTurn([
        cutAt(matchesOf(notSpace), 'Removed', true),
        cutAt(matchesOf(punctuation), 'Isolated'),
      ]),
    ),
  ],
  ['Punctuation', readPunctuation],
  ['Split', readSplit],
  ['Digits', readDigits],
  ['CharDelimiterSplit', readDelimiter],
  ['FixedLength', readFixedLength],
  ['Sequence', readSequence],
]);

/**
 * What a pre-tokenizer of a tokenizer.json does to pieces, exactly as in the Python package
 * tokenizers 0.23.3. UserErrors name the part and the option that is unknown, wrong or, as
 * `UnicodeScripts` and some combinations, not supported.
 *
 * @param part the part as JSON; null: none, so that pieces stay as they are
 * @param where what messages begin with: the file and the key
 * @param rewritten whether a normalizer has rewritten the text before. Default: false.
 */
export function readPreTokenizer(
  part: unknown,
  where: string,
  { rewritten = false }: { readonly rewritten?: boolean } = {},
): PreTokenize {
  if (part === null) return (pieces) => pieces.filter(({ text }) => text !== '');
  return read(part, where, { rewritten, cut: false });
}

function read(part: unknown, where: string, before: Before): PreTokenize {
  const name = typeOfPart(part, where);
  const readOptions = preTokenizers.get(name);
  if (readOptions === undefined)
    throw new UserError(
      `${where}: the pre-tokenizer ${quoted(name)} is not supported, only ` +
        `${[...preTokenizers.keys()].join(', ')} are`,
    );
  return readOptions(part, `${where}: ${name}`, before);
}

/** A pre-tokenizer that has no options. */
function plain(preTokenize: PreTokenize): Read {
  return (part, where) => {
    readPart(noOptions, part, where);
    return preTokenize;
  };
}

/** Cuts every piece at its matches; with `Removed` and `invert` the matches are what is left. */
function cutAt(find: FindMatches, behavior: SplitBehavior, invert = false): PreTokenize {
  return (pieces) =>
    pieces.flatMap((piece) => splitPiece(piece, find(piece.text), behavior, invert));
}

/** The matches of an expression with the flag `g` that matches nothing empty. */
function matchesOf(made: (text: string) => RegExp): FindMatches {
  return (text) => {
    const searched = made(text);
    const found: number[] = [];
    searched.lastIndex = 0;
    for (let match = searched.exec(text); match !== null; match = searched.exec(text))
      found.push(match.index, searched.lastIndex);
    return found;
  };
}

function inTurn(steps: readonly PreTokenize[]): PreTokenize {
  return (pieces) => steps.reduce((rest: Piece[], step) => step(rest), [...pieces]);
}

function readByteLevel(part: unknown, where: string): PreTokenize {
  const { add_prefix_space, use_regex } = readPart(byteLevelOptions, part, where);
  const findWords = matchesOf(gpt2Words);
  return (pieces) =>
    pieces.flatMap((piece) => {
      const spaced =
        add_prefix_space && !piece.text.startsWith(' ') ? withInFront(piece, ' ') : piece;
      if (!use_regex) return spaced.text === '' ? [] : [inByteLetters(spaced)];
      return splitPiece(spaced, findWords(spaced.text), 'Isolated', false).map(inByteLetters);
    });
}

/** Puts a text in front of a piece; an empty piece stays empty. */
function withInFront(piece: Piece, front: string): Piece {
  const { text, first, putInFront = 0 } = piece;
  if (text === '') return piece;
  return { text: front + text, first, putInFront: putInFront + front.length };
}

/** The piece in GPT-2's letters for bytes; those of its first character all begin where it does. */
function inByteLetters({ text, first, putInFront = 0 }: Piece): Piece {
  const letters = toByteLetters(text);
  if (!first) return { text: letters, first };
  const begin = text.slice(0, putInFront) + String.fromCodePoint(text.codePointAt(putInFront) ?? 0);
  return { text: letters, first, putInFront: Buffer.byteLength(begin) - 1 };
}

function readMetaspace(part: unknown, where: string, { rewritten, cut }: Before): PreTokenize {
  const { replacement, prepend_scheme: scheme, split } = readPart(metaspaceOptions, part, where);
  if (scheme === 'first' && rewritten && cut)
    throw new UserError(
      `${where}.prepend_scheme: "first" is not supported behind a normalizer and another ` +
        'pre-tokenizer, which may have removed the beginning of the text',
    );
  const find = readPattern({ String: replacement }, where);
  return (pieces) =>
    pieces.flatMap((piece) => {
      const marked = { ...piece, text: piece.text.replaceAll(' ', () => replacement) };
      const takesMark =
        (scheme === 'always' || (scheme === 'first' && piece.first)) &&
        !marked.text.startsWith(replacement);
      const whole = takesMark ? withInFront(marked, replacement) : marked;
      if (split === false) return whole.text === '' ? [] : [whole];
      return splitPiece(whole, find(whole.text), 'MergedWithNext', false);
    });
}

function readPunctuation(part: unknown, where: string): PreTokenize {
  const { behavior } = readPart(punctuationOptions, part, where);
  return cutAt(matchesOf(punctuation), behavior);
}

function readSplit(part: unknown, where: string): PreTokenize {
  const { pattern, behavior, invert } = readPart(splitOptions, part, where);
  return cutAt(readPattern(pattern, `${where}.pattern`), behavior, invert);
}

function readDigits(part: unknown, where: string): PreTokenize {
  const { individual_digits } = readPart(digitsOptions, part, where);
  const behavior = individual_digits ? 'Isolated' : 'Contiguous';
  return cutAt(matchesOf(digit), behavior);
}

function readDelimiter(part: unknown, where: string): PreTokenize {
  const { delimiter } = readPart(delimiterOptions, part, where);
  return cutAt(readPattern({ String: delimiter }, where), 'Removed');
}

function readFixedLength(part: unknown, where: string): PreTokenize {
  const { length } = readPart(lengthOptions, part, where);
  return (pieces) =>
    pieces.flatMap((piece) => {
      const found: number[] = [];
      let [start, end, count] = [0, 0, 0];
      for (const character of piece.text) {
        end += character.length;
        if (++count % length > 0) continue;
        found.push(start, end);
        start = end;
      }
      return splitPiece(piece, found, 'Isolated', false);
    });
}

function readSequence(part: unknown, where: string, before: Before): PreTokenize {
  const parts = readPart(sequenceOptions, part, where).pretokenizers;
  return inTurn(
    parts.map((each, at) =>
      read(each, `${where}.pretokenizers[${at}]`, { ...before, cut: before.cut || at > 0 }),
    ),
  );
}
