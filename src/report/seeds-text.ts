/** Seeds as they are read: `10-17`, `1, 3, 5-7`. */
export function seedsText(seeds: readonly number[]): string {
  const spans: [from: number, to: number][] = [];
  for (const seed of seeds) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] + 1 === seed) last[1] = seed;
    else spans.push([seed, seed]);
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
