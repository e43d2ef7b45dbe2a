import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { quoted } from '../text/printable.js';
import { toByteLetters } from './byte-letters.js';
import { expression, whiteSpace } from './code-point-sets.js';
import { readPart, typeOfPart } from './part.js';
import { patternOption, readPattern } from './patterns.js';
import type { Normalize } from './pieces.js';
import { precompiledNormalizer } from './precompiled-normalizer.js';

const noOptions = z.strictObject({ type: z.string() });

const stripOptions = z.strictObject({
  type: z.string(),
  strip_left: z.boolean(),
  strip_right: z.boolean(),
});

const bertOptions = z.strictObject({
  type: z.string(),
  clean_text: z.boolean(),
  handle_chinese_chars: z.boolean(),
  strip_accents: z.boolean().nullish(),
  lowercase: z.boolean(),
});

const replaceOptions = z.strictObject({
  type: z.string(),
  pattern: patternOption,
  content: z.string(),
});
const prependOptions = z.strictObject({ type: z.string(), prepend: z.string() });
const precompiledOptions = z.strictObject({ type: z.string(), precompiled_charsmap: z.string() });
const sequenceOptions = z.strictObject({ type: z.string(), normalizers: z.array(z.unknown()) });

/** Each type of normalizer: reads its options and gives what it does. */
const normalizers = new Map<string, (part: unknown, where: string) => Normalize>([
  ['NFC', plain(form('NFC'))],
  ['NFD', plain(form('NFD'))],
  ['NFKC', plain(form('NFKC'))],
  ['NFKD', plain(form('NFKD'))],
  ['Lowercase', plain(lowercase)],
  ['StripAccents', plain((text) => text.replace(combining(text), ''))],
  ['Nmt', plain(nmt)],
  ['ByteLevel', plain(toByteLetters)],
  ['Strip', readStrip],
  ['BertNormalizer', readBert],
  ['Replace', readReplace],
  ['Prepend', readPrepend],
  ['Precompiled', readPrecompiled],
  ['Sequence', readSequence],
]);

/**
 * What a normalizer of a tokenizer.json does to a text, exactly as in the Python package tokenizers
 * 0.23.3. UserErrors name the part and the option that is unknown or wrong.
 *
 * @param part the part as JSON; null: none, so that texts stay as they are
 * @param where what messages begin with: the file and the key
 */
export function readNormalizer(part: unknown, where: string): Normalize {
  if (part === null) return (text) => text;
  const type = typeOfPart(part, where);
  const read = normalizers.get(type);
  if (read === undefined)
    throw new UserError(
      `${where}: the normalizer ${quoted(type)} is not supported, only ` +
        `${[...normalizers.keys()].join(', ')} are`,
    );
  return read(part, `${where}: ${type}`);
}

/** A normalizer that has no options. */
function plain(normalize: Normalize): (part: unknown, where: string) => Normalize {
  return (part, where) => {
    readPart(noOptions, part, where);
    return normalize;
  };
}

function readStrip(part: unknown, where: string): Normalize {
  const { strip_left, strip_right } = readPart(stripOptions, part, where);
  return (text) => {
    const rest = strip_left ? text.replace(leading, '') : text;
    return strip_right ? rest.slice(0, endWithoutSpace(rest)) : rest;
  };
}

const leading = new RegExp(`^${whiteSpace}+`, 'u');
const isSpace = new RegExp(`^${whiteSpace}$`, 'u');

function endWithoutSpace(text: string): number {
  let end = text.length;
  while (end > 0 && isSpace.test(text.charAt(end - 1))) end--;
  return end;
}

function readBert(part: unknown, where: string): Normalize {
  const options = readPart(bertOptions, part, where);
  const steps: Normalize[] = [];
  if (options.clean_text) steps.push(clean);
  if (options.handle_chinese_chars) steps.push((text) => text.replace(ideographs, ' $& '));
  if (options.strip_accents ?? options.lowercase)
    steps.push((text) => withoutMarks(form('NFD')(text)));
  if (options.lowercase) steps.push(lowercase);
  return inTurn(steps);
}

/** What BERT takes for Chinese: ideographs of the blocks up to extension E. */
const ideographs =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;
const spaces = new RegExp(whiteSpace, 'gu');

const clean = (text: string): string => text.replace(other(text), '').replace(spaces, ' ');

function readReplace(part: unknown, where: string): Normalize {
  const { pattern, content } = readPart(replaceOptions, part, where);
  const find = readPattern(pattern, `${where}.pattern`);
  return (text) => {
    const found = find(text);
    if (found.length === 0) return text;
    let replaced = '';
    let after = 0;
    for (let at = 0; at < found.length; at += 2) {
      replaced += text.slice(after, found[at]) + content;
      after = found[at + 1] ?? 0;
    }
    return replaced + text.slice(after);
  };
}

function readPrepend(part: unknown, where: string): Normalize {
  const { prepend } = readPart(prependOptions, part, where);
  return (text) => (text === '' ? '' : prepend + text);
}

function readPrecompiled(part: unknown, where: string): Normalize {
  const { precompiled_charsmap } = readPart(precompiledOptions, part, where);
  try {
    return precompiledNormalizer(precompiled_charsmap);
  } catch (error) {
    throw new UserError(`${where}.precompiled_charsmap: ${(error as Error).message}`);
  }
}

function readSequence(part: unknown, where: string): Normalize {
  const parts = readPart(sequenceOptions, part, where).normalizers;
  return inTurn(
    parts.map((each, at) => {
      if (each === null) throw new UserError(`${where}.normalizers[${at}]: expected an object`);
      return readNormalizer(each, `${where}.normalizers[${at}]`);
    }),
  );
}

const inTurn =
  (steps: readonly Normalize[]): Normalize =>
  (text) =>
    steps.reduce((rest, step) => step(rest), text);

/** Every code point by itself, so that a sigma ends no word. */
function lowercase(text: string): string {
  return text.replaceAll('Σ', 'σ').replace(laterCapitals, laterSmall).toLowerCase();
}

/** Pairs of letters of Unicode 16 and 17, which not every Node.js of version 20 has. */
const laterCapitals =
  /[\u1c89\ua7cb\ua7cc\ua7ce\ua7d2\ua7d4\ua7da\ua7dc\u{10d50}-\u{10d65}\u{16ea0}-\u{16eb8}]/gu;
const smallOfCapital: ReadonlyMap<string, string> = new Map([
  ['\ua7cb', '\u0264'],
  ['\ua7dc', '\u019b'],
]);

function laterSmall(capital: string): string {
  const point = capital.codePointAt(0) ?? 0;
  const apart = point < 0x10000 ? 1 : point < 0x11000 ? 0x20 : 0x1b;
  return smallOfCapital.get(capital) ?? String.fromCodePoint(point + apart);
}

/** A form of normalising as Unicode 9 has it: later code points stay and stand between others. */
function form(name: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'): Normalize {
  return (text) =>
    ascii.test(text)
      ? text
      : text
          .split(later(text))
          .map((stretch, at) => (at % 2 === 0 ? stretch.normalize(name) : stretch))
          .join('');
}

const ascii = /^\p{ASCII}*$/u;

function nmt(text: string): string {
  return text
    .replace(/\p{Cc}/gu, (control) => (nmtRemoved(control) ? '' : control))
    .replace(nmtSpaces, ' ');
}

const nmtRemoved = (control: string): boolean =>
  (control > '\0' && control < ' ' && !/[\t\n\f\r]/.test(control)) ||
  ['\x7f', '\x8f', '\x9f'].includes(control);
const nmtSpaces = /[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/g;

const withoutMarks = (text: string): string => text.replace(nonspacing(text), '');

const combining = expression((classOf) => new RegExp(`[${classOf('combining')}]`, 'gu'));
const nonspacing = expression((classOf) => new RegExp(`[${classOf('nonspacing')}]`, 'gu'));
const other = expression((classOf) => new RegExp(`[\\0\\ufffd${classOf('other')}]`, 'gu'));
const later = expression((classOf) => new RegExp(`([${classOf('laterThanForms')}]+)`, 'u'));
