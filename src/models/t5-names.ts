import type { CheckpointNames, TensorsInFile } from './checkpoint-names.js';

const encoder = 'encoder.block.{n}.layer';
const decoder = 'decoder.block.{n}.layer';
const positions = 'block.0.layer.0.SelfAttention.relative_attention_bias';

/** The four projections of an attention. */
const projections = (path: string, name: string): Record<string, readonly string[]> => ({
  [`${path}.query`]: [`${name}.q`],
  [`${path}.key`]: [`${name}.k`],
  [`${path}.value`]: [`${name}.v`],
  [`${path}.output`]: [`${name}.o`],
});

/** The layers of an MLP; `up` is called otherwise where a gate stands beside it. */
const mlp = (path: string, name: string, gated: boolean): Record<string, readonly string[]> => ({
  [`${path}.gate`]: [`${name}.wi_0`],
  [`${path}.up`]: [gated ? `${name}.wi_1` : `${name}.wi`],
  [`${path}.down`]: [`${name}.wo`],
});

/** What the embedding may be called. */
const embeddings = ['shared', 'encoder.embed_tokens', 'decoder.embed_tokens'];

/** Whether a file has a head that is another than the embedding. */
export function hasT5Head(tensors: TensorsInFile): boolean {
  const head = 'lm_head.weight';
  const embedding = embeddings.map((name) => `${name}.weight`).find((name) => tensors.has(name));
  return embedding !== undefined && tensors.has(head) && !tensors.same(head, embedding);
}

/** Where each parameter of a T5, `gated` or not, lies in a Hugging Face checkpoint. */
export const t5Names = (gated: boolean): CheckpointNames => ({
  prefix: '',
  parameters: {
    embed: embeddings,
    encoderPositions: [`encoder.${positions}`],
    'encoder.{n}.attentionNorm': [`${encoder}.0.layer_norm`],
    ...projections('encoder.{n}.attention', `${encoder}.0.SelfAttention`),
    'encoder.{n}.mlpNorm': [`${encoder}.1.layer_norm`],
    ...mlp('encoder.{n}.mlp', `${encoder}.1.DenseReluDense`, gated),
    encoderNorm: ['encoder.final_layer_norm'],
    decoderPositions: [`decoder.${positions}`],
    'decoder.{n}.attentionNorm': [`${decoder}.0.layer_norm`],
    ...projections('decoder.{n}.attention', `${decoder}.0.SelfAttention`),
    'decoder.{n}.readingNorm': [`${decoder}.1.layer_norm`],
    ...projections('decoder.{n}.reading', `${decoder}.1.EncDecAttention`),
    'decoder.{n}.mlpNorm': [`${decoder}.2.layer_norm`],
    ...mlp('decoder.{n}.mlp', `${decoder}.2.DenseReluDense`, gated),
    decoderNorm: ['decoder.final_layer_norm'],
    unembed: ['lm_head'],
  },
  copies: { embed: ['lm_head'] },
  ignored: [/^decoder\.block\.0\.layer\.1\.EncDecAttention\.relative_attention_bias\.weight$/],
});
