// Shapes: B texts, T tokens of the longest, S tokens of the longest that an encoder reads,
// V vocabulary.

import { dirname } from 'node:path';
import { writeSafetensors } from '../../checkpoints/safetensors.js';
import { UserError } from '../../errors/user-error.js';
import { makeFolder } from '../../files/folders.js';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import { noGrad, scope, type Tensor, tensor } from '../../tensor/index.js';

type Texts = readonly (readonly number[])[];

/**
 * Writes the logits [B, T, V] of `texts` as the float32 tensor `logits`, and returns their shape.
 * An encoder reads `texts`, and the logits are those at `written`, which a causal model has not.
 */
export function writeLogits(
  path: string,
  model: AnyLanguageModel,
  texts: Texts,
  written: Texts | null,
): number[] {
  for (const id of [...texts, ...(written ?? [])].flat())
    if (id >= model.vocabularySize)
      throw new UserError(
        `token id ${id} is out of range: the model's vocabulary has ${model.vocabularySize} rows`,
      );
  return scope(() =>
    noGrad(() => {
      const logits = logitsOf(model, texts, written).to({ device: 'cpu', dtype: 'float32' });
      makeFolder(dirname(path));
      writeSafetensors(path, new Map([['logits', logits]]));
      return logits.shape;
    }),
  );
}

function logitsOf(model: AnyLanguageModel, texts: Texts, written: Texts | null): Tensor {
  const { ids, mask } = padded(texts, model.device);
  if (model.architecture === 'causal') {
    if (written !== null)
      throw new UserError(
        '--decoder-ids are for encoder-decoders such as T5; this model is causal',
      );
    return model.forward(ids, { mask });
  }
  if (written === null)
    throw new UserError(
      'this model is an encoder-decoder: give the ids of its decoder with --decoder-ids',
    );
  const decoder = padded(written, model.device);
  const memory = model.encode(ids, { mask });
  return model.logits(model.decode(memory, decoder.ids, { mask: decoder.mask }));
}

/** Ids [B, T] filled up on the right, and the mask [B, T] that hides this where there is any. */
function padded(texts: Texts, device: string): { ids: Tensor; mask: Tensor | undefined } {
  const longest = Math.max(...texts.map((ids) => ids.length));
  const shape = [texts.length, longest];
  const ids = new BigInt64Array(texts.length * longest);
  const isText = new Uint8Array(ids.length);
  for (const [row, text] of texts.entries()) {
    ids.set(text.map(BigInt), row * longest);
    isText.fill(1, row * longest, row * longest + text.length);
  }
  return {
    ids: tensor(ids, shape).to({ device }),
    mask: isText.includes(0) ? tensor(isText, shape, { dtype: 'bool' }).to({ device }) : undefined,
  };
}
