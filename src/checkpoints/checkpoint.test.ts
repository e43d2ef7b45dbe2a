import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixture } from '../../test/golden-model.js';
import { liveTensors, noGrad, scope, type Tensor, zeros } from '../tensor/index.js';
import { loadPretrained, loadWeights, savePretrained } from './checkpoint.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';

const golden = fixture('gpt_neox');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
  cpSync(golden, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Rewrites the checkpoint after `change` has been made to its tensors. */
const rewrite = (change: (tensors: Map<string, Tensor>) => void): void =>
  scope(() => {
    const tensors = new Map(
      [...readSafetensors(join(folder, 'model.safetensors'))].map(([k, v]) => [k, v.clone()]),
    );
    change(tensors);
    writeSafetensors(join(folder, 'model.safetensors'), tensors);
  });

describe('a pretrained checkpoint', () => {
  it('loads under either name of the output head, with the buffers of old files', () => {
    rewrite((tensors) => {
      const [name] = ['lm_head.weight', 'embed_out.weight'].filter((key) => tensors.has(key));
      const head = tensors.get(name as string) as Tensor;
      tensors.delete(name as string);
      tensors.set(name === 'lm_head.weight' ? 'embed_out.weight' : 'lm_head.weight', head);
      tensors.set('gpt_neox.layers.0.attention.bias', zeros([1]));
      tensors.set('gpt_neox.layers.0.attention.rotary_emb.inv_freq', zeros([1]));
    });
    const [moved, original] = [loadPretrained(folder), loadPretrained(golden)];
    const [a, b] = [moved, original].map((model) => model.parameters().map((p) => p.toArray()));
    expect(a).toEqual(b);
    moved.dispose();
    original.dispose();
  });

  it('that misses, adds or misshapes tensors is refused by their names, and leaks nothing', () => {
    rewrite((tensors) => {
      tensors.delete('gpt_neox.layers.1.mlp.dense_h_to_4h.bias');
      tensors.set('gpt_neox.extra.weight', zeros([1]));
      tensors.set('gpt_neox.final_layer_norm.bias', zeros([3]));
    });
    const before = liveTensors();
    expect(() => loadPretrained(folder)).toThrow(
      'does not fit the model: missing: gpt_neox.layers.1.mlp.dense_h_to_4h.bias; ' +
        'unused: gpt_neox.extra.weight; ' +
        'misshapen: gpt_neox.final_layer_norm.bias is [3], expected [32]',
    );
    expect(liveTensors()).toBe(before);
  });
});

describe('a checkpoint of another make', () => {
  /** Copies a case's folder here and changes its tensors. */
  const changed = (name: string, change: (tensors: Map<string, Tensor>) => void): void => {
    rmSync(folder, { recursive: true });
    cpSync(fixture(name), folder, { recursive: true });
    rewrite(change);
  };
  const sameAs = (name: string): void => {
    const [ours, original] = [loadPretrained(folder), loadPretrained(fixture(name))];
    expect(ours.parameters().map((p) => p.toArray())).toEqual(
      original.parameters().map((p) => p.toArray()),
    );
    ours.dispose();
    original.dispose();
  };

  it('may leave the prefix of its names out and carry old buffers', () => {
    changed('gpt2', (tensors) => {
      for (const [name, value] of [...tensors]) {
        tensors.delete(name);
        tensors.set(name.replace('transformer.', ''), value);
      }
      tensors.set('h.0.attn.bias', zeros([1, 1, 64, 64]));
      tensors.set('h.0.attn.masked_bias', zeros([]));
    });
    sameAs('gpt2');
  });

  it('may hold a tied head if it equals the embedding', () => {
    const embedding = 'transformer.wte.weight';
    changed('gpt2', (tensors) => {
      tensors.set('lm_head.weight', (tensors.get(embedding) as Tensor).clone());
    });
    sameAs('gpt2');
    changed('gpt2', (tensors) => {
      tensors.set('lm_head.weight', (tensors.get(embedding) as Tensor).add(1e-3));
    });
    expect(() => loadPretrained(folder)).toThrow(
      'tied to the embedding, but different: lm_head.weight',
    );
    changed('t5', (tensors) => {
      const shared = tensors.get('shared.weight') as Tensor;
      for (const name of ['encoder.embed_tokens', 'decoder.embed_tokens', 'lm_head'])
        tensors.set(`${name}.weight`, shared.clone());
    });
    sameAs('t5');
    changed('t5', (tensors) => {
      tensors.set('decoder.embed_tokens.weight', zeros([97, 32]));
    });
    expect(() => loadPretrained(folder)).toThrow('different: decoder.embed_tokens.weight');
  });

  it.each(['float16', 'bfloat16'] as const)('may be in %s', (dtype) => {
    changed('llama', (tensors) => {
      for (const [name, value] of [...tensors]) tensors.set(name, value.to({ dtype }));
    });
    const [ours, original] = [loadPretrained(folder), loadPretrained(fixture('llama'))];
    for (const [i, parameter] of ours.parameters().entries()) {
      expect(parameter.dtype).toBe('float32');
      const rounded = original.parameters()[i]?.to({ dtype });
      expect(parameter.toArray()).toEqual(rounded?.toArray());
      rounded?.dispose();
    }
    ours.dispose();
    original.dispose();
  });

  it('may be in shards, of which none may be missing', () => {
    changed('llama', (tensors) => {
      const shardOf: Record<string, string> = {};
      for (const i of [0, 1]) {
        const shard = `model-0000${i + 1}-of-00002.safetensors`;
        const some = [...tensors].filter((_, at) => at % 2 === i);
        for (const [name] of some) shardOf[name] = shard;
        writeSafetensors(join(folder, shard), new Map(some));
      }
      const index = JSON.stringify({ metadata: {}, weight_map: shardOf });
      writeFileSync(join(folder, 'model.safetensors.index.json'), index);
    });
    rmSync(join(folder, 'model.safetensors'));
    sameAs('llama');
    rmSync(join(folder, 'model-00002-of-00002.safetensors'));
    expect(() => loadPretrained(folder)).toThrow(
      'the shard "model-00002-of-00002.safetensors" is missing',
    );
  });

  it('of whole numbers is refused', () => {
    changed('llama', (tensors) => {
      tensors.set('model.norm.weight', zeros([32], { dtype: 'int8' }));
    });
    expect(() => loadPretrained(folder)).toThrow('model.norm.weight holds int8, expected floats');
  });

  it('of an unknown architecture is refused with the known ones', () => {
    writeFileSync(join(folder, 'config.json'), '{"model_type": "mamba"}');
    expect(() => loadPretrained(folder)).toThrow(
      'config.json: `model_type` is "mamba", known are gpt_neox, gpt_neo, gpt2, gptj, llama, ' +
        'qwen3, t5',
    );
    writeFileSync(join(folder, 'config.json'), '{}');
    expect(() => loadPretrained(folder)).toThrow('`model_type` is missing, known are gpt_neox');
    writeFileSync(join(folder, 'config.json'), '{"model_type"');
    expect(() => loadPretrained(folder)).toThrow('config.json, line 1, column 14: not JSON');
    writeFileSync(join(folder, 'config.json'), '[]');
    expect(() => loadPretrained(folder)).toThrow('config.json: expected object');
    rmSync(join(folder, 'config.json'));
    expect(() => loadPretrained(folder)).toThrow(/cannot read .*config\.json: /);
  });
});

describe('a config.json that the weights contradict', () => {
  const before = liveTensors();
  it.each([
    [{ num_attention_heads: 5 }, 'the model cannot be built: width 32 is not a multiple of the 5'],
    [{ num_hidden_layers: 1e9 }, '`num_hidden_layers` is 1000000000, expected at most a layer for'],
    [{ quantization_config: { bits: 4 } }, '`quantization_config` is {"bits":4}, expected none'],
  ])('%j is refused', (change, message) => {
    const path = join(folder, 'config.json');
    const config = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...config, ...change }));
    expect(() => loadPretrained(folder)).toThrow(`config.json: ${message}`);
    expect(liveTensors()).toBe(before);
  });
});

describe('loadWeights', () => {
  it('gives back the weights it was saved from', () => {
    const [model, other] = [loadPretrained(golden), loadPretrained(golden)];
    noGrad(() => {
      for (const parameter of other.parameters()) parameter.zero_();
    });
    savePretrained(model, folder);
    loadWeights(other, folder);
    expect(other.parameters().map((p) => p.toArray())).toEqual(
      model.parameters().map((p) => p.toArray()),
    );
    model.dispose();
    other.dispose();
  });
});
