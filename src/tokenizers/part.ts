import { z } from 'zod';
import { UserError } from '../errors/user-error.js';

/**
 * The options of a part of tokenizer.json, checked by `schema`; a UserError that names the first
 * option that is wrong.
 *
 * @param where the path of the part, for the message: `tokenizer.json: model`, or of a whole file
 * `config.json: `
 */
export function readPart<Schema extends z.ZodType>(
  schema: Schema,
  part: unknown,
  where: string,
): z.output<Schema> {
  const result = schema.safeParse(part);
  if (result.success) return result.data;
  const { path = [], message = '' } = result.error.issues[0] ?? {};
  const key = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step).slice(0, 80)}`))
    .join('');
  const place = where.endsWith(' ') ? key.replace(/^\./, '') : key;
  throw new UserError(`${where}${place}: ${message.replace(/^Invalid input: /, '').slice(0, 200)}`);
}

/** A part without options, as far as it can be told before its type is known. */
const typed = z.looseObject({ type: z.string() });

/** The type that a part of tokenizer.json names; a UserError where it names none. */
export const typeOfPart = (part: unknown, where: string): string =>
  readPart(typed, part, where).type;
