import { compareCodePoints } from './code-points.js';

/** What white space separates. */
export function splitWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** All words of the texts, each once, sorted by code point. */
export function wordsOf(texts: Iterable<string>): string[] {
  const words = new Set<string>();
  for (const text of texts) for (const word of splitWords(text)) words.add(word);
  return [...words].sort(compareCodePoints);
}
