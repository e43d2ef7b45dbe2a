import { describe, expect, it } from 'vitest';
import {
  ones,
  Parameter,
  type ParameterOperators,
  scope,
  type Tensor,
  withParameterOperators,
  zeros,
} from './index.js';

describe('operators in place of libtorch’s', () => {
  const seen: string[] = [];
  const note = (name: string, like: Tensor): Tensor => {
    seen.push(name);
    return like;
  };
  const operators: ParameterOperators = {
    linear: (x, weight, bias) => note(`linear ${bias?.shape}`, x.linear(weight.detach()).add(1)),
    embedding: (weight, ids) => note(`embedding ${ids.shape}`, weight.detach().embedding(ids)),
    layerNorm: (x, weight, { bias, eps }) => note(`layerNorm ${weight.shape} ${bias} ${eps}`, x),
    rmsNorm: (x, weight, { eps }) => note(`rmsNorm ${weight.shape} ${eps}`, x),
  };

  it('are called where the weight is a parameter, and only inside', () =>
    scope(() => {
      const [weight, bias] = [Parameter.filled([2, 2], 1), Parameter.filled([2], 0)];
      const x = ones([3, 2]);
      const all = (): Tensor[] => [
        x.linear(weight, { bias }),
        x.linear(ones([2, 2])),
        weight.embedding(zeros([4], { dtype: 'int64' })),
        x.layerNorm([2], { weight: bias, eps: 0.5 }),
        x.rmsNorm([2], { weight: bias, eps: null }),
        x.rmsNorm([2]),
      ];
      const plain = all().map((one) => one.toArray());
      expect(seen).toEqual([]);
      const replaced = withParameterOperators(operators, () => all().map((one) => one.toArray()));
      expect(seen).toEqual(['linear 2', 'embedding 4', 'layerNorm 2 null 0.5', 'rmsNorm 2 null']);
      expect(replaced[0]).toEqual(plain[0]?.map((one) => one + 1));
      expect(replaced[1]).toEqual(plain[1]);
      expect(() =>
        withParameterOperators(operators, () => {
          throw new Error('mine');
        }),
      ).toThrow('mine');
      expect(all().map((one) => one.toArray())).toEqual(plain);
      weight.dispose();
      bias.dispose();
    }));
});
