import type { z } from 'zod';
import { canonicalJson } from './canonical-json.js';

/** What was found before: many experiments have the same model, data or stages. */
const known = new WeakMap<z.ZodType, Map<string, unknown>>();

/**
 * Options without the defaults: without every key that `schema` fills in with the same value when
 * it is left out, also where that value depends on other options (hidden = 4 x width). Elements of
 * lists stay, with their own defaults left out. So two ways of writing the same options have one
 * minimal form, and a new option with a default is in none. Throws a ZodError on faulty options.
 *
 * @param options as they are written, or with their defaults
 */
export function minimalOptions(schema: z.ZodType, options: unknown): unknown {
  const resolved = schema.parse(options);
  const wanted = canonicalJson(resolved);
  const found = known.get(schema) ?? new Map<string, unknown>();
  known.set(schema, found);
  if (!found.has(wanted)) {
    const means = (candidate: unknown): boolean => {
      const parsed = schema.safeParse(candidate);
      return parsed.success && canonicalJson(parsed.data) === wanted;
    };
    found.set(wanted, withoutDefaults(resolved, means));
  }
  return found.get(wanted);
}

/** `means`: whether the whole, with another value here, still means the same options. */
function withoutDefaults(value: unknown, means: (candidate: unknown) => boolean): unknown {
  if (Array.isArray(value)) {
    return value.reduce<readonly unknown[]>(
      (list, element, index) =>
        list.with(
          index,
          withoutDefaults(element, (other) => means(list.with(index, other))),
        ),
      value,
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  let kept = value as Readonly<Record<string, unknown>>;
  // In one order, since the default of an option may depend on another that has a default too.
  for (const key of Object.keys(value).sort()) {
    const { [key]: own, ...others } = kept;
    if (means(others)) kept = others;
    else {
      const rest = kept;
      kept = { ...rest, [key]: withoutDefaults(own, (other) => means({ ...rest, [key]: other })) };
    }
  }
  return kept;
}
