import { UserError } from '../errors/user-error.js';
import { quoted } from '../text/printable.js';

/** A setting and the values that it takes in turn, as `--sweep` is written. */
export interface SweptPath {
  readonly path: string;
  /** As they are written, in JSON or plain text. */
  readonly values: readonly string[];
}

/** Settings that vary, and how. */
export interface Sweep {
  readonly paths: readonly SweptPath[];
  /** Whether their values vary together, the first with the first; else each goes with each. */
  readonly zip: boolean;
}

/** A choice of one value of each setting. */
export type SweepPoint = readonly { readonly path: string; readonly value: string }[];

/** More points are a mistake. */
const mostPoints = 1000;

const form = '--sweep path=value,value,... such as stages.stage2.epochs=10,20';

/**
 * Reads what stands behind `--sweep`, any number of times. Throws a UserError where it is no path
 * with values, where a value stands twice, where settings that vary together have unlike numbers of
 * values, and above 1000 points.
 */
export function parseSweep(texts: readonly string[], zip: boolean): Sweep {
  const paths = texts.map(parsePath);
  const [first] = paths;
  if (first === undefined) throw new UserError(`--zip goes with settings that vary: ${form}`);
  const twice = paths.find(({ path }, at) => paths.findIndex((one) => one.path === path) < at);
  if (twice !== undefined)
    throw new UserError(`--sweep ${twice.path} stands twice: give all of its values at once`);
  const other = paths.find(({ values }) => values.length !== first.values.length);
  if (zip && other !== undefined)
    throw new UserError(
      `--zip needs as many values of each setting: ${first.path} has ${first.values.length}, ` +
        `${other.path} ${other.values.length}`,
    );
  const points = zip
    ? first.values.length
    : paths.reduce((product, { values }) => product * values.length, 1);
  if (points > mostPoints)
    throw new UserError(`--sweep makes ${points} experiments: expected at most ${mostPoints}`);
  return { paths, zip };
}

/** The choices that are tried: the last setting changes fastest. */
export function sweepPoints({ paths, zip }: Sweep): SweepPoint[] {
  if (zip) {
    const values = paths[0]?.values ?? [];
    return values.map((_, at) =>
      paths.map((one) => ({ path: one.path, value: one.values[at] ?? '' })),
    );
  }
  return paths.reduce<SweepPoint[]>(
    (points, { path, values }) =>
      points.flatMap((point) => values.map((value) => [...point, { path, value }])),
    [[]],
  );
}

function parsePath(text: string): SweptPath {
  const at = text.indexOf('=');
  const path = text.slice(0, Math.max(0, at)).trim();
  if (path === '') throw new UserError(`expected ${form}, given ${quoted(text)}`);
  const values = splitValues(text.slice(at + 1));
  if (values.some((value) => value === ''))
    throw new UserError(`--sweep ${path}: a value is empty; expected ${form}`);
  const meant = values.map(meaningOf);
  const twice = values.find((_, index) => meant.indexOf(meant[index] ?? '') < index);
  if (twice !== undefined)
    throw new UserError(`--sweep ${path}: the value ${quoted(twice)} stands twice`);
  return { path, values };
}

/** Parts at the commas that stand in no bracket and no quotes, as lists and objects in JSON have. */
function splitValues(text: string): string[] {
  const values: string[] = [];
  let [value, depth, isQuoted] = ['', 0, false];
  for (const letter of text) {
    const isEscaped = isQuoted && value.endsWith('\\') && !value.endsWith('\\\\');
    if (letter === '"' && !isEscaped && (isQuoted || depth > 0 || value.trim() === ''))
      isQuoted = !isQuoted;
    else if (!isQuoted && '[{'.includes(letter)) depth++;
    else if (!isQuoted && ']}'.includes(letter)) depth--;
    if (letter === ',' && !isQuoted && depth <= 0) {
      values.push(value.trim());
      value = '';
    } else value += letter;
  }
  return [...values, value.trim()];
}

/** The same for texts that mean the same value, such as 1 and 1.0. */
function meaningOf(value: string): string {
  try {
    return JSON.stringify(JSON.parse(value));
  } catch {
    return JSON.stringify(value);
  }
}
