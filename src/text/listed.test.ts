import { describe, expect, it } from 'vitest';
import { listed } from './listed.js';
import { quoted } from './printable.js';

describe('texts of a file in a message', () => {
  it('are cut, and many are counted', () => {
    expect(listed(['a', 'b'])).toBe('a, b');
    const many = listed(Array.from({ length: 1e5 }, () => 'x'.repeat(1000)));
    expect(many.length).toBeLessThan(2000);
    expect(many).toMatch(/characters\) and 99,980 more$/);
  });

  it('have no character that is not seen or moves the cursor', () => {
    expect(quoted('a\x1b[2J\x9b\u202eé\ufeff\n')).toBe('"a\\u001b[2J\\u009b\\u202eé\\ufeff\\n"');
    expect(quoted('\ud800')).toBe('"\\ud800"');
  });
});
