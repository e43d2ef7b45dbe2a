import { z } from 'zod';

/**
 * An object of a file as a Map, for keys that the file chooses: zod's own records, and plain
 * objects, lose a key such as `__proto__`.
 */
export function jsonMap<Value extends z.ZodType>(value: Value) {
  return z
    .unknown()
    .transform((given, context) => {
      if (typeof given === 'object' && given !== null && !Array.isArray(given))
        return new Map(Object.entries(given));
      const received = given === null ? 'null' : Array.isArray(given) ? 'array' : typeof given;
      context.addIssue(`expected object, received ${received}`);
      return z.NEVER;
    })
    .pipe(z.map(z.string(), value));
}
