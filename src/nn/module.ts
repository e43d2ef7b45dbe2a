import { clearGradients, Parameter, Tensor } from '../tensor/index.js';

/** A model or a part of one. Its parameters are whatever its fields hold; nothing is registered. */
export abstract class Module {
  /** This module and all in it, in field order; one that two fields hold comes once. */
  *modules(): Generator<Module> {
    yield* modulesIn(this, new Set());
  }

  /** Parameters with dotted paths, in field order (`layers.0.mlp.up.weight`); tied ones once. */
  *namedParameters(): Generator<[path: string, parameter: Parameter]> {
    const seen = new Set<Parameter>();
    for (const [path, parameter] of parametersIn(this, '')) {
      if (seen.has(parameter)) continue;
      seen.add(parameter);
      yield [path, parameter];
    }
  }

  /** Parameters in field order, frozen ones too; tied ones come once. */
  parameters(): Parameter[] {
    return [...this.namedParameters()].map(([, parameter]) => parameter);
  }

  /** The parameters that are trained: all but the frozen ones, in field order. */
  trainedParameters(): Parameter[] {
    return this.parameters().filter((parameter) => parameter.requiresGrad);
  }

  /**
   * Freezes the parameters whose path `pattern` matches: they get no gradient any more, and the one
   * they have is dropped. Returns their paths. Throws RangeError where no path matches.
   */
  freeze(pattern: RegExp): string[] {
    const frozen = [...this.namedParameters()].filter(([path]) => path.search(pattern) >= 0);
    if (frozen.length === 0)
      throw new RangeError(`no parameter has a path that matches ${pattern}`);
    for (const [, parameter] of frozen) parameter.requireGrad(false);
    clearGradients(frozen.map(([, parameter]) => parameter));
    return frozen.map(([path]) => path);
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

function* modulesIn(value: unknown, seen: Set<Module>): Generator<Module> {
  if (value instanceof Module) {
    if (seen.has(value)) return;
    seen.add(value);
    yield value;
  } else if (!Array.isArray(value)) return;
  for (const field of Object.values(value)) yield* modulesIn(field, seen);
}

function* parametersIn(value: unknown, path: string): Generator<[string, Parameter]> {
  if (value instanceof Parameter) yield [path, value];
  else if (value instanceof Tensor) return;
  else if (value instanceof Module || Array.isArray(value))
    for (const [key, field] of Object.entries(value))
      yield* parametersIn(field, path ? `${path}.${key}` : key);
}
