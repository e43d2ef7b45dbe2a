// Qwen3 (Yang et al. 2025, https://arxiv.org/abs/2505.09388): as Llama, with a norm of each head's
// queries and keys, and no biases in its MLP.
import { RmsNorm } from '../nn/index.js';
import { CausalModel } from './causal-model.js';
import type { CheckpointNames } from './checkpoint-names.js';
import { type LlamaConfig, llamaNames, llamaParts } from './llama.js';

/** The shape of a Qwen3 model. */
export type Qwen3Config = Omit<LlamaConfig, 'mlpBias'>;

/** A Qwen3 language model. */
export class Qwen3 extends CausalModel {
  /** All weights begin as zeros; see `loadPretrained`. */
  constructor(readonly config: Qwen3Config) {
    const headNorm = (): RmsNorm => new RmsNorm(config.headWidth, config.normEps);
    super(
      llamaParts({ ...config, mlpBias: false }, () => ({ query: headNorm(), key: headNorm() })),
    );
  }
}

/** Where each parameter lies in a Hugging Face checkpoint. */
export const qwen3Names: CheckpointNames = {
  ...llamaNames,
  parameters: {
    ...llamaNames.parameters,
    'layers.{n}.attention.queryNorm': ['model.layers.{n}.self_attn.q_norm'],
    'layers.{n}.attention.keyNorm': ['model.layers.{n}.self_attn.k_norm'],
  },
};
