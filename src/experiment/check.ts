import type { z } from 'zod';
import { didYouMean } from '../errors/did-you-mean.js';
import { UserError } from '../errors/user-error.js';
import { knownKeys, wantedNumber } from './option-keys.js';

/** The end of a message about an unknown name: what it may have meant, and what there is. */
export function suggestion(unknown: string, known: readonly string[]): string {
  return `${didYouMean(unknown, known)}; known: ${known.join(', ')}`;
}

/**
 * A path in options as it is written in messages, and as `--set` takes it: elements of a list by
 * their name where `options` gives them one of their own (`stages.stage2.learningRate`), else by
 * their index (`data.attributes[0]`).
 */
export function pathText(path: readonly PropertyKey[], options?: unknown): string {
  return path
    .map((key, index) => {
      const list = valueAt(options, path.slice(0, index));
      const name = typeof key === 'number' ? ownName(list, key) : String(key);
      return name === null ? `[${String(key)}]` : `.${name}`;
    })
    .join('')
    .replace(/^\./, '');
}

/** The name of an element of a list that no other element has. */
function ownName(list: unknown, index: number): string | null {
  if (!Array.isArray(list)) return null;
  const names = list.map((element) => Reflect.get(Object(element), 'name') as unknown);
  const name = names[index];
  const fits = typeof name === 'string' && /^[\w-]+$/.test(name) && !/^\d+$/.test(name);
  return fits && names.indexOf(name) === names.lastIndexOf(name) ? name : null;
}

function valueAt(options: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    options,
  );
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};

const typeText = (type: string): string => typeWords[type] ?? type;

/** What an option has to be at least or at most where it is no number. */
function sizeText(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const [limit, size] =
    issue.code === 'too_small' ? ['least', issue.minimum] : ['most', issue.maximum];
  const what = issue.origin === 'string' ? 'character' : 'element';
  return `at ${limit} ${size} ${what}${Number(size) === 1 ? '' : 's'}`;
}

function given(value: unknown): string {
  // JSON has no infinite number, and would say null.
  const isPlain = typeof value !== 'number' || Number.isFinite(value);
  const text =
    typeof value === 'function'
      ? 'a function'
      : ((isPlain ? JSON.stringify(value) : undefined) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function missing(where: string, wanted: string): string {
  return (
    `${where} is missing: expected ${wanted}; ` +
    `set it in the experiment or with --set ${where}=...`
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
  const where = path.length > 0 ? pathText(path, options) : 'the experiment';
  const value = valueAt(options, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(
        (key) =>
          `${pathText([...path, key], options)}: unknown key` +
          suggestion(key, knownKeys(schema, options, path)),
      );
    case 'invalid_union': {
      if ('discriminator' in issue && issue.discriminator !== undefined) {
        const kinds = ('options' in issue ? (issue.options as unknown[]) : []).map(String);
        return [`${where}: unknown value ${given(value)}${suggestion(String(value), kinds)}`];
      }
      const nearest = nearestAlternative(issue.errors);
      const deep = nearest.filter(
        (inner) => inner.path.length > 0 || inner.code !== 'invalid_type',
      );
      if (deep.length > 0) return deep.flatMap((inner) => sentences(schema, options, inner, path));
      const wanted = issue.errors
        .flat()
        .map((inner) => ('expected' in inner ? typeText(inner.expected) : ''));
      return [`${where}: expected ${wanted.join(' or ')}, given ${given(value)}`];
    }
    case 'invalid_value': {
      const known = issue.values.map(String);
      if (value === undefined) return [missing(where, `one of ${known.join(', ')}`)];
      return [`${where}: unknown value ${given(value)}${suggestion(String(value), known)}`];
    }
    case 'invalid_type': {
      const isNumber = issue.expected === 'number' || issue.expected === 'int';
      const number = isNumber ? wantedNumber(schema, options, path) : null;
      const isText = issue.expected === 'array' && typeof value === 'string';
      const wanted = number ?? (isText ? 'a list such as ["a", "b"]' : typeText(issue.expected));
      if (value === undefined) return [missing(where, wanted)];
      return [`${where}: expected ${wanted}, given ${given(value)}`];
    }
    case 'too_small':
    case 'too_big': {
      const wanted = wantedNumber(schema, options, path) ?? sizeText(issue);
      return [`${where}: expected ${wanted}, given ${given(value)}`];
    }
    case 'custom':
      return [`${where}: ${issue.message}`];
    default:
      return [`${where}: ${issue.message}, given ${given(value)}`];
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
  throw problemsError(what, problems);
}

/** The error that lists problems of options, each a sentence that begins with a path. */
export function problemsError(what: string, problems: readonly string[]): UserError {
  const [only, ...more] = problems;
  return new UserError(
    more.length === 0
      ? `${what}: ${only}`
      : `${what}:\n${problems.map((one) => `  ${one}`).join('\n')}`,
  );
}
