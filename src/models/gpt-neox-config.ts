import type { GptNeoXConfig } from './gpt-neox.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a GPT-NeoX `config.json`, in the spelling of Pythia's published files (`rotary_pct`,
 * `rotary_emb_base`) and in that of transformers 5 (`rope_parameters`). Throws, naming the key, on
 * a value of the wrong type and on variants that the model does not compute.
 *
 * @param where the file's name, for errors
 */
export function gptNeoXConfigFrom(json: Json, where: string): GptNeoXConfig {
  const fail = (key: string, wanted: string): never => {
    throw new Error(`${where}: \`${key}\` is ${JSON.stringify(json[key])}, wanted ${wanted}`);
  };
  const number = (key: string, source: Json = json): number => {
    const value = source[key];
    return typeof value === 'number' ? value : fail(key, 'a number');
  };
  const only = (key: string, allowed: readonly unknown[]): void => {
    if (!allowed.includes(json[key] ?? null))
      fail(key, allowed.map((v) => JSON.stringify(v)).join(' or '));
  };
  only('hidden_act', ['gelu']);
  only('attention_bias', [true, null]);
  only('attention_dropout', [0, null]);
  only('hidden_dropout', [0, null]);
  only('rope_scaling', [null]);

  const rope = json.rope_parameters as Json | undefined;
  if (rope && rope.rope_type !== 'default') fail('rope_parameters', 'rope_type "default"');
  return {
    vocabularySize: number('vocab_size'),
    layers: number('num_hidden_layers'),
    heads: number('num_attention_heads'),
    width: number('hidden_size'),
    hidden: number('intermediate_size'),
    rotaryFraction: rope ? number('partial_rotary_factor', rope) : number('rotary_pct'),
    rotaryBase: rope ? number('rope_theta', rope) : number('rotary_emb_base'),
    parallelResidual: json.use_parallel_residual !== false,
    tieEmbeddings: json.tie_word_embeddings === true,
    layerNormEps: number('layer_norm_eps'),
    initializerRange: number('initializer_range'),
  };
}
