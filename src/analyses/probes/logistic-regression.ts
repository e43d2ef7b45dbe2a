// Logistic regression for two classes, many of them at once, in float64.
// Shapes: P inputs, F fits on each of them, N examples, D features.
import { eye, scope, stack, type Tensor, tensor, zeros } from '../../tensor/index.js';

/** What one fit learns from the examples of its input. */
export interface Fit {
  /** The class of every example [N]. */
  readonly labels: readonly (0 | 1)[];
  /** Which examples it learns from [N]; both classes must be among them. */
  readonly learns: readonly boolean[];
}

/** Fitted weights and intercepts; an example is of class 1 where its score is above 0. */
export interface LogisticRegressions {
  /** [P, F, D] */
  readonly weights: Tensor;
  /** [P, F, 1] */
  readonly intercepts: Tensor;
}

/**
 * A step is the last where half its squared Newton decrement, the decrease of the objective that it
 * promises, is at most this many nats. It is taken too, and leaves about the promise's square.
 */
const tolerance = 1e-10;
const mostSteps = 200;
const mostHalvings = 40;

/**
 * Fits logistic regressions on every input of `x` [P, N, D]: each minimises the summed
 * cross-entropy plus half of `penalty` times the squared weights, the intercept free, which is
 * scikit-learn's with C = 1 / `penalty`.
 *
 * By Newton's method, with steps halved until the objective falls, so that separable classes
 * converge too. Where D > N the equations are solved in the space of the examples, exactly.
 * RangeErrors for a penalty that is not above 0, for a fit of one class and for numbers that are
 * not finite; an Error where rounding hides the penalty, as it does 16 digits below the squared
 * features, and where a fit has not converged after 200 steps.
 */
export function fitLogisticRegressions(
  x: Tensor,
  fits: readonly Fit[],
  penalty: number,
): LogisticRegressions {
  return scope(() => {
    const [inputs, , features] = checkShapes(x, fits, penalty);
    const given = x.to({ dtype: 'float64' });
    if (!given.isfinite().all().item()) throw new RangeError('the features are not all finite');
    // Any centre is exact, since the intercept is free; this one makes the equations well posed.
    const centre = given.meanOver([1], { keepdim: true });
    const objective = new Objective(given.sub(centre), fits, penalty);
    const like = { dtype: 'float64', device: x.device } as const;
    let at: Coefficients = {
      weights: zeros([inputs, fits.length, features], like),
      intercepts: zeros([inputs, fits.length, 1], like),
    };
    for (let step = 1; ; step++) {
      const { coefficients, promised } = scope(() => newtonStep(objective, at));
      at = coefficients;
      if (promised <= tolerance) break;
      if (step === mostSteps)
        throw new Error(
          `logistic regression did not converge in ${mostSteps} steps: the objective can still ` +
            `fall by ${promised} nats`,
        );
    }
    const shift = at.weights.matmul(centre.transpose(1, 2));
    return { weights: at.weights, intercepts: at.intercepts.sub(shift) };
  });
}

/** The score of every example of `x` [P, N, D] under every fit [P, F, N]. */
export function scoresOf({ weights, intercepts }: LogisticRegressions, x: Tensor): Tensor {
  return weights.matmul(x.to({ dtype: 'float64' }).transpose(1, 2)).add(intercepts);
}

/** Weights [P, F, D] and intercepts [P, F, 1], or the differences of two such. */
interface Coefficients {
  readonly weights: Tensor;
  readonly intercepts: Tensor;
}

/** What is minimised, by fit, for centred features `x` [P, N, D]. */
class Objective {
  /** The class of each example, 0 or 1, and whether it counts, 0 or 1: [F, N]. */
  readonly #labels: Tensor;
  readonly #counts: Tensor;
  /** Inner products of the examples [P, 1, N, N], where they are fewer than the features. */
  readonly #products: Tensor | null;

  constructor(
    readonly x: Tensor,
    fits: readonly Fit[],
    readonly penalty: number,
  ) {
    const [, examples, features] = x.shape as [number, number, number];
    const rows = (of: (fit: Fit) => readonly (number | boolean)[]): Tensor => {
      const numbers = Float64Array.from(fits.flatMap((fit) => of(fit).map(Number)));
      return tensor(numbers, [fits.length, examples]).to({ device: x.device });
    };
    this.#labels = rows(({ labels }) => labels);
    this.#counts = rows(({ learns }) => learns);
    const fewExamples = examples < features;
    this.#products = fewExamples ? x.matmul(x.transpose(1, 2)).unsqueeze(1) : null;
  }

  scores({ weights, intercepts }: Coefficients): Tensor {
    return weights.matmul(this.x.transpose(1, 2)).add(intercepts);
  }

  /** [P, F, 1] of `scores` [P, F, N], those of `weights`. */
  value(scores: Tensor, weights: Tensor): Tensor {
    // The cross-entropy is log(1 + exp(-s)), s being the score for the example's own class.
    const own = scores.mul(this.#labels.mul(2).sub(1));
    const losses = own.neg().relu().add(own.abs().neg().exp().add(1).log());
    const loss = losses.mul(this.#counts).sumOver([-1], { keepdim: true });
    return loss.add(
      weights
        .square()
        .sumOver([-1], { keepdim: true })
        .mul(this.penalty / 2),
    );
  }

  /** The step to the minimum of the second-order expansion at `weights`, by its `scores`. */
  newton(
    scores: Tensor,
    weights: Tensor,
  ): { readonly step: Coefficients; readonly promised: Tensor } {
    const likely = scores.sigmoid();
    const excess = likely.sub(this.#labels).mul(this.#counts);
    const curvature = likely.mul(scores.neg().sigmoid()).mul(this.#counts);
    const slope = excess.matmul(this.x).add(weights.mul(this.penalty));
    const slopeOfIntercept = sumLast(excess);
    // The Hessian has a block for the weights, and a border for the intercept.
    const border = curvature.matmul(this.x);
    const solved = this.#solve(stack([border, slope], { dim: 2 }), curvature);
    const [borderSolved, slopeSolved] = solved.unbind({ dim: 2 }) as [Tensor, Tensor];
    const corner = sumLast(curvature).sub(sumLast(border.mul(borderSolved)));
    const intercepts = sumLast(border.mul(slopeSolved)).sub(slopeOfIntercept).div(corner);
    const step = { weights: slopeSolved.add(borderSolved.mul(intercepts)).neg(), intercepts };
    const rise = sumLast(slope.mul(step.weights)).add(slopeOfIntercept.mul(intercepts));
    return { step, promised: rise.mul(-0.5) };
  }

  /** (x' C x + penalty I)^-1 applied to each of `rows` [P, F, K, D], C being `curvature`. */
  #solve(rows: Tensor, curvature: Tensor): Tensor {
    const [inputs, fits, , features] = rows.shape as [number, number, number, number];
    const root = curvature.sqrt();
    if (this.#products === null) {
      const scaled = this.x.unsqueeze(1).mul(root.unsqueeze(-1));
      const factor = this.#factor(scaled.transpose(2, 3).matmul(scaled));
      return rows.transpose(2, 3).choleskySolve(factor).transpose(2, 3);
    }
    // By Woodbury's identity a system of N equations does.
    const across = root.unsqueeze(2);
    const factor = this.#factor(this.#products.mul(root.unsqueeze(-1)).mul(across));
    const flat = rows.view([inputs, -1, features]);
    const seen = flat.matmul(this.x.transpose(1, 2)).view([inputs, fits, 2, -1]).mul(across);
    const inner = seen.transpose(2, 3).choleskySolve(factor).transpose(2, 3).mul(across);
    const back = inner
      .reshape([inputs, 2 * fits, -1])
      .matmul(this.x)
      .view(rows.shape);
    return rows.sub(back).div(this.penalty);
  }

  #factor(products: Tensor): Tensor {
    const size = products.shape.at(-1) as number;
    const diagonal = eye(size, { dtype: 'float64', device: products.device }).mul(this.penalty);
    try {
      return products.add(diagonal).linalgCholesky();
    } catch (cause) {
      // Of all that may fail only this says that rounding has taken the penalty away.
      if (!/not positive-definite/.test((cause as Error).message)) throw cause;
      const reason = 'the features are too large beside it, so that rounding hides it';
      throw new Error(`logistic regression with penalty ${this.penalty}: ${reason}`, { cause });
    }
  }
}

/** A step of every fit, and the largest decrease that one promised, in nats. */
function newtonStep(
  objective: Objective,
  at: Coefficients,
): { readonly coefficients: Coefficients; readonly promised: number } {
  const scores = objective.scores(at);
  const value = objective.value(scores, at.weights);
  const { step, promised } = objective.newton(scores, at.weights);
  const slope = objective.scores(step);
  // Near the minimum the objective falls by less than the rounding of its value.
  const rounding = value.abs().add(1).mul(1e-12);
  let length = zeros(value.shape, { dtype: 'float64', device: value.device }).add(1);
  for (let halvings = 0; halvings < mostHalvings; halvings++) {
    const weights = at.weights.add(step.weights.mul(length));
    const reached = objective.value(scores.add(slope.mul(length)), weights);
    // Armijo's rule.
    const falls = reached.le(value.sub(promised.mul(length).mul(2e-4)).add(rounding));
    if (falls.all().item()) break;
    length = length.mul(falls.to({ dtype: 'float64' }).add(1).mul(0.5));
  }
  return {
    coefficients: {
      weights: at.weights.add(step.weights.mul(length)),
      intercepts: at.intercepts.add(step.intercepts.mul(length)),
    },
    promised: promised.max().item(),
  };
}

const sumLast = (x: Tensor): Tensor => x.sumOver([-1], { keepdim: true });

function checkShapes(
  x: Tensor,
  fits: readonly Fit[],
  penalty: number,
): readonly [inputs: number, examples: number, features: number] {
  if (!(penalty > 0)) throw new RangeError(`the penalty must be above 0, got ${penalty}`);
  const [inputs, examples, features] = x.shape;
  if (x.shape.length !== 3 || !inputs || !examples || !features)
    throw new RangeError(`inputs, examples and features were wanted, got [${x.shape.join(', ')}]`);
  for (const [i, { labels, learns }] of fits.entries()) {
    if (labels.length !== examples || learns.length !== examples)
      throw new RangeError(
        `fit ${i} has ${labels.length} labels and ${learns.length} choices for ` +
          `${examples} examples`,
      );
    const classes = new Set(labels.filter((_, n) => learns[n]));
    if (classes.size < 2) throw new RangeError(`fit ${i} learns from one class only`);
  }
  return [inputs, examples, features];
}
