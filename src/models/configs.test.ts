import { describe, expect, it } from 'vitest';
import { fixture, json } from '../../test/golden-model.js';
import { ConfigFile } from './config-file.js';
import { gptNeoConfigFrom, gptNeoConfigJson } from './gpt-neo-config.js';
import { gptNeoXConfigFrom, gptNeoXConfigJson } from './gpt-neox-config.js';
import { gpt2ConfigFrom, gpt2ConfigJson } from './gpt2-config.js';
import { gptJConfigFrom, gptJConfigJson } from './gptj-config.js';
import { llamaConfigFrom, llamaConfigJson } from './llama-config.js';
import { qwen3ConfigFrom, qwen3ConfigJson } from './qwen3-config.js';

/** The case's config.json with `change`; undefined takes a key out. */
function config(name: string, change: Record<string, unknown> = {}): ConfigFile {
  const entries = Object.entries({ ...json(`${fixture(name)}/config.json`), ...change });
  return new ConfigFile(
    Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
    'config.json',
  );
}

const readers = {
  gpt_neox: gptNeoXConfigFrom,
  gpt_neo: gptNeoConfigFrom,
  gpt2: gpt2ConfigFrom,
  gptj: gptJConfigFrom,
  llama: llamaConfigFrom,
  qwen3: qwen3ConfigFrom,
};
const read = (name: keyof typeof readers, change: Record<string, unknown>) =>
  readers[name](config(name, change));

describe('a config.json', () => {
  it('is written as it is read', () => {
    const again = (written: Readonly<Record<string, unknown>>) =>
      new ConfigFile(written, 'written');
    const neox = gptNeoXConfigFrom(config('gpt_neox_tied'));
    expect(gptNeoXConfigFrom(again(gptNeoXConfigJson(neox)))).toEqual(neox);
    const neo = gptNeoConfigFrom(config('gpt_neo_window'));
    expect(gptNeoConfigFrom(again(gptNeoConfigJson(neo)))).toEqual(neo);
    const gpt2 = gpt2ConfigFrom(config('gpt2_untied'));
    expect(gpt2ConfigFrom(again(gpt2ConfigJson(gpt2)))).toEqual(gpt2);
    const gptj = gptJConfigFrom(config('gptj_wide'));
    expect(gptJConfigFrom(again(gptJConfigJson(gptj)))).toEqual(gptj);
    for (const name of ['llama', 'llama_llama3', 'llama_linear']) {
      const llama = llamaConfigFrom(config(name));
      expect(llamaConfigFrom(again(llamaConfigJson(llama)))).toEqual(llama);
    }
    const linear = { type: 'linear', factor: 2, rope_theta: 500, partial_rotary_factor: 0.5 };
    const scaled = gptNeoXConfigFrom(
      config('gpt_neox', { rope_scaling: linear, hidden_act: 'gelu_fast' }),
    );
    expect(gptNeoXConfigFrom(again(gptNeoXConfigJson(scaled)))).toEqual(scaled);
    expect(scaled).toMatchObject({
      activation: 'gelu_new',
      rotaryBase: 500,
      rotaryFraction: 0.5,
      rotaryScaling: { kind: 'linear', factor: 2 },
    });
    const qwen3 = qwen3ConfigFrom(config('qwen3_untied'));
    expect(qwen3ConfigFrom(again(qwen3ConfigJson(qwen3)))).toEqual(qwen3);
  });

  it('of GPT-NeoX may have the names of Pythia', () => {
    const published = new ConfigFile(json(`${fixture('gpt_neox')}/config.pythia.json`), 'p');
    expect(gptNeoXConfigFrom(published)).toEqual(gptNeoXConfigFrom(config('gpt_neox')));
  });

  it.each(['llama_llama3', 'llama_linear'])(
    'of %s may have the names of transformers 4',
    (name) => {
      const current = config(name);
      const { rope_theta, rope_type, ...rest } = current.section('rope_parameters')?.json ?? {};
      for (const type of ['rope_type', 'type']) {
        const old = config(name, {
          rope_parameters: undefined,
          rope_theta,
          rope_scaling: { [type]: rope_type, ...rest },
        });
        expect(llamaConfigFrom(old)).toEqual(llamaConfigFrom(current));
      }
      const plain = config(name, { rope_parameters: undefined, rope_scaling: null });
      expect(llamaConfigFrom(plain).rope).toEqual({ base: 10_000, scaling: { kind: 'none' } });
    },
  );

  it('of Llama falls back as transformers does', () => {
    const { heads, headWidth, keyValueHeads } = llamaConfigFrom(
      config('llama', { head_dim: undefined, num_key_value_heads: undefined }),
    );
    expect([heads, keyValueHeads, headWidth]).toEqual([4, 4, 8]);
  });

  it.each([
    ['gpt_neox', 'hidden_act', 'relu', '`hidden_act` is "relu", expected "gelu"'],
    ['gpt_neox', 'vocab_size', '97', '`vocab_size` is "97", expected a whole number from 1'],
    ['gpt_neox', 'num_hidden_layers', null, '`num_hidden_layers` is null, expected a whole'],
    ['gpt_neox', 'attention_dropout', 1, '`attention_dropout` is 1, expected a number from 0 to'],
    ['gpt_neox', 'attention_bias', false, '`attention_bias` is false, expected true'],
    ['gpt_neox', 'rope_scaling', { type: 'yarn', factor: 2 }, '`type` is "yarn"'],
    ['gpt_neo', 'attention_types', [[['global'], 3]], 'patterns of "global" and "local" for 4'],
    ['gpt_neo', 'attention_types', [[['far'], 4]], 'patterns of "global" and "local" for 4'],
    ['gpt2', 'scale_attn_weights', false, '`scale_attn_weights` is false, expected true'],
    ['gpt2', 'scale_attn_by_inverse_layer_idx', true, 'is true, expected false'],
    ['gpt2', 'activation_function', 'relu', 'expected "gelu_new" or "gelu" or "gelu_python"'],
    ['gptj', 'tie_word_embeddings', true, '`tie_word_embeddings` is true, expected false'],
    ['gptj', 'rotary_dim', null, '`rotary_dim` is null, expected a whole number'],
    ['llama', 'rope_scaling', { rope_type: 'yarn', factor: 2 }, '`rope_type` is "yarn", expected'],
    ['llama', 'rope_scaling', { type: 'dynamic', factor: 2 }, '`type` is "dynamic", expected'],
    ['llama', 'rope_scaling', { type: 'linear' }, '`factor` is missing, expected a number'],
    ['llama', 'rope_scaling', 'linear', '`rope_scaling` is "linear", expected an object'],
    ['gpt_neox', 'layer_norm_eps', -1, '`layer_norm_eps` is -1, expected a number above 0'],
    [
      'gpt_neox',
      'rope_parameters',
      { rope_theta: 0 },
      '`rope_theta` is 0, expected a number above',
    ],
    ['gpt_neox', 'rope_parameters', { partial_rotary_factor: 2 }, 'is 2, expected a share of each'],
    ['gpt_neo', 'attention_layers', ['global'], '`attention_layers` is ["global"], expected what'],
    ['gptj', 'rotary_dim', 40, "`rotary_dim` is 40, expected at most a head's"],
    ['gptj', 'rotary_dim', 3, '`rotary_dim` is 3, expected an even number'],
    [
      'llama',
      'rope_scaling',
      { type: 'linear', factor: 0 },
      '`factor` is 0, expected a number above',
    ],
    ['qwen3', 'use_sliding_window', true, '`use_sliding_window` is true, expected false'],
    [
      'qwen3',
      'layer_types',
      ['sliding_attention'],
      '"full_attention" for every one of the 2 layers',
    ],
  ] as const)('of %s with %s = %j is refused', (name, key, value, message) => {
    expect(() => read(name, { [key]: value })).toThrow(message);
    expect(() => read(name, { [key]: value })).toThrow('config.json: ');
  });

  it.each([
    [
      'gpt_neox',
      'rope_scaling',
      { factor: 2 },
      '`factor` is 2, expected none: rotary positions of',
    ],
    [
      'llama',
      'rope_parameters',
      { mscale: 1 },
      '`mscale` is 1, expected none: rotary positions of',
    ],
    ['llama', 'rope_parameters', { full_attention: {} }, '`full_attention` is {}, expected none'],
    ['llama', 'rope_parameters', { partial_rotary_factor: 0.5 }, 'is 0.5, expected 1: whole heads'],
    ['llama', 'rotary_emb_base', 500, '`rotary_emb_base` is 500, expected none, or the 10000'],
    ['llama', 'rotary_pct', 0.5, '`rotary_pct` is 0.5, expected none, or the 1'],
    ['gpt_neox', 'rope_theta', 500, '`rope_theta` is 500, expected none, or the 10000'],
    ['gpt_neox', 'head_dim', 16, '`head_dim` is 16, expected 8'],
    ['gptj', 'rope_parameters', { rope_type: 'linear' }, '`rope_parameters` is {"rope_type"'],
    ['gptj', 'rotary_pct', 0.5, '`rotary_pct` is 0.5, expected none'],
    ['gpt2', 'rope_theta', 500, '`rope_theta` is 500, expected none'],
    ['llama', 'sliding_window', 4, '`sliding_window` is 4, expected null'],
    ['llama', 'layer_types', ['full_attention'], '`layer_types` is ["full_attention"], expected'],
    ['gpt2', 'is_encoder_decoder', true, '`is_encoder_decoder` is true, expected false'],
    ['gpt2', 'add_cross_attention', true, '`add_cross_attention` is true, expected false'],
    ['gpt2', 'hidden_size', 64, '`hidden_size` is 64, expected what `n_embd` says: 32'],
    [
      'gpt2',
      'num_hidden_layers',
      null,
      '`num_hidden_layers` is null, expected what `n_layer` says',
    ],
  ] as const)(
    'of %s that says %s = %j, which nothing reads, is refused',
    (name, key, value, text) => {
      expect(() => read(name, { [key]: value })).toThrow(text);
    },
  );

  it.each([
    ['gpt_neox', 'hidden_act', 'gelu_python', 'gelu'],
    ['gpt_neox', 'hidden_act', 'gelu_fast', 'gelu_new'],
    ['gpt2', 'activation_function', 'gelu_pytorch_tanh', 'gelu_new'],
    ['gpt2', 'activation_function', 'gelu_python_tanh', 'gelu_new'],
    ['gpt_neo', 'activation_function', 'gelu', 'gelu'],
    ['gptj', 'activation_function', 'gelu_accurate', 'gelu_new'],
  ] as const)('of %s may call its function by another name: %s = %s', (name, key, value, own) => {
    expect(read(name, { [key]: value })).toMatchObject({ activation: own });
  });

  it('of Llama may call its function swish', () => {
    expect(read('llama', { hidden_act: 'swish' })).toEqual(read('llama', {}));
    expect(() => read('llama', { hidden_act: 'gelu' })).toThrow('expected "silu" or "swish"');
    expect(() => read('gpt_neox', { hidden_act: 'quick_gelu' })).toThrow(
      'is "quick_gelu", expected',
    );
  });

  it('may use the names that all configurations of transformers share', () => {
    const names = {
      hidden_size: 'n_embd',
      num_hidden_layers: 'n_layer',
      num_attention_heads: 'n_head',
    };
    for (const name of ['gpt2', 'gptj'] as const)
      for (const [shared, own] of Object.entries(names)) {
        const value = json(`${fixture(name)}/config.json`)[own];
        expect(read(name, { [shared]: value, [own]: undefined })).toEqual(read(name, {}));
        expect(read(name, { [shared]: value })).toEqual(read(name, {}));
      }
  });

  it('may leave out what transformers has a default for', () => {
    const nothing = new ConfigFile({}, 'config.json');
    expect(gptNeoXConfigFrom(nothing)).toMatchObject({
      vocabularySize: 50_432,
      layers: 44,
      heads: 64,
      width: 6144,
      hidden: 24_576,
      rotaryFraction: 0.25,
      rotaryBase: 10_000,
      layerNormEps: 1e-5,
      initializerRange: 0.02,
      tieEmbeddings: false,
    });
    expect(gptNeoConfigFrom(nothing)).toMatchObject({
      attentionLayers: Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? 'global' : 'local')),
      window: 256,
      layerNormEps: 1e-5,
      tieEmbeddings: true,
    });
    expect(gpt2ConfigFrom(nothing)).toMatchObject({ width: 768, hidden: 3072, maxTokens: 1024 });
    expect(gptJConfigFrom(nothing)).toMatchObject({ width: 4096, rotaryWidth: 64, heads: 16 });
    expect(llamaConfigFrom(nothing)).toMatchObject({
      headWidth: 128,
      normEps: 1e-6,
      hidden: 11_008,
    });
    expect(qwen3ConfigFrom(nothing)).toMatchObject({ headWidth: 128, keyValueHeads: 32 });
  });

  it('tells a whole number from one that is written with a point', () => {
    const written = { ...json(`${fixture('llama')}/config.json`), rms_norm_eps: 1 };
    const file = (floats: readonly string[]) => new ConfigFile(written, 'c', new Set(floats));
    expect(llamaConfigFrom(file(['rms_norm_eps'])).normEps).toBe(1);
    expect(() => llamaConfigFrom(file([]))).toThrow(
      '`rms_norm_eps` is 1, expected a number above 0',
    );
    expect(() => llamaConfigFrom(file(['rms_norm_eps', 'hidden_size']))).toThrow(
      '`hidden_size` is 32, expected a whole number',
    );
  });

  it('may name dropout, of which each architecture has its kinds', () => {
    expect(read('gpt2', {})).toMatchObject({
      embeddingDropout: 0.1,
      attentionDropout: 0.1,
      residualDropout: 0.1,
    });
    expect(read('gpt_neox', { hidden_dropout: 0.2, attention_dropout: 0.3 })).toMatchObject({
      hiddenDropout: 0.2,
      attentionDropout: 0.3,
    });
  });
});
