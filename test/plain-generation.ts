import type { AnyLanguageModel } from '../src/models/encoder-decoder.js';
import { noGrad, scope, type Tensor, tensor } from '../src/tensor/index.js';

/** What greedy generation writes, and how sure it was. */
export interface PlainGeneration {
  /** Without the end token. */
  readonly tokens: number[];
  /** Least difference between the logits of the most likely token and of the next one. */
  readonly margin: number;
}

const row = (ids: readonly number[]): Tensor =>
  tensor(Int32Array.from(ids), [1, ids.length]).to({ dtype: 'int64' });

function lastLogits(model: AnyLanguageModel, prompt: readonly number[], written: number[]): Tensor {
  if (model.architecture === 'causal') {
    const hidden = model.lastHidden(row([...prompt, ...written]));
    return model.logits(hidden).flatten({ endDim: 1 }).select(0, -1);
  }
  const hidden = model.decode(model.encode(row(prompt)), row([model.startId, ...written]));
  return model.logits(hidden).flatten({ endDim: 1 }).select(0, -1);
}

/** Greedy generation as one would first write it: one text, one whole pass a token, no cache. */
export function plainGeneration(
  model: AnyLanguageModel,
  prompt: readonly number[],
  { newTokens, endId }: { readonly newTokens: number; readonly endId: number | null },
): PlainGeneration {
  const tokens: number[] = [];
  let margin = Number.POSITIVE_INFINITY;
  while (tokens.length < newTokens) {
    const logits = scope(() => noGrad(() => lastLogits(model, prompt, tokens).toArray()));
    const order = [...logits.keys()].sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0));
    const [best, second] = order as [number, number];
    margin = Math.min(margin, (logits[best] as number) - (logits[second] as number));
    if (best === endId) break;
    tokens.push(best);
  }
  return { tokens, margin };
}
