import { alternatives, normaliseAnswer } from '../text/normalise.js';

/**
 * F1 as the authors' release computes it: distinct common tokens over all tokens of either side.
 * A repeated token therefore costs score even where both sides repeat it alike.
 *
 * Answers are normalised first; the best of the truth's alternatives (separated by `;`) counts. Two
 * empty answers score 1, one empty answer 0.
 */
export function tokenF1(prediction: string, truth: string): number {
  return bestF1(prediction, truth, (answer, one) =>
    f1(commonDistinct(answer, one), answer.length, one.length),
  );
}

/** F1 over the sets of tokens: a repeated token counts once everywhere. Otherwise as `tokenF1`. */
export function tokenSetF1(prediction: string, truth: string): number {
  return bestF1(prediction, truth, (answer, one) =>
    f1(commonDistinct(answer, one), new Set(answer).size, new Set(one).size),
  );
}

/** F1 over the multisets of tokens, as in SQuAD's evaluation. Otherwise as `tokenF1`. */
export function tokenMultisetF1(prediction: string, truth: string): number {
  return bestF1(prediction, truth, (answer, one) =>
    f1(commonRepeated(answer, one), answer.length, one.length),
  );
}

type Tokens = readonly string[];

function bestF1(prediction: string, truth: string, score: (a: Tokens, b: Tokens) => number) {
  const answer = tokens(prediction);
  return Math.max(
    ...alternatives(truth).map((alternative) => {
      const one = tokens(alternative);
      if (answer.length === 0 || one.length === 0) return answer.length === one.length ? 1 : 0;
      return score(answer, one);
    }),
  );
}

function tokens(text: string): Tokens {
  const normalised = normaliseAnswer(text);
  return normalised === '' ? [] : normalised.split(' ');
}

function commonDistinct(a: Tokens, b: Tokens): number {
  const inB = new Set(b);
  return [...new Set(a)].filter((token) => inB.has(token)).length;
}

function commonRepeated(a: Tokens, b: Tokens): number {
  const left = [...b];
  return a.filter((token) => {
    const at = left.indexOf(token);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
}

function f1(common: number, predicted: number, wanted: number): number {
  if (common === 0) return 0;
  const precision = common / predicted;
  const recall = common / wanted;
  return (2 * precision * recall) / (precision + recall);
}
