import { UserError } from '../errors/user-error.js';
import type { KnownText } from './code-point-sets.js';

// Oniguruma is of version 6.9.8 and Unicode 14 here, of 6.9.10 and Unicode 16 in the reference.

const longestSource = 10_000;
const deepestSource = 200;

/**
 * A UserError where a regular expression is too large for the engine, or asks for what it does in
 * another way than the reference's.
 *
 * @param named what the message begins with
 */
export function checkSource(source: string, named: string): void {
  if (source.length > longestSource || /\p{Cs}/u.test(source))
    throw new UserError(`${named} is longer than ${longestSource} characters or not well formed`);
  if (depthOf(source) > deepestSource)
    throw new UserError(`${named} has more than ${deepestSource} groups in one another`);
  if (/\\G|\\g<0>|\(\?~\|/.test(source))
    throw new UserError(`${named} has \\G, \\g<0> or (?~|, which are not supported`);
  if (/\(\?<[=!]/.test(source) && /\\R/.test(source))
    throw new UserError(`${named} has \\R and looks back, which is not supported`);
  checkProperties(source, named);
}

function depthOf(source: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of source) {
    if (character === '(') depth++;
    else if (character === ')') depth--;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Properties that are equal in the Unicode versions of both engines, besides scripts. */
const properties =
  /^(ascii|blank|cntrl|digit|graph|print|punct|space|upper|xdigit|any|assigned|lc|emoji|emoji_presentation|extended_pictographic|white_space|ideographic|dash)$/i;
/** Classes between `[:` and `:]` that are equal in both. */
const classes = /^(ascii|blank|cntrl|digit|graph|print|punct|space|upper|xdigit|word)$/;

/** A UserError where a class or property has other code points here than in the reference. */
function checkProperties(source: string, named: string): void {
  for (const [, name = ''] of source.matchAll(/\\[pP]\{\^?([^}]*)\}/g)) {
    if (!properties.test(name) && !isProperty('gc', name) && !isProperty('sc', name))
      throw new UserError(`${named} has the property ${JSON.stringify(name)}: not supported`);
  }
  for (const [, name = ''] of source.matchAll(/\[:\^?(\w*):\]/g)) {
    if (!classes.test(name))
      throw new UserError(`${named} has the class [:${name}:]: not supported`);
  }
}

/** Whether it is a general category or a script, as Unicode spells them. */
function isProperty(kind: 'gc' | 'sc', name: string): boolean {
  try {
    return new RegExp(`\\p{${kind}=${name}}`, 'u').unicode;
  } catch {
    return false;
  }
}

/** What `\R` stands for; behind what may go back the engine here forgets all but `\r\n`. */
const lineBreak = '(?>\\r\\n|[\\n-\\r\\x{85}\\x{2028}\\x{2029}])';

/**
 * The source for the engine here: with the symbols that `[:punct:]` has in the reference's, and
 * line breaks spelled out.
 */
export function forEngine(source: string): string {
  let depth = 0;
  return source.replace(/\\c\\.|\\.|\[:\^?punct:\]|\[|\]/gs, (found) => {
    if (found === '\\R') return depth === 0 ? lineBreak : found;
    if (found.startsWith('[:')) {
      if (depth === 0) return found;
      return found.includes('^') ? '[^\\p{P}\\p{S}]' : '[\\p{P}\\p{S}]';
    }
    if (found === '[') depth++;
    else if (found === ']') depth--;
    return found;
  });
}

/**
 * A UserError where a stand-in could be told from the code point that it stands for: by a code point
 * of the pattern that lies between them, or by comparing parts of the text.
 */
export function checkStandIns(
  source: string,
  text: string,
  standIns: KnownText['standIns'],
  named: string,
): void {
  const bounds = Array.from(
    source.matchAll(/\\[xu]\{?([\da-fA-F]+)|\P{ASCII}/gu),
    ([found, hex]) => (hex === undefined ? (found.codePointAt(0) ?? 0) : Number.parseInt(hex, 16)),
  );
  const asksScript = Array.from(source.matchAll(/\\[pP]\{\^?(\w+)\}/g)).some(
    ([, name = '']) => name !== 'Han' && isProperty('sc', name),
  );
  const compares = /\\[1-9]|\\k[<']/.test(source);
  const seen = new Set<string>();
  for (const [later, standIn] of standIns) {
    const [one = 0, other = 0] = [later.codePointAt(0), standIn.codePointAt(0)];
    const between = bounds.some(
      (bound) => Math.min(one, other) <= bound && bound <= Math.max(one, other),
    );
    if (between || asksScript || (compares && (seen.has(standIn) || text.includes(standIn))))
      throw new UserError(
        `${named} cannot be followed on U+${one.toString(16).toUpperCase()}, which is later than ` +
          'Unicode 14',
      );
    seen.add(standIn);
  }
}
