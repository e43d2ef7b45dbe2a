import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import { withFile } from '../../files/decompressed.js';
import { reasonOf } from '../../files/file-errors.js';
import { type JsonElement, scanJsonArray } from '../../files/json-array.js';
import { replacement } from '../../files/text-encoding.js';
import { compareCodePoints } from '../../text/code-points.js';

/** What T-REx says: a subject and an object by their texts, a predicate by its Wikidata name. */
export interface Triple {
  readonly subj: string;
  readonly predicate: string;
  readonly obj: string;
}

const source =
  '; T-REx is public: download its dump in JSON from https://hadyelsahar.github.io/t-rex/ and give ' +
  'the folder of its files with --set data.folder=<path>';

/** The files of a source in the order in which they are read: by name. */
export function trexFiles(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const files = readdirSync(path).filter((name) => /\.json(\.gz)?$/.test(name));
    if (files.length > 0) return files.sort(compareCodePoints).map((name) => join(path, name));
  } catch (error) {
    throw new UserError(`cannot read ${path}: ${reasonOf(error)}${source}`, {
      cause: error,
    });
  }
  throw new UserError(`the folder ${path} has no .json or .json.gz files${source}`);
}

const triple = z.object({
  subj: z.string().nullable(),
  predicate: z.string(),
  obj: z.string().nullable(),
});
const named = z.object({ surfaceform: z.string().nullable() });
const dumpedTriple = z.object({
  subject: named,
  predicate: z.object({ uri: z.string() }),
  object: named,
});
const dumpedDocument = z.object({ triples: z.array(z.unknown()) });

/** The triples of T-REx, and how many were left out, by reason. */
export interface ReadTriples {
  readonly triples: readonly Triple[];
  readonly dropped: Readonly<Record<string, number>>;
}

/**
 * The different triples of T-REx, of the given predicates or of all (null): from the files of its
 * dump, sorted by subject, predicate and object, or from a file that lists triples
 * (`{subj, predicate, obj}`) in an order of its own. Left out and counted are those whose subject or
 * object is null, or has bytes that are not UTF-8 or half of a surrogate pair. What is neither is a
 * UserError that says where.
 *
 * The authors' order is that of a Python set, which no seed fixes; by giving a list, it can be had.
 */
export function readTriples(path: string, predicates: ReadonlySet<string> | null): ReadTriples {
  const found = new Map<string, Triple>();
  const dropped: Record<string, number> = {};
  let listed = false;
  const add = ({ subj, predicate, obj }: z.infer<typeof triple>, isUtf8: boolean) => {
    if (predicates?.has(predicate) === false) return;
    const fault = textFault(subj, isUtf8) ?? textFault(obj, isUtf8);
    if (fault !== null) dropped[fault] = (dropped[fault] ?? 0) + 1;
    else if (subj !== null && obj !== null)
      found.set(`${subj}\0${predicate}\0${obj}`, { subj, predicate, obj });
  };
  for (const file of trexFiles(path)) {
    withFile(file, source, (descriptor) => {
      scanJsonArray(descriptor, file, (element) => {
        const own = triple.safeParse(element.value);
        if (own.success) {
          listed = true;
          add(own.data, element.isUtf8);
        } else for (const one of dumpedTriples(element, file)) add(one, element.isUtf8);
      });
    });
  }
  const triples = [...found.values()];
  return { triples: listed ? triples : triples.sort(compareTriples), dropped };
}

const loneSurrogate = /\p{Cs}/u;

/** Why a triple is left out for one of its texts; null where it is not. */
function textFault(text: string | null, isUtf8: boolean): string | null {
  if (text === null) return 'subject or object without text';
  const isBroken = !isUtf8 && text.includes(replacement);
  return isBroken || loneSurrogate.test(text) ? 'broken UTF-8' : null;
}

function dumpedTriples({ value, number, offset }: JsonElement, file: string) {
  const where = `${file}, element ${number}, from byte ${offset}`;
  const { success, data } = dumpedDocument.safeParse(value);
  if (!success) {
    throw new UserError(
      `${where}: neither a document with a list of triples nor a triple with the texts ` +
        'subj, predicate and obj',
    );
  }
  return data.triples.map((one, index): z.infer<typeof triple> => {
    const parsed = dumpedTriple.safeParse(one);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new UserError(
        `${where}, triples[${index}].${issue?.path.join('.')}: ${issue?.message}; expected ` +
          'the texts subject.surfaceform, predicate.uri and object.surfaceform',
      );
    }
    const { subject, predicate, object } = parsed.data;
    const name = predicate.uri.slice(predicate.uri.lastIndexOf('/') + 1);
    return { subj: subject.surfaceform, predicate: name, obj: object.surfaceform };
  });
}

function compareTriples(a: Triple, b: Triple): number {
  return (
    compareCodePoints(a.subj, b.subj) ||
    compareCodePoints(a.predicate, b.predicate) ||
    compareCodePoints(a.obj, b.obj)
  );
}

const pronouns = new Set(['he', 'she', 'it', 'they']);
const isPronoun = (text: string): boolean => pronouns.has(text.toLowerCase());

/** Without the subjects of a single triple and without pronouns, in the same order. */
export function filterTriples(triples: readonly Triple[]): Triple[] {
  const counts = new Map<string, number>();
  for (const { subj } of triples) counts.set(subj, (counts.get(subj) ?? 0) + 1);
  return triples.filter(
    ({ subj, obj }) => counts.get(subj) !== 1 && !isPronoun(subj) && !isPronoun(obj),
  );
}
