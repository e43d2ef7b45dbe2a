// Tokens that are only read have no row in the output head; transformers wants one for each token.
// Shapes: V tokens, O rows of the output head, D model width.
import { noGrad, scope, type Tensor, zeros } from '../tensor/index.js';
import type { GptNeoX } from './gpt-neox.js';

/** The name of the head in a file. */
const headName = 'embed_out.weight';

/** The logit in a file of a token without a row in the head: its share is 0 in float32. */
const never = -1000;

/** Below it the rows would be so large that rounding moved their logits. */
const smallestSum = 1e-3;

/**
 * The tensors of a file with an output head [V, D], for a model that has rows [O, D] only. The last
 * norm's output is γn + β, where the elements of n add up to 0; so a row c/γ has the logit c Σ β/γ
 * whatever the text, and c is such that this is -1000. Where β or some γ is 0, as before any
 * training, the further rows are the first one's.
 */
export function withRowsToWrite(
  { config, norm, unembed }: GptNeoX,
  tensors: ReadonlyMap<string, Tensor>,
): ReadonlyMap<string, Tensor> {
  const { vocabularySize, outputRows = vocabularySize, width } = config;
  if (outputRows === vocabularySize) return tensors;
  const whole = noGrad(() =>
    scope(() => {
      const head = unembed.weight.detach().slice({ dim: 0, end: outputRows });
      const all = zeros([vocabularySize, width], { dtype: head.dtype, device: head.device });
      all.slice({ dim: 0, end: outputRows }).copy_(head);
      const inverse = norm.weight.detach().pow(-1);
      const sum = norm.bias === null ? 0 : inverse.mul(norm.bias.detach()).sum().item();
      const isUsable = Number.isFinite(sum) && Math.abs(sum) >= smallestSum;
      const row = isUsable ? inverse.mul(never / sum) : head.slice({ dim: 0, end: 1 });
      all.slice({ dim: 0, start: outputRows }).copy_(row);
      return all;
    }),
  );
  return new Map([...tensors, [headName, whole]]);
}

/** The tensors of a file that `withRowsToWrite` gave, as the model has them. */
export function withRowsToRead(
  { config }: GptNeoX,
  tensors: ReadonlyMap<string, Tensor>,
): ReadonlyMap<string, Tensor> {
  const { vocabularySize, outputRows = vocabularySize, tieEmbeddings } = config;
  const head = tensors.get(headName);
  if (outputRows === vocabularySize || head?.shape[0] !== vocabularySize) return tensors;
  const own = new Map(tensors);
  if (tieEmbeddings) own.delete(headName);
  else own.set(headName, head.slice({ dim: 0, end: outputRows }));
  return own;
}
