import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixture, json } from '../../test/golden-model.js';
import { scope, type Tensor } from '../tensor/index.js';
import { loadPretrained } from './checkpoint.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A case's folder here, with `change` to its tensors and to its config.json, in two shards or one. */
function changed(
  name: string,
  change: (tensors: Map<string, Tensor>) => void,
  { config = {}, metadata = {}, sharded = false } = {},
): void {
  cpSync(fixture(name), folder, { recursive: true });
  const path = join(folder, 'config.json');
  writeFileSync(path, JSON.stringify({ ...json(path), ...config }));
  const weights = join(folder, 'model.safetensors');
  scope(() => {
    const tensors = new Map([...readSafetensors(weights)].map(([k, v]) => [k, v.clone()]));
    change(tensors);
    if (!sharded) {
      writeSafetensors(weights, tensors, { metadata: { format: 'pt', ...metadata } });
      return;
    }
    rmSync(weights);
    const shardOf = new Map<string, string>();
    for (const part of [0, 1]) {
      const some = [...tensors].filter((_, at) => at % 2 === part);
      for (const [key] of some) shardOf.set(key, `part-${part}.safetensors`);
      writeSafetensors(join(folder, `part-${part}.safetensors`), new Map(some));
    }
    const index = JSON.stringify({ metadata, weight_map: Object.fromEntries(shardOf) });
    writeFileSync(join(folder, 'model.safetensors.index.json'), index);
  });
}

const weightsOf = (from: string): unknown => {
  const model = loadPretrained(from);
  const weights = model.parameters().map((parameter) => parameter.toArray());
  model.dispose();
  return weights;
};

/** Cases with a tied head: what the file calls the embedding, and what else it may be called. */
const cases = [
  ['gpt2', 'transformer.wte.weight', ['lm_head.weight']],
  ['gpt_neo', 'transformer.wte.weight', ['lm_head.weight']],
  ['gpt_neox_tied', 'gpt_neox.embed_in.weight', ['embed_out.weight', 'lm_head.weight']],
  ['llama_linear', 'model.embed_tokens.weight', ['lm_head.weight']],
  ['qwen3', 'model.embed_tokens.weight', ['lm_head.weight']],
  [
    't5',
    'shared.weight',
    ['encoder.embed_tokens.weight', 'decoder.embed_tokens.weight', 'lm_head.weight'],
  ],
  ['t5_gated', 'shared.weight', ['lm_head.weight']],
] as const;

describe.each(cases)('the embedding of %s, which is the head too', (name, embedding, others) => {
  it('may stand under any of its names, as safetensors.torch.save_model leaves it', () => {
    const wanted = weightsOf(fixture(name));
    for (const other of others)
      for (const sharded of [false, true]) {
        const move = (tensors: Map<string, Tensor>): void => {
          tensors.set(other, tensors.get(embedding) as Tensor);
          tensors.delete(embedding);
        };
        changed(name, move, { metadata: { [embedding]: other }, sharded });
        expect(weightsOf(folder)).toEqual(wanted);
        rmSync(folder, { recursive: true });
      }
    changed(name, () => {});
  });

  it('may stand there under all of its names, if all are equal', () => {
    const copy = (tensors: Map<string, Tensor>): void => {
      for (const other of others) tensors.set(other, (tensors.get(embedding) as Tensor).clone());
    };
    changed(name, copy);
    expect(weightsOf(folder)).toEqual(weightsOf(fixture(name)));
    const last = others.at(-1) as string;
    const unequal = (tensors: Map<string, Tensor>): void => {
      copy(tensors);
      tensors.set(last, (tensors.get(embedding) as Tensor).add(1e-3));
    };
    changed(name, unequal);
    // T5 1.1 has a head of its own where the file has another than the embedding.
    if (name === 't5_gated') expect(weightsOf(folder)).not.toEqual(weightsOf(fixture(name)));
    else
      expect(() => loadPretrained(folder)).toThrow(
        `tied to the embedding, but different: ${last} and ${embedding}`,
      );
  });
});

describe('a head of its own', () => {
  it.each(['llama', 'gpt2_untied', 'gpt_neox'])('of %s has to be in the file', (name) => {
    changed(name, (tensors) => {
      for (const head of ['lm_head.weight', 'embed_out.weight']) tensors.delete(head);
    });
    expect(() => loadPretrained(folder)).toThrow(/missing: (lm_head|embed_out)\.weight/);
  });

  it('that a T5 lacks is the embedding whatever its config.json says, as in transformers 5', () => {
    const config = { tie_word_embeddings: false, scale_decoder_outputs: false };
    changed('t5', () => {}, { config });
    expect(weightsOf(folder)).toEqual(weightsOf(fixture('t5')));
  });
});
