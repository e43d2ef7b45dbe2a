import { describe, expect, it } from 'vitest';
import {
  backward,
  noGrad,
  type Parameter,
  randn,
  scope,
  seedEngine,
  setThreads,
  type Tensor,
} from '../tensor/index.js';
import { gelu, Mlp } from './mlp.js';
import { Module } from './module.js';

class Model extends Module {
  readonly layers = [new Mlp(3, 5, gelu), new Mlp(3, 5, gelu)] as const;

  constructor() {
    super();
    setThreads(1);
    seedEngine(2);
    for (const parameter of this.parameters()) scope(() => void parameter.detach().normal_());
  }

  forward(x: Tensor): Tensor {
    return this.layers[1].forward(this.layers[0].forward(x));
  }
}

const gradientsOf = (model: Model): Map<string, number[] | null> => {
  scope(() => {
    seedEngine(3);
    backward(
      model
        .forward(randn([4, 3]))
        .square()
        .sum(),
    );
  });
  return new Map(
    [...model.namedParameters()].map(([path, { grad }]) => [path, grad?.toArray() ?? null]),
  );
};

describe('freezing', () => {
  it('takes the gradient of what it names, and of nothing else', () => {
    const [whole, frozen] = [new Model(), new Model()];
    const wanted = gradientsOf(whole);
    expect(frozen.freeze(/^layers\.1\.|up\.bias$/)).toEqual([
      'layers.0.up.bias',
      'layers.1.up.weight',
      'layers.1.up.bias',
      'layers.1.down.weight',
      'layers.1.down.bias',
    ]);
    const trained = ['layers.0.up.weight', 'layers.0.down.weight', 'layers.0.down.bias'];
    const byPath = new Map(frozen.namedParameters());
    expect(frozen.trainedParameters()).toEqual(trained.map((path) => byPath.get(path)));
    expect(frozen.parameters()).toHaveLength(8);
    const before = new Map([...byPath].map(([path, one]) => [path, one.toArray()]));
    for (const [path, gradient] of gradientsOf(frozen))
      expect(gradient, path).toEqual(trained.includes(path) ? wanted.get(path) : null);
    scope(() =>
      noGrad(() => {
        for (const one of frozen.trainedParameters()) one.sub_(one.grad as Tensor);
      }),
    );
    for (const [path, one] of byPath) {
      const after = one.toArray();
      if (trained.includes(path)) expect(after, path).not.toEqual(before.get(path));
      else expect(after, path).toEqual(before.get(path));
    }
    for (const model of [whole, frozen]) model.dispose();
  });

  it('drops the gradient that is there, and stays after a move', () => {
    const model = new Model();
    gradientsOf(model);
    model.freeze(/down/);
    const isFrozen = ([path]: [string, Parameter]): boolean => path.includes('down');
    for (const named of model.namedParameters())
      expect(named[1].grad === null, named[0]).toBe(isFrozen(named));
    model.moveTo('cpu');
    expect(model.trainedParameters()).toHaveLength(4);
    model.dispose();
  });

  it('refuses a pattern that nothing matches', () => {
    const model = new Model();
    expect(() => model.freeze(/^head/)).toThrow('no parameter has a path that matches /^head/');
    expect(model.trainedParameters()).toHaveLength(8);
    model.dispose();
  });
});
