import { pathText } from './option-path.js';

/**
 * JSON of which there is one form only: keys sorted, no blanks. Throws TypeError on whatever has no
 * such form (undefined, functions, NaN, infinities, class instances), with its path.
 */
export function canonicalJson(value: unknown, path: readonly PropertyKey[] = []): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) {
    const items = Array.from(value, (item, index) => canonicalJson(item, [...path, index]));
    return `[${items.join(',')}]`;
  }
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const fields = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field, [...path, key])}`);
    return `{${fields.join(',')}}`;
  }
  const what =
    typeof value === 'object'
      ? `an instance of ${value.constructor?.name}`
      : `${typeof value} ${String(value)}`;
  throw new TypeError(
    `${pathText(path) || 'the value'} cannot be part of an identity: only null, booleans, ` +
      `finite numbers, strings, lists and plain objects can, given ${what}`,
  );
}
