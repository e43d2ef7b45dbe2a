import { printable } from '../text/printable.js';

/** Where a text stops being JSON, and what is wrong there. */
export interface JsonFault {
  /** UTF-16 units before it: all of the text where that ends too early. */
  readonly at: number;
  /** What was expected and what is there, as `expected a value, found "}"`. */
  readonly what: string;
}

const plain = String.raw`[^"\\\x00-\x1f]*`;
const escaped = String.raw`\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})`;
const openString = `"${plain}(?:${escaped}${plain})*`;
const string = `${openString}"`;
const scalar = String.raw`${string}|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null`;
const sticky = (pattern: string): RegExp => new RegExp(pattern, 'y');

/** What may come next at some point of the text (RFC 8259), and its name in messages. */
const tokens = {
  value: [sticky(`[[{]|${scalar}`), 'a value'],
  'first value': [sticky(String.raw`[[{\]]|${scalar}`), 'a value or "]"'],
  key: [sticky(string), 'a key in double quotes'],
  'first key': [sticky(`}|${string}`), 'a key in double quotes or "}"'],
  colon: [/:/y, '":"'],
  'more of an object': [/[,}]/y, '"," or "}"'],
  'more of a list': [/[,\]]/y, '"," or "]"'],
  nothing: [/(?!)/y, 'the end'],
} as const;
type Expected = keyof typeof tokens;

const blanks = /[ \t\n\r]*/y;
const stringBeginning = sticky(openString);

/**
 * Where a text that `JSON.parse` refuses is wrong, which its errors say of some texts only; null of
 * one that is JSON.
 */
export function jsonFault(text: string): JsonFault | null {
  const open: ('object' | 'list')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    at = endOf(blanks, text, at) ?? at;
    const [pattern, name] = tokens[expected];
    const end = endOf(pattern, text, at);
    if (end !== null) {
      expected = next(expected, text.slice(at, end), open);
      at = end;
    } else if (at === text.length && expected === 'nothing') {
      return null;
    } else {
      const isString = text[at] === '"' && /value|key/.test(expected);
      return isString
        ? stringFault(text, at)
        : { at, what: `expected ${name}, ${found(text, at)}` };
    }
  }
}

/** Where the match that begins at `at` ends; null without one. */
function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** What may follow a token; `open` are the objects and lists around it, which it may change. */
function next(expected: Expected, token: string, open: ('object' | 'list')[]): Expected {
  if (token === '{') {
    open.push('object');
    return 'first key';
  }
  if (token === '[') {
    open.push('list');
    return 'first value';
  }
  if (token === ':') return 'value';
  if (token === ',') return open.at(-1) === 'object' ? 'key' : 'value';
  if (token === '}' || token === ']') open.pop();
  else if (expected === 'key' || expected === 'first key') return 'colon';
  const around = open.at(-1);
  if (around === undefined) return 'nothing';
  return around === 'object' ? 'more of an object' : 'more of a list';
}

/** Of a string that begins at `start` and does not end. */
function stringFault(text: string, start: number): JsonFault {
  const at = endOf(stringBeginning, text, start) ?? start;
  if (at === text.length) return { at, what: 'the text ends inside a string' };
  const wrong = text.slice(at, at + (text[at] === '\\' ? 2 : 1));
  return { at, what: `a string cannot hold ${shown(wrong)}` };
}

/** The word or sign at `at`, of a long one the beginning. */
function found(text: string, at: number): string {
  const [word = ''] = /^(?:"[^"]*"?|[\w.+-]+|.)/su.exec(text.slice(at, at + 20)) ?? [];
  return word === '' ? 'but the text ends' : `found ${shown(word)}`;
}

/** In quotes; what cannot be seen by its number, such as U+FEFF. */
function shown(word: string): string {
  if (/^"|^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(word))
    return word.startsWith('"') ? printable(word) : `"${word}"`;
  const points = Array.from(word, (one) => one.codePointAt(0)?.toString(16).toUpperCase() ?? '');
  return points.map((point) => `U+${point.padStart(4, '0')}`).join(' ');
}
