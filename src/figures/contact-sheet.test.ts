import { describe, expect, it } from 'vitest';
import { plainDigits, smallGrids } from '../../test/small-images.js';
import { groupsWith } from '../../test/table-one.js';
import { drawGrids } from '../data/mnist/grids.js';
import { contactSheet } from './contact-sheet.js';
import { groupStyles } from './group-style.js';

const sheet = {
  title: 'digits & letters',
  subtitle: 'seed 1',
  data: drawGrids(smallGrids, 1),
  digits: plainDigits(7),
  seed: 1,
  groups: groupStyles(groupsWith()),
};
const count = (text: string, of: RegExp): number => text.match(of)?.length ?? 0;

describe('a contact sheet', () => {
  it('has a row for every subset, with as many pairs as are wanted and there are', () => {
    const svg = contactSheet({ ...sheet, count: 2 });
    for (const label of ['Ḋ₁ᶜᵒⁿˢQA₁', 'D̄₂ⁱⁿᶜᵒⁿˢQA₂', 'QA₃', 'Ḋ₅ᶜᵒⁿˢ', 'D̄₆ᶜᵒⁿˢ', 'QA₇'])
      expect(svg).toContain(`>${label}<`);
    // Of two pairs each: six questions and four definitions.
    expect(count(svg, /scale\(/g)).toBe(2 * (6 + 4));
    expect(count(svg, />none</g)).toBe(2 * 2 * 2);
    expect(count(svg, />tag [123]</g)).toBe(2);
    expect(svg).toContain('digits &amp; letters');
    expect(count(contactSheet({ ...sheet, count: 50 }), /scale\(/g)).toBe(
      2 * (6 + 6 + 3 + 3) + 3 + 3,
    );
  });

  it('is the same every time, and marks what is false', () => {
    const svg = contactSheet({ ...sheet, count: 1 });
    expect(contactSheet({ ...sheet, count: 1 })).toBe(svg);
    const [pair] = sheet.data.pairs.get('D2incons') ?? [];
    const wrong = [...(pair?.defined ?? [])].filter((said, i) => said !== pair?.entity[i]).length;
    expect(count(svg, /fill="#d81b60"/g)).toBe(wrong);
  });
});
