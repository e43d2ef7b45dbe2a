import { UserError } from '../errors/user-error.js';
import { type CheckpointNames, namesInFile } from '../models/checkpoint-names.js';
import type { Module } from '../nn/index.js';
import { type DType, noGrad, type Parameter, scope, type Tensor } from '../tensor/index.js';
import { printable, shortened } from '../text/printable.js';

/** Element types that a parameter may be read from. */
const floats: readonly DType[] = ['float32', 'float16', 'bfloat16', 'float64'];

/** Most names of one fault that an error lists. */
const mostNames = 8;

/** A parameter with the tensors of the file that hold it, the preferred one first. */
interface Match {
  readonly parameter: Parameter;
  readonly names: readonly string[];
  /** Whether the file holds it with its two dimensions exchanged. */
  readonly turned: boolean;
}

/** What does not fit, by what is wrong with it. */
type Faults = Map<string, string[]>;

/**
 * Throws, listing them by name, where a checkpoint's `tensors` are missing, unused, of another
 * shape than the parameters of `model` or no floats. Elements are not looked at, so the model may
 * have none (`withoutElements`). Parameters: as `fillParameters`.
 */
export function checkShapes(
  model: Module,
  tensors: ReadonlyMap<string, Tensor>,
  names: CheckpointNames | null,
  where: string,
): void {
  const { matches, faults } = matched(model, tensors, names);
  if (faults.size === 0) return;
  // All that is wrong is told at once.
  noteElements(matches, tensors, faults);
  refuse(faults, where);
}

/**
 * Copies a checkpoint's `tensors` into the parameters of `model`, one at a time and in float32.
 * Throws, listing them by name, where one is missing, unused, of another shape, no float, not
 * finite, or differs from another that holds the same parameter.
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
  const { matches, faults } = matched(model, tensors, names);
  noteElements(matches, tensors, faults);
  refuse(faults, where);
  for (const { parameter, names: held, turned } of matches) {
    const value = tensors.get(held[0] as string) as Tensor;
    scope(() => noGrad(() => parameter.copy_(turned ? value.transpose(0, 1) : value)));
  }
}

/** Notes numbers that are not finite, and names of one parameter that hold different ones. */
function noteElements(
  matches: readonly Match[],
  tensors: ReadonlyMap<string, Tensor>,
  faults: Faults,
): void {
  for (const { names: held } of matches) {
    const [name, ...copies] = held;
    if (name === undefined) continue;
    const value = tensors.get(name) as Tensor;
    if (!allFinite(value)) note(faults, 'not finite (NaN or infinite)', name);
    for (const copy of copies) {
      const other = tensors.get(copy) as Tensor;
      if (other.dtype !== value.dtype || !other.equal(value))
        note(faults, 'tied to the embedding, but different', `${copy} and ${name}`);
    }
  }
}

/** Each parameter with its tensors, and what is wrong with them but for their elements. */
function matched(
  model: Module,
  tensors: ReadonlyMap<string, Tensor>,
  names: CheckpointNames | null,
): { readonly matches: readonly Match[]; readonly faults: Faults } {
  const faults: Faults = new Map();
  const parameters = [...model.namedParameters()].map(([path, parameter]) => ({
    path,
    parameter,
    candidates: names ? namesInFile(path, names) : [path],
  }));
  const meant = new Set(parameters.flatMap(({ candidates }) => candidates));
  const copies = copiesIn(names);
  const unused = new Set(
    [...tensors.keys()].filter((name) => !names?.ignored.some((old) => old.test(name))),
  );
  const matches: Match[] = [];
  for (const { path, parameter, candidates } of parameters) {
    // A name that another parameter has, as that of a head of its own, means that one.
    const others = (copies.get(path) ?? []).filter((name) => !meant.has(name));
    const held = [...candidates, ...others].filter((name) => tensors.has(name));
    if (held.length === 0) note(faults, 'missing', candidates[0] as string);
    const turned = names?.transposed?.test(path) ?? false;
    for (const name of held) {
      unused.delete(name);
      const fault = faultOf(parameter, tensors.get(name) as Tensor, turned);
      if (fault !== '') note(faults, 'misshapen', `${name} ${fault}`);
    }
    matches.push({ parameter, names: held, turned });
  }
  for (const name of unused) note(faults, 'unused', name);
  return { matches, faults };
}

/** What is wrong with the type or the shape of `value`; nothing: ''. */
function faultOf({ shape }: Parameter, value: Tensor, turned: boolean): string {
  if (!floats.includes(value.dtype)) return `holds ${value.dtype}, expected floats`;
  const wanted = turned ? [...shape].reverse() : shape;
  return String(value.shape) === String(wanted)
    ? ''
    : `is [${shortened(String(value.shape))}], expected [${wanted}]`;
}

/** Whether all numbers are finite in float32: one that is not makes the sum so. */
const allFinite = (value: Tensor): boolean =>
  scope(() => Number.isFinite(value.to({ dtype: 'float32' }).sum().item()));

/** The names that hold a copy of a parameter, by its path. */
const copiesIn = (names: CheckpointNames | null): ReadonlyMap<string, readonly string[]> =>
  new Map(
    Object.entries(names?.copies ?? {}).map(([module, copies]) => [
      `${module}.weight`,
      copies.map((copy) => `${copy}.weight`),
    ]),
  );

function note(faults: Faults, kind: string, fault: string): void {
  const known = faults.get(kind);
  if (known) known.push(fault);
  else faults.set(kind, [fault]);
}

/** In the order in which the faults are told. */
const kinds = [
  'missing',
  'unused',
  'misshapen',
  'not finite (NaN or infinite)',
  'tied to the embedding, but different',
];

function refuse(faults: Faults, where: string): void {
  const told = kinds.flatMap((kind) => {
    const names = faults.get(kind);
    if (!names) return [];
    const shown = names.slice(0, mostNames).map((name) => printable(shortened(name, 200)));
    const more = names.length - shown.length;
    const list = shown.join(kind === 'misshapen' ? '; ' : ', ');
    return [`${kind}: ${list}${more > 0 ? ` and ${more} more` : ''}`];
  });
  if (told.length > 0) throw new UserError(`${where} does not fit the model: ${told.join('; ')}`);
}
