import { expect } from 'vitest';

/** The numbers of a text, sorted. */
const numbersOf = (lines: readonly string[]): string[] =>
  (lines.join('\n').match(/[+-]?\d[\d.,]*\d(?:e[+-]?\d+)?|[+-]?\d/g) ?? []).sort();

/**
 * Expects of a text that every line keeps to the width, and that a narrow one has the numbers of a
 * wide one, each as often.
 */
export function expectAtAnyWidth(textAt: (width: number) => readonly string[]): void {
  const wide = numbersOf(textAt(400));
  for (const width of [60, 80, 100, 140]) {
    const lines = textAt(width);
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    expect(numbersOf(lines)).toEqual(wide);
  }
}
