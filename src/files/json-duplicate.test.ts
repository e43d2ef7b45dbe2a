import { describe, expect, it } from 'vitest';
import { duplicateKey } from './json-duplicate.js';

describe('duplicateKey', () => {
  it.each([
    ['{"a": 1,\n "b": {"a": 2},\n "a": 3}', { key: 'a', line: 3 }],
    ['[{"a": 1}, {"a": 1, "\\u0061": 2}]', { key: 'a', line: 1 }],
    ['{"x": ["y", {"": 1, "": 2}]}', { key: '', line: 1 }],
    ['{"__proto__": 1, "__proto__": 2}', { key: '__proto__', line: 1 }],
  ])('finds one in %j', (text, found) => {
    expect(duplicateKey(text)).toEqual(found);
  });

  it.each([
    '{"a": {"a": {"a": "a"}}, "b": ["a", "a"]}',
    '[{"a": 1}, {"a": 1}]',
    '{"a": "{\\"a\\": 1, \\"a\\": 2}", "b": "\\\\", "c": ":"}',
    '"a"',
    '7',
  ])('finds none in %j', (text) => {
    expect(duplicateKey(text)).toBeNull();
  });

  it('reads a string of any length', () => {
    const long = JSON.stringify({ a: 'x'.repeat(2e7) });
    expect(duplicateKey(`[${long}, {"b": 1,\n"b": 2}]`)).toEqual({ key: 'b', line: 2 });
  });
});
