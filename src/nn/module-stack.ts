import { keep, noGrad, Parameter, scope, type Tensor, tensor, zeros } from '../tensor/index.js';
import { Embedding } from './embedding.js';
import { Layer, withForwardHook } from './layer.js';
import type { Module } from './module.js';
import { isStackable, outputsOf, stackedOutput } from './stacked-layers.js';

/**
 * The parameters of S modules of one architecture, each along a leading axis [S, ...]. The modules'
 * own become views of their part, so that each is used, saved and loaded as before, and what changes
 * here changes there. Embeddings and output heads may have rows of their own number, such as a
 * vocabulary: the parts are as long as the longest, filled up with zeros that get no gradient. Owns
 * the stacked parameters until `dispose`; the modules' stay.
 */
export class ModuleStack {
  /** By any module's parameter. */
  readonly #stacked = new Map<Parameter, Parameter>();
  /** By any module's layer: which outputs modules lack (`StackedWeights.absent`). */
  readonly #absent = new Map<Layer, Tensor>();
  /** As `Module.namedParameters`: paths with the stacked parameters. */
  readonly named: readonly (readonly [path: string, parameter: Parameter])[];

  /** Throws TypeError where `reasonAgainstStack` has a reason. */
  constructor(readonly modules: readonly Module[]) {
    const reason = reasonAgainstStack(modules);
    if (reason !== null) throw new TypeError(reason);
    const all = modules.map((module) => module.parameters());
    this.named = [...(modules[0] as Module).namedParameters()].map(([path], i) => {
      const own = all.map((parameters) => parameters[i] as Parameter);
      const stacked = stackOf(own);
      for (const parameter of own) this.#stacked.set(parameter, stacked);
      return [path, stacked];
    });
    const layers = modules.map(layersOf);
    for (const [i, { weight }] of (layers[0] as Layer[]).entries()) {
      const own = layers.map((all) => all[i] as Layer);
      const outputs = own.map((layer) => outputsOf(layer) ?? 0);
      if (new Set(outputs).size === 1) continue;
      const absent = absentOf(outputs, weight.device);
      for (const layer of own) this.#absent.set(layer, absent);
    }
  }

  /**
   * Runs `body` with one of the modules computing for all: what its layers read and give has the
   * modules' sequences one after the other along the first dimension, as many of each. Whichever it
   * is decides nothing; the others may be gone.
   */
  forward<T>(module: Module, body: () => T): T {
    const own = (parameter: Parameter): Parameter => this.#stacked.get(parameter) as Parameter;
    return withForwardHook(
      module,
      (layer, input) => {
        const absent = this.#absent.get(layer) ?? null;
        const weight = own(layer.weight);
        return stackedOutput(layer, input, { weight, bias: layer.bias && own(layer.bias), absent });
      },
      body,
    );
  }

  /** Frees the stacked parameters; each module keeps its part. */
  dispose(): void {
    for (const [, parameter] of this.named) parameter.dispose();
    for (const absent of new Set(this.#absent.values())) absent.dispose();
  }
}

/** Why modules cannot be stacked, in words; null where they can. */
export function reasonAgainstStack(modules: readonly Module[]): string | null {
  const [first] = modules;
  if (first === undefined) return 'there is none';
  const layers = layersOf(first);
  const strange = layers.find((layer) => !isStackable(layer));
  if (strange) return `a ${strange.constructor.name} takes the weights of one model only`;
  const held = new Set<Parameter>();
  /** Parameters whose first dimension may differ. */
  const ofRows = new Set<Parameter>();
  for (const layer of layers) {
    for (const one of [layer.weight, layer.bias]) {
      if (one === null) continue;
      held.add(one);
      if (layer instanceof Embedding || outputsOf(layer) !== null) ofRows.add(one);
    }
  }
  for (const [path, parameter] of first.namedParameters())
    if (!held.has(parameter)) return `${path} is the weight of no layer`;
  const rows = [...first.parameters()].map((parameter) => ofRows.has(parameter));
  const shapes = modules.map((module) =>
    [...module.namedParameters()]
      .map(([path, { shape, requiresGrad, device }], i) => {
        const compared = rows[i] ? ['rows', ...shape.slice(1)] : shape;
        return `${path} ${compared} ${requiresGrad} ${device}`;
      })
      .join('\n'),
  );
  return shapes.every((one) => one === shapes[0]) ? null : 'their parameters differ in shape';
}

const layersOf = (module: Module): Layer[] =>
  [...module.modules()].filter((one) => one instanceof Layer);

/** The parameters of several modules as one [S, ...], of which theirs become views. */
function stackOf(own: readonly Parameter[]): Parameter {
  return noGrad(() =>
    scope(() => {
      const [first] = own as [Parameter];
      const most = Math.max(...own.map(({ shape }) => shape[0] as number));
      const shape = [own.length, most, ...first.shape.slice(1)];
      const { dtype, device } = first;
      const stacked = new Parameter(zeros(shape, { dtype, device }));
      for (const [i, parameter] of own.entries()) {
        const part = stacked.select(0, i).slice({ dim: 0, end: parameter.shape[0] as number });
        part.copy_(parameter);
        parameter.share(part.detach());
      }
      return stacked.requireGrad(first.requiresGrad);
    }),
  );
}

/** [S, 1, E]: 0 for as many outputs as each module has, -Infinity for those it lacks. */
function absentOf(outputs: readonly number[], device: string): Tensor {
  const most = Math.max(...outputs);
  const added = new Float32Array(outputs.length * most);
  for (const [i, count] of outputs.entries())
    added.fill(Number.NEGATIVE_INFINITY, i * most + count, (i + 1) * most);
  return scope(() => keep(tensor(added, [outputs.length, 1, most]).to({ device })));
}
