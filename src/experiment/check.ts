import type { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { problemsOf } from './problem-sentences.js';

/** Problems that one message lists. */
const mostListed = 20;

/**
 * Options after `schema`'s checks, defaults filled in. Throws a UserError that lists the problems
 * (the first 20) with their paths, what was given and what was wanted; `what` begins the message.
 */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  options: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  throw problemsError(what, problemsOf(schema, options, result.error.issues));
}

/** The error that lists problems of options, each a sentence that begins with a path. */
export function problemsError(what: string, all: Iterable<string>): UserError {
  const problems: string[] = [];
  for (const problem of all) {
    if (problems.includes(problem)) continue;
    if (problems.length === mostListed) {
      problems.push('and more');
      break;
    }
    problems.push(problem);
  }
  const [only, ...more] = problems;
  return new UserError(
    more.length === 0
      ? `${what}: ${only}`
      : `${what}:\n${problems.map((one) => `  ${one}`).join('\n')}`,
  );
}
