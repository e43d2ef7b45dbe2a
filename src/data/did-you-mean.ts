/**
 * A closing remark for an error about a misspelt word: ` (did you mean "D5cons"?)`, or nothing
 * where no known word is close (more than a third of its letters differ).
 */
export function didYouMean(given: string, known: readonly string[]): string {
  const ranked = known
    .map((word) => ({ word, distance: editDistance(given.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (!best || best.distance > Math.max(1, best.word.length / 3)) return '';
  return ` (did you mean "${best.word}"?)`;
}

/** Levenshtein's distance: letters to insert, delete or exchange. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const exchange = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(exchange, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
