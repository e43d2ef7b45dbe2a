// Adafactor (Shazeer & Stern 2018, https://arxiv.org/abs/1804.04235), with the options and in the
// order of operations of transformers' `Adafactor`, which the paper's authors used.
import type { OptimizerOptions } from '../../experiment/recipe.js';
import {
  foreachAddScalar_,
  foreachClampMin_,
  foreachDivByScalars_,
  foreachLerp_,
  foreachMul,
  foreachMul_,
  foreachMulScalar_,
  foreachNorm,
  foreachReciprocal_,
  foreachRsqrt,
  lackOfFusedAdafactor,
  numel,
  ones,
  type Parameter,
  scope,
  type Tensor,
} from '../../tensor/index.js';
import { type NamedParameters, Optimizer } from './optimizer.js';

type AdafactorOptions = Extract<OptimizerOptions, { kind: 'adafactor' }>;

/** Elements whose updates may be held at once, so that no second copy of a large model is. */
const mostElements = 2 ** 26;

/**
 * How parameters are updated: matrices by one operator each (native/adafactor.cc), where the device
 * has it; all others by libtorch's, those of rank 2 and more together and those of rank 0 and 1.
 */
type Way = 'whole matrices' | 'factored' | 'element by element';

/** Parameters that are updated together. */
interface Group {
  readonly way: Way;
  readonly indices: readonly number[];
  readonly parameters: readonly Parameter[];
  /** Root of the number of elements of each parameter. */
  readonly rootSizes: readonly number[];
  /** Running means of squared gradients: over rows and over columns, or of each element. */
  readonly rows: readonly Tensor[];
  readonly columns: readonly Tensor[];
  readonly squares: readonly Tensor[];
  readonly means: readonly Tensor[];
  readonly stacked: boolean;
}

/**
 * The Euclidean norm of each tensor []; of stacked ones that in each model, [S, 1, ...], which
 * broadcasts to the tensor's shape.
 */
function norms(tensors: readonly Tensor[], { stacked }: Pick<Group, 'stacked'>): Tensor[] {
  if (!stacked) return foreachNorm(tensors);
  return tensors.map((one) => one.vectorNorm({ dim: inModel(one), keepdim: true }));
}

/** The dimensions of a stacked tensor that are those of one model. */
const inModel = ({ shape }: Tensor): number[] => [...shape.keys()].slice(1);

function wayOf(
  { device, dtype }: Parameter,
  shape: readonly number[],
  { beta1 }: AdafactorOptions,
): Way {
  if (shape.length < 2) return 'element by element';
  const isOne = shape.length === 2 && dtype === 'float32' && beta1 === null;
  return isOne && lackOfFusedAdafactor(device) === null ? 'whole matrices' : 'factored';
}

/**
 * Indices of parameters that are updated together, at most `mostElements` of them.
 *
 * @param shapes those of the parameters in one model
 */
function grouped(
  parameters: readonly Parameter[],
  shapes: readonly (readonly number[])[],
  options: AdafactorOptions,
): readonly { readonly way: Way; readonly indices: readonly number[] }[] {
  const groups: { way: Way; indices: number[]; elements: number }[] = [];
  for (const [i, parameter] of parameters.entries()) {
    const [way, elements] = [
      wayOf(parameter, shapes[i] as readonly number[], options),
      numel(parameter.shape),
    ];
    const open = groups.find((g) => g.way === way && g.elements + elements <= mostElements);
    if (open) {
      open.indices.push(i);
      open.elements += elements;
    } else {
      groups.push({ way, indices: [i], elements });
    }
  }
  return groups;
}

/** An update before its rate: the product of what `gradient` has become and `factor`. */
interface Update {
  /** The gradient's own memory, written over. */
  readonly scaled: Tensor;
  /** Broadcasts to the gradient's shape; null: 1. */
  readonly factor: Tensor | null;
  /** Euclidean norm of the product, as `norms` gives it. */
  readonly norm: Tensor;
}

/**
 * Gradients divided by the root of their running mean squares, which for matrices are factored: the
 * norm of the result is a product of the factors with the squares, and the result itself is never
 * written.
 */
function normalized(
  group: Group,
  gradients: readonly Tensor[],
  decay: number,
  eps: number,
): Update[] {
  if (group.way === 'element by element') {
    const squared = foreachMul(gradients, gradients);
    foreachAddScalar_(squared, eps);
    foreachLerp_(group.squares, squared, 1 - decay);
    foreachMul_(gradients, foreachRsqrt(group.squares));
    const all = norms(gradients, group);
    return gradients.map((scaled, i) => ({ scaled, factor: null, norm: all[i] as Tensor }));
  }
  const squared = gradients.map((gradient) => gradient.square());
  const meanSquares = (dim: number): Tensor[] => {
    const means = squared.map((squares) => squares.meanOver([dim]));
    foreachAddScalar_(means, eps);
    return means;
  };
  foreachLerp_(group.rows, meanSquares(-1), 1 - decay);
  foreachLerp_(group.columns, meanSquares(-2), 1 - decay);
  return gradients.map((gradient, i) => {
    const row = group.rows[i] as Tensor;
    const rows = row.meanOver([-1], { keepdim: true }).div(row).unsqueeze(-1);
    const columns = (group.columns[i] as Tensor).reciprocal().unsqueeze(-2);
    const columnSquares = (squared[i] as Tensor).transpose(-2, -1).matmul(rows);
    const squares = columns.matmul(columnSquares);
    const sum = group.stacked
      ? squares.sumOver(inModel(squares), { keepdim: true })
      : squares.sum();
    return { scaled: gradient.mul_(rows.sqrt()), factor: columns.sqrt(), norm: sum.sqrt() };
  });
}

/** The learning rate times each parameter's root mean square, which counts as `least` at least. */
function scaledRates(group: Group, rate: number, least: number): Tensor[] {
  const rates = norms(group.parameters, group);
  foreachDivByScalars_(rates, group.rootSizes);
  foreachClampMin_(rates, least);
  foreachMulScalar_(rates, rate);
  return rates;
}

/** Adafactor; `learningRate` is ignored in favour of its own rate with `relativeStep`. */
export class Adafactor extends Optimizer {
  readonly #groups: readonly Group[];

  constructor(
    named: NamedParameters,
    readonly options: AdafactorOptions,
    stacked = false,
  ) {
    super(named, stacked);
    const shapes = this.parameters.map((parameter) => this.shapeInModel(parameter));
    const groups = grouped(this.parameters, shapes, options);
    this.#groups = groups.map(({ way, indices }): Group => {
      const factored = way !== 'element by element';
      const parameters = indices.map((i) => this.parameters[i] as Parameter);
      const state = (holds: string, shapeOf?: (shape: number[]) => number[]): Tensor[] =>
        indices.map((i, own) => this.makeTensor(i, holds, shapeOf?.(parameters[own]?.shape ?? [])));
      return {
        way,
        indices,
        parameters,
        rootSizes: indices.map((i) => Math.sqrt(numel(shapes[i] as readonly number[]))),
        rows: factored ? state('exp_avg_sq_row', (shape) => shape.slice(0, -1)) : [],
        columns: factored
          ? state('exp_avg_sq_col', (shape) => [...shape.slice(0, -2), ...shape.slice(-1)])
          : [],
        squares: factored ? [] : state('exp_avg_sq'),
        means: options.beta1 === null ? [] : state('exp_avg'),
        stacked,
      };
    });
  }

  protected override update(
    gradients: readonly Tensor[],
    learningRate: number,
    factor: Tensor | null,
  ): void {
    const { steps, options } = this;
    const decay = 1 - steps ** options.decayRate;
    const relative = Math.min(options.warmupInit ? 1e-6 * steps : 1e-2, 1 / Math.sqrt(steps));
    const rate = options.relativeStep ? relative : learningRate;
    for (const group of this.#groups) {
      scope(() => {
        const own = group.indices.map((i) => gradients[i] as Tensor);
        if (group.way === 'whole matrices') this.#updateWhole(group, own, rate, decay, factor);
        else this.#updateGroup(group, this.inFull(group.indices, gradients, factor), rate, decay);
      });
    }
  }

  #updateWhole(
    group: Group,
    gradients: readonly Tensor[],
    rate: number,
    decay: number,
    clipFactor: Tensor | null,
  ): void {
    const device = group.parameters[0]?.device ?? 'cpu';
    const factor = clipFactor ?? ones([], { dtype: 'float32', device });
    const { clipThreshold: clip, eps, scaleParameter, weightDecay } = this.options;
    const least = scaleParameter ? eps[1] : 0;
    const numbers = { rate, decay, eps: eps[0], clip, least, weightDecay };
    const models = (stacked: Tensor): Tensor[] =>
      this.stacked ? stacked.unbind({ dim: 0 }) : [stacked];
    const factors = factor.shape.length === 0 ? null : factor.unbind({ dim: 0 });
    for (const [i, parameter] of group.parameters.entries()) {
      const own = [gradients[i], group.rows[i], group.columns[i]].map((all) =>
        models(all as Tensor),
      );
      for (const [model, weight] of models(parameter).entries()) {
        const [gradient, rows, columns] = own.map((all) => all[model]) as [Tensor, Tensor, Tensor];
        weight.adafactor_(gradient, rows, columns, factors?.[model] ?? factor, numbers);
      }
    }
  }

  #updateGroup(group: Group, gradients: readonly Tensor[], rate: number, decay: number): void {
    const { options } = this;
    const rates = options.scaleParameter ? scaledRates(group, rate, options.eps[1]) : null;
    const updates = normalized(group, gradients, decay, options.eps[0]);
    const excess = updates.map(({ norm }) => norm);
    foreachDivByScalars_(
      excess,
      group.rootSizes.map((root) => root * options.clipThreshold),
    );
    foreachClampMin_(excess, 1);
    if (group.way === 'element by element') {
      foreachReciprocal_(excess);
      if (rates) foreachMul_(excess, rates);
      else foreachMulScalar_(excess, rate);
    }
    for (const [i, parameter] of group.parameters.entries()) {
      const { scaled, factor } = updates[i] as Update;
      const own = rates?.[i];
      if (options.weightDecay > 0)
        parameter.sub_(parameter.mul(own ?? rate), { alpha: options.weightDecay });
      // Of vectors made for all at once.
      const clipped = factor?.div(excess[i] as Tensor).mul_(own ?? rate) ?? (excess[i] as Tensor);
      const mean = group.means[i];
      if (mean) parameter.sub_(mean.lerp_(scaled.mul_(clipped), 1 - (options.beta1 ?? 0)));
      else parameter.addcmul_(scaled, clipped, { value: -1 });
    }
  }
}
