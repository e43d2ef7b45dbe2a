import { stringEnd } from './json-fault.js';

/**
 * The first key that an object of a JSON text has twice, of which `JSON.parse` keeps the last value
 * without a word, and the line where it stands again; null where there is none. The text must be
 * JSON.
 */
export function duplicateKey(text: string): { readonly key: string; readonly line: number } | null {
  /** The keys of each object around, from the outermost; null for a list. */
  const around: (Set<string> | null)[] = [];
  let last = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    const keys = around.at(-1) ?? null;
    if (sign === '"') {
      const end = stringEnd(text, at);
      last = text.slice(at, end + 1);
      at = end;
    } else if (sign === '{' || sign === '[') around.push(sign === '{' ? new Set() : null);
    else if (sign === '}' || sign === ']') around.pop();
    else if (sign === ':' && keys !== null) {
      const key = JSON.parse(last) as string;
      if (keys.has(key)) return { key, line: text.slice(0, at).split('\n').length };
      keys.add(key);
    }
  }
  return null;
}
