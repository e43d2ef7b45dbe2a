import { noGrad, Parameter, scope, stack } from '../tensor/index.js';
import { Layer, withForwardHook } from './layer.js';
import type { Module } from './module.js';
import { isStackable, stackedOutput } from './stacked-layers.js';

/**
 * The parameters of S modules of one architecture, each along a leading axis [S, ...]. The modules'
 * own become views of their part, so that each is used, saved and loaded as before, and what changes
 * here changes there. Owns the stacked parameters until `dispose`; the modules' stay.
 */
export class ModuleStack {
  readonly #first: Module;
  /** By the first module's parameter. */
  readonly #stacked = new Map<Parameter, Parameter>();
  /** As `Module.namedParameters`: paths with the stacked parameters. */
  readonly named: readonly (readonly [path: string, parameter: Parameter])[];

  /** Throws where `reasonAgainstStack` has a reason. */
  constructor(readonly modules: readonly Module[]) {
    const reason = reasonAgainstStack(modules);
    if (reason !== null) throw new TypeError(reason);
    this.#first = modules[0] as Module;
    const all = modules.map((module) => module.parameters());
    this.named = [...this.#first.namedParameters()].map(([path, parameter], i) => {
      const own = all.map((parameters) => parameters[i] as Parameter);
      const stacked = stackOf(own);
      this.#stacked.set(parameter, stacked);
      return [path, stacked];
    });
  }

  /**
   * Runs `body` with the first module computing for all: what its layers read and give has the
   * modules' sequences one after the other along the first dimension, as many of each.
   */
  forward<T>(body: () => T): T {
    const own = (parameter: Parameter): Parameter => this.#stacked.get(parameter) as Parameter;
    return withForwardHook(
      this.#first,
      (layer, input) => {
        const { weight, bias } = layer;
        return stackedOutput(layer, input, { weight: own(weight), bias: bias && own(bias) });
      },
      body,
    );
  }

  /** Frees the stacked parameters; each module keeps its part. */
  dispose(): void {
    for (const [, parameter] of this.named) parameter.dispose();
  }
}

/** Why modules cannot be stacked, in words; null where they can. */
export function reasonAgainstStack(modules: readonly Module[]): string | null {
  const [first] = modules;
  if (first === undefined) return 'there is none';
  const layers = [...first.modules()].filter((one) => one instanceof Layer);
  const strange = layers.find((layer) => !isStackable(layer));
  if (strange) return `a ${strange.constructor.name} takes the weights of one model only`;
  const held = new Set(layers.flatMap(({ weight, bias }) => [weight, ...(bias ? [bias] : [])]));
  for (const [path, parameter] of first.namedParameters())
    if (!held.has(parameter)) return `${path} is the weight of no layer`;
  const shapes = modules.map((module) =>
    [...module.namedParameters()]
      .map(
        ([path, { shape, requiresGrad, device }]) => `${path} ${shape} ${requiresGrad} ${device}`,
      )
      .join('\n'),
  );
  return shapes.every((one) => one === shapes[0]) ? null : 'their parameters differ in shape';
}

/** The parameters of several modules as one [S, ...], of which theirs become views. */
function stackOf(own: readonly Parameter[]): Parameter {
  return noGrad(() =>
    scope(() => {
      const stacked = new Parameter(stack(own));
      stacked.requireGrad((own[0] as Parameter).requiresGrad);
      for (const [i, parameter] of own.entries()) parameter.share(stacked.select(0, i));
      return stacked;
    }),
  );
}
