import { describe, expect, it } from 'vitest';
import { gptNeoX } from './gpt-neox.js';
import { type ModelInput, modelKind, modelOptions } from './kinds.js';
import { llama } from './llama.js';
import { pretrained } from './pretrained.js';
import { t5 } from './t5.js';

function parametersOf(written: ModelInput): number | null {
  const model = modelOptions.parse(written);
  return modelKind(model).parameters(model, null);
}

describe('parameters', () => {
  it('agrees with the shapes of Pythia-70M, and knows it by name', () => {
    const vocabulary = { tokenizer: 'tokenizer.json', rows: 50_304 };
    const shape = gptNeoX({ layers: 6, width: 512, heads: 8, vocabulary });
    expect(parametersOf(shape)).toBe(70_426_624);
    const named = pretrained('EleutherAI/pythia-70m-deduped');
    expect(parametersOf(named)).toBe(70_426_624);
    expect(parametersOf('someone/else')).toBe(null);
  });

  it('agrees with the shape of Llama2-7B', () => {
    const vocabulary = { tokenizer: 'tokenizer.json', rows: 32_000 };
    const shape = llama({ layers: 32, width: 4096, heads: 32, hidden: 11_008, vocabulary });
    expect(parametersOf(shape)).toBe(6_738_415_616);
  });

  it('comes near T5-3B, whose position biases and norms it leaves out', () => {
    const vocabulary = { tokenizer: 'tokenizer.json', rows: 32_128 };
    const shape = { layers: 24, width: 1024, heads: 32, headWidth: 128, hidden: 16_384 };
    const count = parametersOf(t5({ ...shape, vocabulary })) ?? 0;
    expect(Math.abs(count / 2_851_598_336 - 1)).toBeLessThan(1e-4);
  });
});
