import type { z } from 'zod';
import { didYouMean } from '../errors/did-you-mean.js';
import { listed } from '../text/listed.js';
import { quoted, shortened } from '../text/printable.js';
import { knownKeys, wantedNumber } from './option-keys.js';
import { pathText, valueAt } from './option-path.js';

type Issue = z.core.$ZodIssue;

/** Names that a message lists. */
const mostNames = 40;

/** The end of a message about an unknown name: what it may have meant, and what there is. */
export function suggestion(unknown: string, known: readonly string[]): string {
  return `${didYouMean(unknown, known)}; known: ${listed(known, mostNames)}`;
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

/** A value as messages quote it; JSON has no word for numbers that are none or have no end. */
export function given(value: unknown): string {
  if (typeof value === 'object' && value !== null)
    return shortened(
      JSON.stringify(value, (_key, inner: unknown) =>
        typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner,
      ),
    );
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number' && Math.abs(value) === Number.POSITIVE_INFINITY)
    return `${value}, which has no end`;
  return typeof value === 'string' ? quoted(value) : shortened(String(value));
}

function missing(where: string, wanted: string): string {
  return (
    `${where} is missing: expected ${wanted}; ` +
    `set it in the experiment or with --set ${where}=...`
  );
}

/** What an alternative of a union wants of a value of another type; null where that is its type. */
function wantedType(issues: readonly Issue[], number: string | null): string | null {
  const issue = issues.find(({ path }) => path.length === 0);
  if (issue?.code === 'invalid_type') {
    const isNumber = issue.expected === 'number' || issue.expected === 'int';
    return (isNumber ? number : null) ?? typeText(issue.expected);
  }
  if (issue?.code === 'invalid_value')
    return issue.values.map((one) => `'${String(one)}'`).join(' or ');
  if (issue?.code === 'custom') return /^expected (.+)$/.exec(issue.message)?.[1] ?? null;
  return null;
}

/** The number of keys or elements into the options that an alternative's first problem lies. */
const depth = (issues: readonly Issue[]): number =>
  Math.min(...issues.map((issue) => (issue.code === 'unrecognized_keys' ? 1 : issue.path.length)));

/**
 * Of a union without a discriminator: the problems of the alternative that is of the value's type,
 * and of several the one that came furthest into the options; or what all of them want.
 */
function unionProblems(
  schema: z.ZodType,
  options: unknown,
  { errors }: z.core.$ZodIssueInvalidUnion,
  path: readonly PropertyKey[],
): string[] {
  const number = wantedNumber(schema, options, path);
  const meant = errors.filter((issues) => wantedType(issues, number) === null);
  const [nearest] = meant.toSorted((a, b) => depth(b) - depth(a));
  if (nearest !== undefined)
    return nearest.flatMap((inner) => [...sentences(schema, options, inner, path)]);
  const wanted = new Set(errors.map((issues) => wantedType(issues, number) ?? ''));
  const value = valueAt(options, path);
  const where = pathText(path, options);
  if (value === undefined) return [missing(where, [...wanted].join(' or '))];
  const words = errors
    .flat()
    .flatMap((issue) => (issue.code === 'invalid_value' ? issue.values.map(String) : []));
  const hint = typeof value === 'string' ? didYouMean(value, words) : '';
  return [`${where}: expected ${[...wanted].join(' or ')}, given ${given(value)}${hint}`];
}

function* sentences(
  schema: z.ZodType,
  options: unknown,
  issue: Issue,
  base: readonly PropertyKey[] = [],
): Generator<string> {
  const path = [...base, ...issue.path];
  const where = path.length > 0 ? pathText(path, options) : 'the experiment';
  const value = valueAt(options, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys)
        yield `${pathText([...path, key], options)}: unknown key` +
          suggestion(key, knownKeys(schema, options, path));
      return;
    case 'invalid_union': {
      if ('discriminator' in issue && issue.discriminator !== undefined) {
        const kinds = ('options' in issue ? (issue.options as unknown[]) : []).map(String);
        if (value === undefined) yield missing(where, `one of ${listed(kinds)}`);
        else yield `${where}: unknown value ${given(value)}${suggestion(String(value), kinds)}`;
      } else yield* unionProblems(schema, options, issue, path);
      return;
    }
    case 'invalid_value': {
      const known = issue.values.map(String);
      if (value === undefined) yield missing(where, `one of ${listed(known)}`);
      else yield `${where}: unknown value ${given(value)}${suggestion(String(value), known)}`;
      return;
    }
    case 'invalid_type': {
      const isNumber = issue.expected === 'number' || issue.expected === 'int';
      const number = isNumber ? wantedNumber(schema, options, path) : null;
      const isText = issue.expected === 'array' && typeof value === 'string';
      const wanted = number ?? (isText ? 'a list such as ["a", "b"]' : typeText(issue.expected));
      if (value === undefined) yield missing(where, wanted);
      else yield `${where}: expected ${wanted}, given ${given(value)}`;
      return;
    }
    case 'too_small':
    case 'too_big': {
      const wanted = wantedNumber(schema, options, path) ?? sizeText(issue);
      yield `${where}: expected ${wanted}${value === undefined ? '' : `, given ${given(value)}`}`;
      return;
    }
    case 'invalid_key': {
      const [inner] = issue.issues;
      yield `${where}: this name cannot be used${inner === undefined ? '' : `: ${inner.message}`}`;
      return;
    }
    case 'custom':
      yield `${where}: ${issue.message}`;
      return;
    default:
      yield `${where}: ${issue.message}, given ${given(value)}`;
  }
}

/** What is wrong with options, a sentence a problem, which begins with the problem's path. */
export function* problemsOf(
  schema: z.ZodType,
  options: unknown,
  issues: readonly Issue[],
): Generator<string> {
  for (const issue of issues) yield* sentences(schema, options, issue);
}
