import type { ConfigFile } from './config-file.js';

/**
 * Keys that change what transformers or another program computes, and that no model here reads.
 * Any value but null, false, 0, an empty list and an empty object is refused.
 */
const refused = [
  'quantization_config',
  'text_config',
  'per_layer_config',
  'attention_chunk_size',
  'add_cross_attention',
  'tie_encoder_decoder',
  'pruned_heads',
  'kv_sharing_modes',
  'num_kv_shared_layers',
  'attn_logit_softcapping',
  'final_logit_softcapping',
  'logits_soft_cap',
  'use_qk_norm',
  'qk_layernorm',
  'no_rope_layers',
  'alibi',
  'num_experts',
  'num_local_experts',
];

/** Factors that some models of Llama's family have; 1 changes nothing. */
const factors = [
  'attention_multiplier',
  'embedding_multiplier',
  'logit_scale',
  'logits_scaling',
  'residual_multiplier',
];

/**
 * Throws, naming it, where a config.json has a key that changes the computation and that no model
 * reads. All other keys that are not read are passed over, as transformers does.
 */
export function refuseUnsupportedKeys(file: ConfigFile): void {
  for (const key of refused)
    if (!saysNothing(file.get(key)))
      file.fail(
        key,
        key === 'quantization_config' ? 'none: weights have to be floats' : 'none: not computed',
      );
  for (const key of factors) if (file.has(key)) file.only(key, 1);
  if (file.has('is_causal')) file.only('is_causal', true);
}

/**
 * Throws where `sliding_window` is set, and unless `layer_types` is missing, null or full attention
 * in each of `layers` layers.
 */
export function onlyFullAttention(file: ConfigFile, layers: number): void {
  if (file.has('sliding_window')) file.fail('sliding_window', 'null: every token sees all before');
  const types = file.get('layer_types') ?? null;
  if (types === null) return;
  if (
    !Array.isArray(types) ||
    types.length !== layers ||
    types.some((type) => type !== 'full_attention')
  )
    file.fail('layer_types', `"full_attention" for every one of the ${layers} layers`);
}

const saysNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === 0 ||
  (typeof value === 'object' && Object.keys(value).length === 0);
