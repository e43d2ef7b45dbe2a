import type { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { jsonFault } from './json-fault.js';
import { readText } from './read-file.js';
import { writeWhole } from './write-whole.js';

/**
 * The value of JSON text, checked by `schema`. A UserError for anything else: with line and column
 * where it is no JSON, with the path of the key and what was expected there where the shape is
 * another.
 *
 * @param source what begins the message: the file's name, or whose answer it is
 * @param line where the text is one line of the file: its number, from 1
 */
export function parseJson<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  source: string,
  line?: number,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { at, what } = jsonFault(text) ?? { at: 0, what: (error as Error).message };
    const before = text.slice(0, at).split('\n');
    const column = Array.from(before.at(-1) ?? '').length + 1;
    throw new UserError(
      `${source}, line ${line ?? before.length}, column ${column}: not JSON: ${what}`,
    );
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const where = line === undefined ? source : `${source}, line ${line}`;
  throw new UserError(`${where}: ${shapeText(result.error)}`);
}

/** Problems that are named of one value; a file of another kind can have thousands. */
const mostProblems = 3;

/** What is wrong with the shape of a value, key by key: `model.vocab[3]: expected string, ...`. */
function shapeText({ issues }: z.core.$ZodError): string {
  const named = issues.slice(0, mostProblems).map(({ path, message }) => {
    const key = path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('')
      .replace(/^\./, '');
    // zod's words for what a reader of JSON calls an object and a missing key.
    const problem = message
      .replace(/^Invalid input: /, '')
      .replace('expected record', 'expected object')
      .replace(/, received undefined$/, ', but it is missing');
    return key === '' ? problem : `${key}: ${problem}`;
  });
  const more = issues.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/**
 * Reads a JSON file; throws a UserError that names the file where it cannot be read, and as
 * `parseJson` does.
 */
export function readJson<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  return parseJson(readText(path), schema, path);
}

/** Writes a JSON file for people to read: whole or not at all. */
export function writeJson(path: string, value: unknown): void {
  writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
