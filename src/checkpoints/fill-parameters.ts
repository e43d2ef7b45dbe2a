import { UserError } from '../errors/user-error.js';
import { type CheckpointNames, namesInFile } from '../models/checkpoint-names.js';
import type { Module } from '../nn/index.js';
import { type DType, noGrad, type Parameter, scope, type Tensor } from '../tensor/index.js';

/** Element types that a parameter may be read from. */
const floats: readonly DType[] = ['float32', 'float16', 'bfloat16', 'float64'];

/**
 * Copies a checkpoint's `tensors` into the parameters of `model`, one at a time and in float32.
 * Throws, listing them by name, where one is missing, unused, of another shape, no float, not
 * finite, or differs from the parameter that it should be a copy of.
 *
 * @param names how the file calls the parameters; null: by their own paths
 * @param where the checkpoint, for errors
 */
export function fillParameters(
  model: Module,
  tensors: ReadonlyMap<string, Tensor>,
  names: CheckpointNames | null,
  where: string,
): void {
  const unused = new Set(
    [...tensors.keys()].filter((name) => !names?.ignored.some((old) => old.test(name))),
  );
  const missing: string[] = [];
  const misshapen: string[] = [];
  const notFinite: string[] = [];
  /** The parameters, by path, that the file's names may mean. */
  const meant = new Map<string, string>();
  const taken = new Map<string, Tensor>();
  for (const [path, parameter] of model.namedParameters()) {
    const candidates = names ? namesInFile(path, names) : [path];
    for (const name of candidates) meant.set(name, path);
    const name = candidates.find((candidate) => tensors.has(candidate));
    if (name === undefined) {
      missing.push(candidates[0] as string);
      continue;
    }
    const value = tensors.get(name) as Tensor;
    unused.delete(name);
    taken.set(path, value);
    const fault = fill(parameter, value, names?.transposed?.test(path) ?? false);
    if (fault !== '') misshapen.push(`${name} ${fault}`);
    else if (!allFinite(parameter)) notFinite.push(name);
  }
  const untied: string[] = [];
  for (const [path, name] of copiesIn(names)) {
    const original = taken.get(path);
    const isAnother = meant.has(name) && meant.get(name) !== path;
    if (!original || isAnother || !unused.delete(name)) continue;
    const copy = tensors.get(name) as Tensor;
    if (copy.dtype !== original.dtype || !copy.equal(original)) untied.push(name);
  }
  const faults = [
    missing.length > 0 ? `missing: ${missing.join(', ')}` : '',
    unused.size > 0 ? `unused: ${[...unused].join(', ')}` : '',
    misshapen.length > 0 ? `misshapen: ${misshapen.join('; ')}` : '',
    notFinite.length > 0 ? `not finite (NaN or infinite): ${notFinite.join(', ')}` : '',
    untied.length > 0 ? `tied to the embedding, but different: ${untied.join(', ')}` : '',
  ].filter((fault) => fault !== '');
  if (faults.length > 0)
    throw new UserError(`${where} does not fit the model: ${faults.join('; ')}`);
}

/** Copies `value`, `turned` where its two dimensions are exchanged; says what is wrong with it. */
function fill(parameter: Parameter, value: Tensor, turned: boolean): string {
  return scope(() => {
    if (!floats.includes(value.dtype)) return `holds ${value.dtype}, expected floats`;
    const { shape } = parameter;
    const wanted = turned ? [...shape].reverse() : shape;
    if (String(value.shape) !== String(wanted)) return `is [${value.shape}], expected [${wanted}]`;
    noGrad(() => parameter.copy_(turned ? value.transpose(0, 1) : value));
    return '';
  });
}

/** Whether all numbers are finite: one that is not makes the sum so, which needs no copy. */
const allFinite = (parameter: Parameter): boolean =>
  scope(() => Number.isFinite(parameter.detach().sum().item()));

/** Each name that holds a copy, with the path of the parameter that it is a copy of. */
const copiesIn = (names: CheckpointNames | null): (readonly [path: string, name: string])[] =>
  Object.entries(names?.copies ?? {}).flatMap(([module, copies]) =>
    copies.map((copy) => [`${module}.weight`, `${copy}.weight`] as const),
  );
