import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameLines, textLines, textWidth } from './text-width.js';

/** Widths in parts of the font's size, summed over the advances in DejaVu Sans' own tables. */
const widths: readonly (readonly [text: string, plain: number, bold: number])[] = [
  ['linear-probes-tae-control: 4 seeds, 280 prompts', 24.006, 27.143],
  ['dots: mean over seeds, X1 after Stage 1, X2 after the last stage; bars', 34.91, 39.437],
  ['Exact match on test questions', 15.22, 17.11],
  ['pythia-1.4b-deduped', 10.493, 11.824],
  ['EleutherAI/gpt-neo-1.3B', 12.047, 13.639],
  ['Ḋ₅ᶜᵒⁿˢ: reliable tag, true', 11.749, 13.329],
];

describe('textWidth', () => {
  it.each(widths)('is within 6 % of the font’s own: %s', (text, plain, bold) => {
    expect(textWidth(text, { size: 1 }) / plain).toBeGreaterThan(0.94);
    expect(textWidth(text, { size: 1 }) / plain).toBeLessThan(1.06);
    expect(textWidth(text, { size: 10, bold: true }) / bold / 10).toBeGreaterThan(0.94);
    expect(textWidth(text, { size: 10, bold: true }) / bold / 10).toBeLessThan(1.06);
  });

  it('counts a letter with its accents once, however they are written', () => {
    const size = { size: 12 };
    expect(textWidth('D\u0304', size)).toBe(textWidth('D', size));
    expect(textWidth('\u1e0a', size)).toBe(textWidth('D\u0307', size));
  });
});

describe('textLines', () => {
  it('keeps every word and, where words fit, the width', () => {
    const word = fc.stringMatching(/^[a-zA-Z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const lines = textLines(words.join(' '), 120, { size: 12 });
        expect(lines.join(' ')).toBe(words.join(' '));
        for (const line of lines) expect(textWidth(line, { size: 12 })).toBeLessThanOrEqual(120);
      }),
    );
  });

  it('keeps words together that a no-break space joins', () => {
    expect(textLines('one: 2\u00a0seeds', 50, { size: 12 })).toEqual(['one:', '2 seeds']);
  });
});

describe('nameLines', () => {
  it('breaks after hyphens and slashes, and nowhere else', () => {
    const name = 'owner/model-70m-deduped';
    expect(nameLines(name, 45, { size: 12 })).toEqual(['owner/', 'model-', '70m-', 'deduped']);
    expect(nameLines(name, 500, { size: 12 })).toEqual([name]);
    expect(nameLines(name, 45, { size: 12 }).join('')).toBe(name);
    expect(nameLines('tag alias', 35, { size: 12 })).toEqual(['tag', 'alias']);
  });
});
