/** Words that a remark names of those that begin with what was given. */
const mostBeginnings = 3;

/**
 * A closing remark for an error about a misspelt word: ` (did you mean "D5cons"?)`, or nothing
 * where no known word is close (more than a third of its letters differ). Of a word of which only
 * the beginning was given, up to three that begin so, first those that go on with a hyphen.
 */
export function didYouMean(given: string, known: readonly string[]): string {
  const begun = begunWith(given, known);
  const whole = begun.filter((word) => /^[^\p{L}\p{N}]/u.test(word.slice(given.length)));
  const closest = closestOf(given, known);
  const meant = whole.length > 0 ? whole : closest === null ? begun : [closest];
  if (meant.length === 0) return '';
  const named = meant.slice(0, mostBeginnings).map((word) => `"${word}"`);
  return ` (did you mean ${named.join(' or ')}?)`;
}

function begunWith(given: string, known: readonly string[]): readonly string[] {
  const start = given.toLowerCase();
  return start === '' ? [] : known.filter((word) => word.toLowerCase().startsWith(start));
}

function closestOf(given: string, known: readonly string[]): string | null {
  const ranked = known
    // Of a very different length it is not close, and a long text would take long to compare.
    .filter((word) => Math.abs(word.length - given.length) <= mostDifferent(word))
    .map((word) => ({ word, distance: editDistance(given.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return !best || best.distance > mostDifferent(best.word) ? null : best.word;
}

const mostDifferent = (word: string): number => Math.max(1, word.length / 3);

/** Letters to insert, delete, exchange or swap with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const exchange = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      const swaps = i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j];
      const swap = swaps ? (before[j - 1] ?? 0) + 1 : exchange;
      next.push(Math.min(exchange, swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
