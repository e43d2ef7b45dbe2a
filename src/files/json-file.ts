import type { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { shortened } from '../text/printable.js';
import { parsedJson } from './json-fault.js';
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
  if (text.length > longest)
    throw new UserError(
      `${source}: JSON of ${text.length} characters, at most ${longest} are read`,
    );
  const parsed = parsedJson(text);
  if ('fault' in parsed) {
    const { at, what } = parsed.fault;
    const place = placeOf(text, at);
    throw new UserError(`${source}, line ${line ?? place.line}, column ${place.column}: ${what}`);
  }
  const result = schema.safeParse(parsed.value);
  if (result.success) return result.data;
  const where = line === undefined ? source : `${source}, line ${line}`;
  throw new UserError(`${where}: ${shapeText(result.error)}`);
}

/** Characters of the longest JSON text that is read: tokenizers have up to 40 million. */
const longest = 100_000_000;

/** Counted from 1, columns in characters. */
function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (let feed = text.indexOf('\n'); feed !== -1 && feed < at; feed = text.indexOf('\n', start)) {
    line++;
    start = feed + 1;
  }
  // Characters beyond U+FFFF take two of JavaScript's.
  const pairs = text.slice(start, at).match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0;
  return { line, column: at - start - pairs + 1 };
}

/** Problems that are named of one value; a file of another kind can have thousands. */
const mostProblems = 3;

/** What is wrong with the shape of a value, key by key: `model.vocab[3]: expected string, ...`. */
function shapeText({ issues }: z.core.$ZodError): string {
  const named = issues.slice(0, mostProblems).map(({ path, message }) => {
    const key = path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${shortened(String(part))}`))
      .join('')
      .replace(/^\./, '');
    // zod's words for what a reader of JSON calls an object and a missing key.
    const problem = message
      .replace(/^Invalid input: /, '')
      .replace('expected record', 'expected object')
      .replace(/, received undefined$/, ', but it is missing');
    const named = shortened(problem, 200);
    return key === '' ? named : `${key}: ${named}`;
  });
  const more = issues.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/**
 * Reads a JSON file; throws a UserError that names the file where it cannot be read, and as
 * `parseJson` does.
 */
export function readJson<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  return parseJson(readText(path, longest), schema, path);
}

/** Writes a JSON file for people to read: whole or not at all. */
export function writeJson(path: string, value: unknown): void {
  writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
