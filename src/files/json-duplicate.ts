const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/gs;

/**
 * The first key that an object of a JSON text has twice, of which `JSON.parse` keeps the last value
 * without a word, and the line where it stands again; null where there is none. The text must be
 * JSON.
 */
export function duplicateKey(text: string): { readonly key: string; readonly line: number } | null {
  /** The keys of each object around, from the outermost; null for a list. */
  const around: (Set<string> | null)[] = [];
  let last = '';
  for (const { 0: found, index } of text.matchAll(token)) {
    const keys = around.at(-1) ?? null;
    if (found === '{' || found === '[') around.push(found === '{' ? new Set() : null);
    else if (found === '}' || found === ']') around.pop();
    else if (found === ':' && keys !== null) {
      const key = JSON.parse(last) as string;
      if (keys.has(key)) return { key, line: text.slice(0, index).split('\n').length };
      keys.add(key);
    }
    last = found;
  }
  return null;
}
