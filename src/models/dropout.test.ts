import { beforeAll, describe, expect, it } from 'vitest';
import { distance, expectedOf, fixture, json } from '../../test/golden-model.js';
import { noGrad, scope, seedEngine, setThreads, type Tensor } from '../tensor/index.js';
import { languageArchitectures } from './architectures.js';
import { ConfigFile } from './config-file.js';
import type { LanguageModel } from './language-model.js';

beforeAll(() => setThreads(1));

/** The model of a case with `change` to its config.json, of small random weights. */
function changed(name: string, change: Record<string, unknown>): LanguageModel {
  const config = { ...json(`${fixture(name)}/config.json`), ...change };
  const found = languageArchitectures.find(({ modelType }) => modelType === config.model_type);
  const model = found?.build(new ConfigFile(config, name), {
    has: () => false,
    same: () => false,
  }) as LanguageModel;
  seedEngine(1);
  noGrad(() => {
    for (const parameter of model.parameters()) parameter.normal_({ std: 0.3 });
  });
  return model;
}

describe('dropout', () => {
  it.each([
    ['gpt2', 'embd_pdrop'],
    ['gpt2', 'attn_pdrop'],
    ['gpt2', 'resid_pdrop'],
    ['gpt_neo', 'embed_dropout'],
    ['gpt_neo', 'attention_dropout'],
    ['gpt_neo', 'resid_dropout'],
    ['gpt_neox', 'hidden_dropout'],
    ['gpt_neox', 'attention_dropout'],
    ['gptj', 'embd_pdrop'],
    ['gptj', 'attn_pdrop'],
    ['gptj', 'resid_pdrop'],
    ['llama', 'attention_dropout'],
    ['qwen3', 'attention_dropout'],
  ])('of %s that %s names is active only where it is asked for', (name, key) => {
    const none = {
      embd_pdrop: 0,
      attn_pdrop: 0,
      resid_pdrop: 0,
      embed_dropout: 0,
      attention_dropout: 0,
      resid_dropout: 0,
      hidden_dropout: 0,
    };
    const [dropping, plain] = [changed(name, { ...none, [key]: 0.3 }), changed(name, none)];
    scope(() =>
      noGrad(() => {
        // Few tokens, which attention may take another way.
        const ids = expectedOf(name)('input_ids').slice({ dim: 1, end: 8 });
        const hidden = (model: LanguageModel, dropout?: boolean): Tensor =>
          model.lastHidden(ids, { dropout });
        expect(distance(hidden(dropping), hidden(plain))).toBe(0);
        expect(distance(hidden(plain, true), hidden(plain))).toBe(0);
        seedEngine(2);
        const first = hidden(dropping, true);
        expect(distance(first, hidden(plain))).toBeGreaterThan(1e-3);
        expect(distance(first, hidden(dropping, true))).toBeGreaterThan(1e-3);
        seedEngine(2);
        expect(distance(first, hidden(dropping, true))).toBe(0);
      }),
    );
    dropping.dispose();
    plain.dispose();
  });
});

describe('learned positions', () => {
  it('have an end', () => {
    const model = changed('gpt2', { n_positions: 5 });
    scope(() => {
      const ids = expectedOf('gpt2')('input_ids');
      expect(() => model.forward(ids)).toThrow('17 tokens, but the model only 5 positions');
    });
    model.dispose();
  });
});
