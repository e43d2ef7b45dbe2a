import { printable } from '../text/printable.js';

/** Where a text stops being JSON, and what is wrong there. */
export interface JsonFault {
  /** UTF-16 units before it: all of the text where that ends too early. */
  readonly at: number;
  /** What is wrong, as `expected a value, found "}"`. */
  readonly what: string;
}

/** What may come next at some point of the text (RFC 8259). */
interface Rule {
  /** In messages. */
  readonly name: string;
  /** The signs that may come next. */
  readonly signs: string;
  /** Whether a string may. */
  readonly string: boolean;
  /** Whether a number, true, false or null may. */
  readonly scalar: boolean;
}

const value = { string: true, scalar: true } as const;
const key = { string: true, scalar: false } as const;
const sign = { string: false, scalar: false } as const;
const rules = {
  value: { ...value, name: 'a value', signs: '{[' },
  'first value': { ...value, name: 'a value or "]"', signs: '{[]' },
  key: { ...key, name: 'a key in double quotes', signs: '' },
  'first key': { ...key, name: 'a key in double quotes or "}"', signs: '}' },
  colon: { ...sign, name: '":"', signs: ':' },
  'more of an object': { ...sign, name: '"," or "}"', signs: ',}' },
  'more of a list': { ...sign, name: '"," or "]"', signs: ',]' },
  nothing: { ...sign, name: 'the end', signs: '' },
} as const satisfies Record<string, Rule>;
type Expected = keyof typeof rules;

const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * The value of JSON text. Where it is none, or so deep that it is not meant to be read, where and
 * why.
 */
export function parsedJson(
  text: string,
): { readonly value: unknown } | { readonly fault: JsonFault } {
  const tooDeep = depthFault(text);
  if (tooDeep !== null) return { fault: tooDeep };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const { at, what } = jsonFault(text) ?? { at: 0, what: (error as Error).message };
    return { fault: { at, what: `not JSON: ${what}` } };
  }
}

/**
 * Where a text that `JSON.parse` refuses is wrong, which its errors say of some texts only; null of
 * one that is JSON.
 */
export function jsonFault(text: string): JsonFault | null {
  const open: ('object' | 'list')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    while (isBlank(text.charCodeAt(at))) at++;
    const end = tokenEnd(rules[expected], text, at);
    if (end !== null) {
      expected = next(expected, text[at] as string, open);
      at = end;
    } else if (at === text.length && expected === 'nothing') {
      return null;
    } else {
      const { name, string } = rules[expected];
      return text[at] === '"' && string
        ? stringFault(text, at)
        : { at, what: `expected ${name}, ${found(text, at)}` };
    }
  }
}

const isBlank = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** Where the token that begins at `at` ends; null where none does that may come next. */
function tokenEnd(rule: Rule, text: string, at: number): number | null {
  const first = text[at];
  if (first === undefined) return null;
  if (rule.signs.includes(first)) return at + 1;
  if (rule.string && first === '"') {
    const end = checkedStringEnd(text, at);
    return text[end] === '"' ? end + 1 : null;
  }
  return rule.scalar ? endOf(scalar, text, at) : null;
}

/** Where the match that begins at `at` ends; null without one. */
function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

const [quote, backslash, firstPlain] = [0x22, 0x5c, 0x20];
const escapedSign = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;

/** Where a string that begins at `start` has its closing quote, or what it cannot hold, or its end. */
function checkedStringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote || code < firstPlain) return at;
    if (code !== backslash) at++;
    else {
      const end = endOf(escapedSign, text, at);
      if (end === null) return at;
      at = end;
    }
  }
  return at;
}

/**
 * What may follow a token, which begins with `first`; `open` are the objects and lists around it,
 * which it may change.
 */
function next(expected: Expected, first: string, open: ('object' | 'list')[]): Expected {
  if (first === '{') {
    open.push('object');
    return 'first key';
  }
  if (first === '[') {
    open.push('list');
    return 'first value';
  }
  if (first === ':') return 'value';
  if (first === ',') return open.at(-1) === 'object' ? 'key' : 'value';
  if (first === '}' || first === ']') open.pop();
  else if (expected === 'key' || expected === 'first key') return 'colon';
  const around = open.at(-1);
  if (around === undefined) return 'nothing';
  return around === 'object' ? 'more of an object' : 'more of a list';
}

/** Of a string that begins at `start` and does not end. */
function stringFault(text: string, start: number): JsonFault {
  const at = checkedStringEnd(text, start);
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

/** Objects and lists within one another that readers here follow: those of others take 128 or more. */
const deepest = 512;

/** Where a text goes deeper than any file that is meant to be read; null where it does not. */
function depthFault(text: string): JsonFault | null {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = stringEnd(text, at);
    } else if (code === 0x5b || code === 0x7b) {
      depth++;
      if (depth > deepest)
        return { at, what: `more than ${deepest} lists and objects within one another` };
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return null;
}

/** The quote that closes the string of which `start` is the first, whatever else is in it. */
export function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash) at++;
  }
  return text.length;
}
