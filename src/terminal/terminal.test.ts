import { describe, expect, it } from 'vitest';
import { outputWidth } from './terminal.js';

describe('outputWidth', () => {
  it("is the terminal's, at most 100, and 100 where there is none", () => {
    expect(outputWidth({ isTTY: true, columns: 80 })).toBe(80);
    expect(outputWidth({ isTTY: true, columns: 240 })).toBe(100);
    expect(outputWidth({ isTTY: false, columns: 80 })).toBe(100);
    expect(outputWidth({})).toBe(100);
  });
});
