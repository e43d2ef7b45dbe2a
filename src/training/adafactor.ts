// Adafactor (Shazeer & Stern 2018, https://arxiv.org/abs/1804.04235), with the options and in the
// order of operations of transformers' `Adafactor`, which the paper's authors used.
import type { OptimizerOptions } from '../stages/recipe.js';
import {
  foreachAdd_,
  foreachClampMin_,
  foreachDiv_,
  foreachDivByScalars_,
  foreachLerp_,
  foreachMul_,
  foreachMulScalar_,
  foreachNorm,
  foreachRsqrt_,
  keep,
  noGrad,
  type Parameter,
  scope,
  type Tensor,
  zeros,
} from '../tensor/index.js';
import type { MakeOptimizer } from './optimizer.js';

type AdafactorOptions = Extract<OptimizerOptions, { kind: 'adafactor' }>;

/** Elements whose updates may be held at once, so that no second copy of a large model is. */
const mostElements = 2 ** 26;

/** Parameters that are updated together: all of rank 2 and more, or all of rank 0 and 1. */
interface Group {
  readonly indices: readonly number[];
  readonly parameters: readonly Parameter[];
  /** Root of the number of elements of each parameter. */
  readonly rootSizes: readonly number[];
  /** Running means of squared gradients: over rows and over columns, or of each element. */
  readonly rows: readonly Tensor[];
  readonly columns: readonly Tensor[];
  readonly squares: readonly Tensor[];
  readonly means: readonly Tensor[];
}

const product = (shape: readonly number[]): number => shape.reduce((n, length) => n * length, 1);

function groupsOf(parameters: readonly Parameter[], options: AdafactorOptions): Group[] {
  const shapes = parameters.map((parameter) => parameter.shape);
  const groups: { factored: boolean; indices: number[]; elements: number }[] = [];
  for (const [i, shape] of shapes.entries()) {
    const [factored, elements] = [shape.length >= 2, product(shape)];
    const open = groups.find(
      (g) => g.factored === factored && g.elements + elements <= mostElements,
    );
    if (open) {
      open.indices.push(i);
      open.elements += elements;
    } else {
      groups.push({ factored, indices: [i], elements });
    }
  }
  return groups.map(({ factored, indices }): Group => {
    const members = indices.map((i) => parameters[i] as Parameter);
    const state = (shapeOf: (shape: number[]) => number[]): Tensor[] =>
      members.map((p) => keep(zeros(shapeOf(p.shape), { dtype: 'float32', device: p.device })));
    return {
      indices,
      parameters: members,
      rootSizes: members.map((p) => Math.sqrt(product(p.shape))),
      rows: factored ? state((shape) => shape.slice(0, -1)) : [],
      columns: factored ? state((shape) => [...shape.slice(0, -2), ...shape.slice(-1)]) : [],
      squares: factored ? [] : state((shape) => shape),
      means: options.beta1 === null ? [] : members.map((p) => keep(p.zerosLike())),
    };
  });
}

/** Gradients divided by the root of their running mean squares (factored for matrices). */
function normalized(
  group: Group,
  gradients: readonly Tensor[],
  decay: number,
  eps: number,
): Tensor[] {
  const squared = gradients.map((gradient) => gradient.square().add_(eps));
  if (group.squares.length > 0) {
    foreachLerp_(group.squares, squared, 1 - decay);
    const updates = group.squares.map((square) => square.rsqrt());
    foreachMul_(updates, gradients);
    return updates;
  }
  foreachLerp_(
    group.rows,
    squared.map((s) => s.meanOver([-1])),
    1 - decay,
  );
  foreachLerp_(
    group.columns,
    squared.map((s) => s.meanOver([-2])),
    1 - decay,
  );
  const rowFactors = group.rows.map((row) => row.div(row.meanOver([-1], { keepdim: true })));
  const columnFactors = group.columns.map((column) => column.rsqrt());
  foreachRsqrt_(rowFactors);
  return gradients.map((gradient, i) =>
    gradient
      .mul((rowFactors[i] as Tensor).unsqueeze(-1))
      .mul_((columnFactors[i] as Tensor).unsqueeze(-2)),
  );
}

/** The learning rate times each parameter's root mean square, which counts as `least` at least. */
function scaledRates(group: Group, rate: number, least: number): Tensor[] {
  const rates = foreachNorm(group.parameters);
  foreachDivByScalars_(rates, group.rootSizes);
  foreachClampMin_(rates, least);
  foreachMulScalar_(rates, rate);
  return rates;
}

/** Adafactor; `learningRate` is ignored in favour of its own rate with `relativeStep`. */
export const adafactor: MakeOptimizer<AdafactorOptions> = (parameters, options) => {
  const groups = groupsOf(parameters, options);
  let steps = 0;

  const update = (
    group: Group,
    gradients: readonly Tensor[],
    rate: number,
    decay: number,
  ): void => {
    const rates = options.scaleParameter ? scaledRates(group, rate, options.eps[1]) : null;
    const updates = normalized(group, gradients, decay, options.eps[0]);
    const excess = foreachNorm(updates);
    foreachDivByScalars_(
      excess,
      group.rootSizes.map((root) => root * options.clipThreshold),
    );
    foreachClampMin_(excess, 1);
    foreachDiv_(updates, excess);
    if (rates) foreachMul_(updates, rates);
    else foreachMulScalar_(updates, rate);

    if (options.beta1 !== null) foreachLerp_(group.means, updates, 1 - options.beta1);
    if (options.weightDecay > 0)
      for (const [i, parameter] of group.parameters.entries())
        parameter.sub_(parameter.mul(rates?.[i] ?? rate), { alpha: options.weightDecay });
    foreachAdd_(group.parameters, options.beta1 === null ? updates : group.means, { alpha: -1 });
  };

  return {
    step(gradients, learningRate) {
      steps++;
      const decay = 1 - steps ** options.decayRate;
      const relative = Math.min(options.warmupInit ? 1e-6 * steps : 1e-2, 1 / Math.sqrt(steps));
      const rate = options.relativeStep ? relative : learningRate;
      for (const group of groups)
        scope(() =>
          noGrad(() =>
            update(
              group,
              group.indices.map((i) => gradients[i] as Tensor),
              rate,
              decay,
            ),
          ),
        );
    },
    dispose() {
      for (const { rows, columns, squares, means } of groups)
        for (const tensor of [...rows, ...columns, ...squares, ...means]) tensor.dispose();
    },
  };
};
