import { Parameter, Tensor } from '../tensor/index.js';

/** A model or a part of one. Its parameters are whatever its fields hold; nothing is registered. */
export abstract class Module {
  /** Parameters with dotted paths, in field order (`layers.0.mlp.up.weight`); tied ones once. */
  *namedParameters(): Generator<[path: string, parameter: Parameter]> {
    const seen = new Set<Parameter>();
    for (const [path, parameter] of parametersIn(this, '')) {
      if (seen.has(parameter)) continue;
      seen.add(parameter);
      yield [path, parameter];
    }
  }

  /** Parameters in field order; tied ones come once. */
  parameters(): Parameter[] {
    return [...this.namedParameters()].map(([, parameter]) => parameter);
  }

  /** Moves every parameter to `device`, in place. */
  moveTo(device: string): this {
    for (const parameter of this.parameters()) parameter.moveTo(device);
    return this;
  }

  /** Frees the parameters; the module cannot be used afterwards. */
  dispose(): void {
    for (const parameter of this.parameters()) parameter.dispose();
  }
}

function* parametersIn(value: unknown, path: string): Generator<[string, Parameter]> {
  if (value instanceof Parameter) yield [path, value];
  else if (value instanceof Tensor) return;
  else if (value instanceof Module || Array.isArray(value))
    for (const [key, field] of Object.entries(value))
      yield* parametersIn(field, path ? `${path}.${key}` : key);
}
