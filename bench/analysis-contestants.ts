// Shapes: N documents of an alias.
import { gradientAlignment } from '../src/analyses/alignment/gradient-alignment.js';
import { backward, clearGradients, gradients, noGrad, scope, stack } from '../src/tensor/index.js';
import { batchByLength } from '../src/training/batches.js';
import { addGradients, summedLoss } from '../src/training/loss.js';
import { encodedDocuments, type GradientTask } from './analysis-task.js';
import type { Contestant } from './rounds.js';

const secondsOf = (body: () => unknown): number => {
  const start = performance.now();
  body();
  return (performance.now() - start) / 1000;
};

/** Ours: all documents in few passes, gradients never made. */
export function ours({ model, tokenizer, pairs, how }: GradientTask): Contestant {
  return {
    name: 'per-document inner products',
    async round() {
      return secondsOf(() => gradientAlignment(model, tokenizer, pairs, how));
    },
    stop: () => undefined,
  };
}

/** One backward pass for each document, as the authors' release. */
export function oneByOne(task: GradientTask): Contestant {
  return {
    name: 'one backward pass each',
    async round() {
      return secondsOf(() => meanCosines(task, 'float32'));
    },
    stop: () => undefined,
  };
}

/** Each definition's mean cosine, from whole gradients whose products are summed in `dtype`. */
export function meanCosines(task: GradientTask, dtype: 'float32' | 'float64'): number[] {
  const { model, pairs } = task;
  const parameters = model.parameters();
  return pairs.map(({ definition, questions }) =>
    scope(() => {
      const rows = encodedDocuments(task, [definition, ...questions]).map((document) => {
        backward(summedLoss(model, [document]).div(document.targets));
        const own = gradients(parameters);
        clearGradients(parameters);
        return own;
      });
      const products = noGrad(() =>
        parameters
          .map((parameter, i) => {
            const all = stack(rows.map((row) => (row[i] ?? parameter.zerosLike()).flatten()));
            const wide = all.to({ dtype }); // [N, numbers of the parameter]
            return wide.matmul(wide.transpose(0, 1)).to({ dtype: 'float64' });
          })
          .reduce((sum, one) => sum.add(one))
          .toArray(),
      ); // [N, N]
      const norm = (i: number): number => Math.sqrt(products[i * (rows.length + 1)] as number);
      const cosines = questions.map((_, i) => {
        return (products[i + 1] as number) / (norm(0) * norm(i + 1));
      });
      return cosines.reduce((sum, one) => sum + one, 0) / cosines.length;
    }),
  );
}

/** For comparison: the same documents in ordinary training passes, which compare nothing. */
export function training(task: GradientTask, documentsPerPass: number): Contestant {
  const { model, pairs } = task;
  return {
    name: 'a training pass over the same documents',
    async round() {
      return secondsOf(() => {
        const documents = pairs.flatMap(({ definition, questions }) => [definition, ...questions]);
        for (const batch of batchByLength(encodedDocuments(task, documents), documentsPerPass))
          scope(() => addGradients(model, batch, { precision: 'float32', divisor: 1 }));
        clearGradients(model.parameters());
      });
    },
    stop: () => model.dispose(),
  };
}
