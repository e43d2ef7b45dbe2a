import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { liveTensors, noGrad, scope, type Tensor, zeros } from '../tensor/index.js';
import { loadModel, loadPretrained, saveModel } from './checkpoint.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';

const golden = new URL('../../test/fixtures/gpt_neox', import.meta.url).pathname;
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
        'misshapen: gpt_neox.final_layer_norm.bias is [3], wanted [32]',
    );
    expect(liveTensors()).toBe(before);
  });
});

describe('our own file', () => {
  it('gives back the weights it was saved from', () => {
    const [model, other] = [loadPretrained(golden), loadPretrained(golden)];
    noGrad(() => {
      for (const parameter of other.parameters()) parameter.zero_();
    });
    saveModel(model, join(folder, 'ours.safetensors'));
    loadModel(other, join(folder, 'ours.safetensors'));
    expect(other.parameters().map((p) => p.toArray())).toEqual(
      model.parameters().map((p) => p.toArray()),
    );
    model.dispose();
    other.dispose();
  });
});
