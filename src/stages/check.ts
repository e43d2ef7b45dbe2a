import type { z } from 'zod';
import { didYouMean } from '../data/did-you-mean.js';
import { UserError } from '../data/user-error.js';
import { knownKeys } from './option-keys.js';

/** The end of a message about an unknown name: what it may have meant, and what there is. */
export function suggestion(unknown: string, known: readonly string[]): string {
  return `${didYouMean(unknown, known)}; known: ${known.join(', ')}`;
}

/** A path in options as it is written in messages: `stages[1].learningRate`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function valueAt(options: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    options,
  );
}

function given(value: unknown): string {
  const text =
    typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function missing(place: string, wanted: string): string {
  return (
    `${place} is missing: expected ${wanted}; ` +
    `write it in the experiment or give it by --set ${place}=...`
  );
}

/**
 * Of a union without a discriminator: the problems of the alternative that came furthest into the
 * options.
 */
function nearestAlternative(errors: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] {
  const depth = (issues: readonly z.core.$ZodIssue[]) =>
    Math.min(
      ...issues.map((issue) => (issue.code === 'unrecognized_keys' ? 1 : issue.path.length)),
    );
  return errors.reduce(
    (best, issues) => (depth(issues) > depth(best) ? issues : best),
    errors[0] ?? [],
  );
}

function sentences(
  schema: z.ZodType,
  options: unknown,
  issue: z.core.$ZodIssue,
  base: readonly PropertyKey[] = [],
): string[] {
  const path = [...base, ...issue.path];
  const place = path.length > 0 ? pathText(path) : 'the experiment';
  const value = valueAt(options, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(
        (key) =>
          `${pathText([...path, key])}: unknown key` +
          suggestion(key, knownKeys(schema, options, path)),
      );
    case 'invalid_union': {
      if ('discriminator' in issue && issue.discriminator !== undefined) {
        const kinds = ('options' in issue ? (issue.options as unknown[]) : []).map(String);
        return [`${place}: unknown value ${given(value)}${suggestion(String(value), kinds)}`];
      }
      const nearest = nearestAlternative(issue.errors);
      const deep = nearest.filter(
        (inner) => inner.path.length > 0 || inner.code !== 'invalid_type',
      );
      if (deep.length > 0) return deep.flatMap((inner) => sentences(schema, options, inner, path));
      const wanted = issue.errors
        .flat()
        .map((inner) => ('expected' in inner ? inner.expected : ''));
      return [`${place}: expected ${wanted.join(' or ')}, given ${given(value)}`];
    }
    case 'invalid_value': {
      const known = issue.values.map(String);
      if (value === undefined) return [missing(place, `one of ${known.join(', ')}`)];
      return [`${place}: unknown value ${given(value)}${suggestion(String(value), known)}`];
    }
    case 'invalid_type':
      if (value === undefined) return [missing(place, issue.expected)];
      return [`${place}: expected ${issue.expected}, given ${given(value)}`];
    case 'custom':
      return [`${place}: ${issue.message}`];
    default: {
      const wanted = issue.message
        .replace(/^(Invalid \w+|Too small|Too big): /, '')
        .replace(/ to be >(?=[^=])/, ' greater than ')
        .replace(/ to be <(?=[^=])/, ' less than ')
        .replace(/ to be >=/, ' of at least ')
        .replace(/ to be <=/, ' of at most ')
        .replace(/ to have >=/, ' of at least ');
      return [`${place}: ${wanted}, given ${given(value)}`];
    }
  }
}

/**
 * Options after `schema`'s checks, defaults filled in. Throws a UserError that lists every problem
 * with its path, what was given and what was wanted; `what` begins the message.
 */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  options: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => sentences(schema, options, issue));
  const [only, ...more] = problems;
  throw new UserError(
    more.length === 0
      ? `${what}: ${only}`
      : `${what}:\n${problems.map((one) => `  ${one}`).join('\n')}`,
  );
}
