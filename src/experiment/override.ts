import { UserError } from '../errors/user-error.js';
import { duplicateKey } from '../files/json-duplicate.js';
import { shortened } from '../text/printable.js';
import { asWritten, checkExperiment, type Experiment, experimentSchema } from './experiment.js';
import { modelInFull } from './models/kinds.js';
import { acceptsNull, defaultAt, knownKeys, takesAnyKey } from './option-keys.js';
import { pathText, valueAt } from './option-path.js';
import { given, suggestion } from './problem-sentences.js';

/** Keys of a path; options are nested less than ten levels deep. */
const deepest = 50;

type Plain = Readonly<Record<string, unknown>>;

function parseValue(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  const twice = duplicateKey(text);
  if (twice !== null) throw new UserError(`the value has the key "${shortened(twice.key)}" twice`);
  return value;
}

/**
 * The index that a part of a path means in a list: a number, or the name of an element that has
 * one.
 */
function indexIn(list: readonly unknown[], part: string, where: string): number {
  const names = list.map((element) => Reflect.get(Object(element), 'name') as unknown);
  const index = /^\d+$/.test(part) ? Number(part) : names.indexOf(part);
  if (index >= 0 && index < list.length) return index;
  const known = names.filter((name): name is string => typeof name === 'string');
  const wanted =
    known.length > 0
      ? `there is no element ${given(part)}${suggestion(part, known)}`
      : `expected ${list.length === 0 ? 'an element, and the list is empty' : `an index from 0 to ${list.length - 1}`}, given ${given(part)}`;
  throw new UserError(`${where}: ${wanted}`);
}

/** Throws a UserError where the options at `path` can have no key of this name. */
function checkKey(root: unknown, path: readonly PropertyKey[], part: string): void {
  const known = knownKeys(experimentSchema, root, path);
  if (known.includes(part) || takesAnyKey(experimentSchema, root, path)) return;
  const where = pathText([...path, part], root);
  throw new UserError(
    known.length > 0
      ? `${where}: unknown key${suggestion(part, known)}`
      : `${where}: ${pathText(path, root)} is not an object or list of options`,
  );
}

/** A copy of what stands at `path` with the value at `parts`, from there, replaced. */
function replaced(
  root: unknown,
  path: readonly PropertyKey[],
  present: unknown,
  parts: readonly string[],
  value: unknown,
): unknown {
  const [part, ...rest] = parts;
  if (part === undefined) return value;
  if (Array.isArray(present)) {
    const index = indexIn(present, part, pathText(path, root));
    const changed = replaced(root, [...path, index], present[index], rest, value);
    return present.with(index, changed);
  }
  // What is there is known: the schema is worked out for other keys alone.
  const isThere = typeof present === 'object' && present !== null && Object.hasOwn(present, part);
  if (!isThere) checkKey(root, path, part);
  const found = present ?? defaultAt(experimentSchema, root, path);
  // A word in the place of options, such as 'from data', gives way to them.
  const fields = (typeof found === 'object' && found !== null ? found : {}) as Plain;
  const whole = [...path, part];
  if (rest.length === 0 && value === null && !acceptsNull(experimentSchema, root, whole)) {
    const { [part]: _, ...others } = fields;
    return others;
  }
  return { ...fields, [part]: replaced(root, whole, fields[part], rest, value) };
}

const shownAssignment = (assignment: string): string =>
  /\p{Cc}/u.test(assignment) ? given(assignment) : shortened(assignment);

function checkParts(parts: readonly string[]): void {
  if (parts.length > deepest) throw new UserError(`a path of ${parts.length} keys`);
  if (parts.some((part) => /\p{Cc}/u.test(part)))
    throw new UserError('a key cannot have control characters');
  if (parts.includes('')) throw new UserError('a key of the path is empty');
}

/** With a model that is written as a plain string in the form that has options to change. */
function withModelInFull(experiment: unknown): unknown {
  const model = valueAt(experiment, ['model']);
  return typeof model === 'string'
    ? { ...(experiment as Plain), model: modelInFull(model) }
    : experiment;
}

/** `path=value` of `--set`, or of a point of `--sweep`. */
export type Assignment = string | { readonly swept: string };

/**
 * The experiment, as it was written, with options changed by assignments such as
 * `stages.stage2.learningRate=1e-3`: a path through keys, indices and names of stages, then a value
 * in JSON, or else a plain string; null takes out an option that has no such value. Defaults are
 * filled in afterwards, so that one that hangs on
 * another option (hidden = 4 x width) follows it. Throws a UserError on an unknown path or a value
 * that does not fit.
 */
export function override(experiment: unknown, assignments: readonly Assignment[]): Experiment {
  const written = assignments.reduce((current: unknown, one) => {
    const [option, assignment] = typeof one === 'string' ? ['--set', one] : ['--sweep', one.swept];
    const [, path, text] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
    if (path === undefined || text === undefined) {
      const form = 'options are set as path=value, such as stages.stage2.epochs=10';
      throw new UserError(`${form}, given ${given(assignment)}`);
    }
    const parts = path
      .trim()
      .replaceAll(/\[([\w-]+)\]/g, '.$1')
      .split('.');
    try {
      checkParts(parts);
      const root = withModelInFull(current);
      return replaced(root, [], root, parts, parseValue(text));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(`${option} ${shownAssignment(assignment)}: ${error.message}`, {
        cause: error,
      });
    }
  }, asWritten(experiment));
  return checkExperiment(written);
}
