import { describe, expect, it } from 'vitest';
import { convNextV2 } from './convnext-v2.js';
import { gptNeoX } from './gpt-neox.js';
import { type ModelInput, modelOptions } from './kinds.js';
import { checkModelMemory } from './memory.js';
import { t5 } from './t5.js';

const options = (model: ModelInput) => modelOptions.parse(model);
const small = { layers: 1, width: 4, heads: 1 };

describe('checkModelMemory', () => {
  it('counts weights and gradients, 4 bytes a number', () => {
    // By hand: embedding and head 2 x 10 x 4; attention 4 x 4 x 5; MLP 2 x 4 x 16 + 16 + 4; norms.
    const parameters = 80 + 80 + 148 + 16 + 8;
    const model = options(gptNeoX({ ...small, rotaryFraction: 0.5, vocabulary: 'from data' }));
    expect(() => checkModelMemory(model, 10, 8 * parameters)).not.toThrow();
    expect(() => checkModelMemory(model, 10, 8 * parameters - 1)).toThrow(
      'model: its 332 parameters and their gradients take 2,656 bytes, and this machine has 2,655',
    );
  });

  it.each<[string, ModelInput]>([
    ['a wide GPT-NeoX', gptNeoX({ layers: 10_000, width: 10_000_000, heads: 1000 })],
    [
      'a vocabulary',
      gptNeoX({
        ...small,
        rotaryFraction: 0.5,
        vocabulary: { tokenizer: 'x', rows: 1e9 },
        width: 4096,
      }),
    ],
    [
      'one of a tokenizer',
      gptNeoX({ ...small, width: 10_000_000, vocabulary: { tokenizer: 'x' } }),
    ],
    ['a T5', t5({ ...small, headWidth: 10_000_000, hidden: 10_000_000, width: 10_000_000 })],
    ['a ConvNeXt', convNextV2({ depths: [1], widths: [10_000_000] })],
    ['a kernel', convNextV2({ depths: [1, 1], widths: [8, 8] }, { kernel: 9_999_999 })],
  ])('refuses %s that no machine holds', (_what, model) => {
    expect(() => checkModelMemory(options(model))).toThrow(
      /parameters and their gradients take [\d,]+ b/,
    );
  });

  it('says nothing of a checkpoint', () => {
    expect(() => checkModelMemory(options('EleutherAI/pythia-12b'), 1, 1)).not.toThrow();
  });
});
