import { describe, expect, it } from 'vitest';
import { bold, outputWidth } from './terminal.js';

describe('outputWidth', () => {
  it("is the terminal's, at most 100, and 100 where there is none", () => {
    expect(outputWidth({ isTTY: true, columns: 80 })).toBe(80);
    expect(outputWidth({ isTTY: true, columns: 240 })).toBe(100);
    expect(outputWidth({ isTTY: false, columns: 80 })).toBe(100);
    expect(outputWidth({})).toBe(100);
  });
});

describe('bold', () => {
  it('obeys nothing of the text that it makes bold', () => {
    const { NO_COLOR } = process.env;
    delete process.env.NO_COLOR;
    try {
      expect(bold('a\x1b[31mb', { isTTY: true })).toBe('\x1b[1ma\\u001b[31mb\x1b[22m');
    } finally {
      if (NO_COLOR !== undefined) process.env.NO_COLOR = NO_COLOR;
    }
  });
});
