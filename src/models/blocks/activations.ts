import { type Activation, gelu, geluTanh } from '../../nn/index.js';
import type { ConfigFile } from '../config-file.js';

/** A function between the layers of an MLP, under the name that a saved config.json gives it. */
export type ActivationName = (typeof ownNames)[number];
const ownNames = ['gelu', 'gelu_new', 'silu', 'relu'] as const;

/** transformers' other names for the same functions; they differ by rounding at most. */
const otherNames = new Map<unknown, ActivationName>([
  ['gelu_python', 'gelu'],
  ['gelu_pytorch_tanh', 'gelu_new'],
  ['gelu_fast', 'gelu_new'],
  ['gelu_python_tanh', 'gelu_new'],
  ['gelu_accurate', 'gelu_new'],
  ['swish', 'silu'],
]);

/** A function by whichever of transformers' names; undefined where no model here has it. */
export function activationOf(named: unknown): ActivationName | undefined {
  return otherNames.get(named) ?? ownNames.find((own) => own === named);
}

/**
 * The function that `key` names, by whichever of its names. Throws where the model computes another
 * function only.
 *
 * @param computed the functions that the model has; the first where the key is missing
 */
export function activationFrom<Name extends ActivationName>(
  file: ConfigFile,
  key: string,
  ...computed: readonly [Name, ...Name[]]
): Name {
  const named = file.get(key);
  if (named === undefined) return computed[0];
  const own = activationOf(named);
  const found = computed.find((name) => name === own);
  if (found !== undefined) return found;
  const others = [...otherNames].filter(([, name]) => computed.some((one) => one === name));
  const known = [...computed, ...others.map(([other]) => other)];
  file.fail(key, known.map((name) => JSON.stringify(name)).join(' or '));
}

/** The two GELUs, by name. */
export const gelus: Readonly<Record<'gelu' | 'gelu_new', Activation>> = {
  gelu,
  gelu_new: geluTanh,
};
