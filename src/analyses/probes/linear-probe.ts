// Linear probes of the residual stream (paper, Sec. 5 and Fig. 7).
// Shapes: N prompts, B of them in a batch, T tokens, D model width, P inputs (cells of the grid),
// F folds.
import { mean } from 'simple-statistics';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import { cat, noGrad, scope, stack, type Tensor, tensor, toDevice } from '../../tensor/index.js';
import { type Fit, fitLogisticRegressions, scoresOf } from './logistic-regression.js';
import type { ProbePrompts, PromptToken } from './probe-prompts.js';
import { chance } from './probe-summary.js';
import { stratifiedFolds } from './stratified-folds.js';

/** How a grid of probes is fitted. */
export interface ProbeFitting {
  /** Of half the squared weights: the inverse of scikit-learn's C. */
  readonly penalty: number;
  /** Of the stratified cross-validation. */
  readonly folds: number;
  /** Prompts that the model reads at a time; no result depends on it, rounding aside. */
  readonly testBatch: number;
}

/** Seed of the folds, as in the authors' release. */
const foldSeed = 0;

/** Most bytes that the fits of a chunk of the grid take. */
const mostBytes = (device: string): number => (device === 'cpu' ? 2 ** 28 : 2 ** 32);

/**
 * How well logistic regression tells two classes of prompts apart, by layer (the embedding, then
 * each block's output) and token: the mean share of right answers over the folds. It reads the
 * residual stream, an encoder-decoder's that of its encoder, without the mean over D where the model
 * does not read it (as TransformerLens has it). Folds are scikit-learn's, shuffled with seed 0. A
 * cell that the same tokens led to in every prompt has 0.5 exactly.
 *
 * With one prompt an alias the folds have no alias in common. Throws a RangeError where a class has
 * fewer prompts than there are folds.
 */
export function probeGrid(
  model: AnyLanguageModel,
  { ids, tokens }: ProbePrompts,
  labels: readonly (0 | 1)[],
  { penalty, folds, testBatch }: ProbeFitting,
): number[][] {
  const foldOf = stratifiedFolds(labels, folds, foldSeed);
  const fits = Array.from({ length: folds }, (_, fold): Fit => {
    return { labels, learns: foldOf.map((own) => own !== fold) };
  });
  return scope(() =>
    noGrad(() => {
      const states = statesOf(model, ids, tokens, testBatch);
      const accuracies = states.map(() => tokens.map(() => chance));
      const cells = states.flatMap((_, layer) =>
        tokens.flatMap((_, token) =>
          seesDifference(model, tokens, layer, token) ? { layer, token } : [],
        ),
      );
      for (const chunk of chunksOf(cells, cellsAtOnce(states[0] as Tensor, folds))) {
        const found = scope(() => {
          const x = stack(
            chunk.map(({ layer, token }) => (states[layer] as Tensor).select(1, token)),
          );
          return crossValidated(x, fits, penalty);
        });
        for (const [i, { layer, token }] of chunk.entries())
          (accuracies[layer] as number[])[token] = found[i] as number;
      }
      return accuracies;
    }),
  );
}

/** Whether what a cell is computed from differs between prompts. */
function seesDifference(
  { architecture }: AnyLanguageModel,
  tokens: readonly PromptToken[],
  layer: number,
  token: number,
): boolean {
  if (layer === 0) return tokens[token]?.differs ?? false;
  const read = architecture === 'causal' ? tokens.slice(0, token + 1) : tokens;
  return read.some(({ differs }) => differs);
}

/** The residual stream at `tokens` by layer: each [N, T, D]. */
function statesOf(
  model: AnyLanguageModel,
  ids: readonly (readonly number[])[],
  tokens: readonly PromptToken[],
  testBatch: number,
): Tensor[] {
  const positions = Int32Array.from(tokens, ({ position }) => position);
  const index = toDevice(positions, [positions.length], model.device);
  const batches = chunksOf(ids, testBatch).map((batch) =>
    scope(() => {
      const shape = [batch.length, batch[0]?.length ?? 0];
      const read = toDevice(Int32Array.from(batch.flat()), shape, model.device);
      return model.residualStream(read).map((state) => {
        const picked = state.indexSelect(1, index);
        return model.readsMeans ? picked : picked.sub(picked.meanOver([-1], { keepdim: true }));
      });
    }),
  );
  const [first = []] = batches;
  return first.map((_, layer) => cat(batches.map((batch) => batch[layer] as Tensor)));
}

/** The mean over folds of the share of right answers on what each has not seen; `x` [P, N, D]. */
function crossValidated(x: Tensor, fits: readonly Fit[], penalty: number): number[] {
  const [inputs, examples] = x.shape as [number, number, number];
  const fitted = fitLogisticRegressions(x, fits, penalty);
  const table = (of: (fit: Fit) => readonly (number | boolean)[]): Tensor =>
    tensor(Float64Array.from(fits.flatMap(of), Number), [fits.length, examples]).to({
      device: x.device,
    });
  const isRight = scoresOf(fitted, x)
    .gt(0)
    .eq(table(({ labels }) => labels));
  const right = isRight.mul(table(({ learns }) => learns.map((learnt) => !learnt))).sumOver([2]);
  const counts = right.toArray();
  const tested = fits.map(({ learns }) => learns.filter((learnt) => !learnt).length);
  return Array.from({ length: inputs }, (_, input) =>
    mean(tested.map((all, fold) => (counts[input * fits.length + fold] as number) / all)),
  );
}

/** How many cells of `state` [N, T, D] are fitted at once, in float64. */
function cellsAtOnce(state: Tensor, folds: number): number {
  const [examples, , features] = state.shape as [number, number, number];
  const smaller = Math.min(examples, features);
  const ofFits = folds * (4 * smaller * smaller + examples * smaller);
  const bytes = 8 * (ofFits + 3 * examples * features);
  return Math.max(1, Math.floor(mostBytes(state.device) / bytes));
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size)
    chunks.push(items.slice(start, start + size));
  return chunks;
}
