import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';

/** The same plain data with the keys of every object the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

describe('canonicalJson', () => {
  it('does not depend on the order of keys, and is JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(turned(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('has one form', () => {
    expect(canonicalJson({ b: [1, 1e-5, 'é'], a: { d: null, c: true } })).toBe(
      '{"a":{"c":true,"d":null},"b":[1,0.00001,"é"]}',
    );
  });

  it.each([
    ['undefined', { a: undefined }, 'a cannot be part of an identity'],
    ['a function', [() => 1], '[0] cannot be part of an identity'],
    ['NaN', { a: { b: Number.NaN } }, 'a.b cannot be part of an identity'],
    ['infinity', Number.POSITIVE_INFINITY, 'the value cannot be part of an identity'],
    ['a hole', { a: new Array(1) }, 'a[0] cannot be part of an identity'],
    ['an instance', { a: new Date(0) }, 'given an instance of Date'],
    ['a big integer', 1n, 'given bigint 1'],
  ])('refuses %s', (_what, value, message) => {
    expect(() => canonicalJson(value)).toThrow(message);
  });
});
