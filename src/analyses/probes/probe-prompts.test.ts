import { describe, expect, it } from 'vitest';
import type { Document } from '../../data/documents.js';
import { pretrainedTokenizer } from '../../tokenizers/pretrained.js';
import { WordLevelTokenizer } from '../../tokenizers/word-level.js';
import { probePrompts } from './probe-prompts.js';

const tokenizerOf = (name: string) =>
  pretrainedTokenizer(
    new URL(`../../../test/fixtures/tokenizers/${name}`, import.meta.url).pathname,
  );

const asked = (alias: string): Document => ({
  kind: 'question',
  subset: 'D1cons',
  prompt: `Q: When was <|${alias}|> born?\nA:`,
  answer: ' 1950s\n',
  alias: `<|${alias}|>`,
  entity: 'Ada',
});

const labels = (name: string, architecture: 'causal' | 'encoder-decoder' = 'causal') =>
  probePrompts([asked('eszyc'), asked('eszyd')], tokenizerOf(name), { architecture });

describe('probePrompts', () => {
  it('shows tokens as the paper does', () => {
    const { tokens, ids } = labels('gpt-neox');
    const shown = tokens.map(({ label }) => label).join(' ');
    expect(shown).toMatch(/^Q : .* <\| x1 x2 x3 x4 \|> .*\? \\n A :$/);
    expect(tokens).toHaveLength(ids[0]?.length ?? 0);
    // Two aliases that differ in their last letter.
    expect(tokens.filter(({ differs }) => differs).map(({ label }) => label)).toEqual(['x4']);
  });

  it('leaves out tokens that stand for no text, but has the model read them', () => {
    const llama = labels('llama');
    expect(llama.tokens.map(({ position }) => position)).not.toContain(0);
    expect(llama.ids[0]?.[0]).toBe(tokenizerOf('llama').encode('')[0]);
    const t5 = labels('t5', 'encoder-decoder');
    expect(t5.ids[0]?.at(-1)).toBe(tokenizerOf('t5').endId);
    expect(t5.tokens.at(-1)?.label).toBe(':');
  });

  it('names the first prompt that is unlike the others', () => {
    const tokenizer = new WordLevelTokenizer(Array.from({ length: 9 }, (_, i) => String(i)));
    const of = (prompt: string, alias: string): Document => ({
      ...asked('es'),
      prompt,
      answer: ' 8',
      alias,
    });
    const first = of('5 1 2 7', '1 2');
    const attempt = (other: Document) =>
      probePrompts([first, other], tokenizer, { architecture: 'causal' });
    expect(() => attempt(of('5 1 2 3 7', '1 2 3'))).toThrow(
      /^linear probes need prompts .*: "1 2 3" has 3 tokens from token 2 on, "1 2" 2 from token 2 on$/,
    );
    expect(() => attempt(of('6 1 3 7', '1 3'))).toThrow(
      ': "6 1 3 7" is worded differently from "5 1 2 7"',
    );
  });

  it('calls up to three tokens x, y and z', () => {
    const tokenizer = tokenizerOf('gpt-neox');
    const { tokens } = probePrompts([asked('es'), asked('zy')].slice(0, 1), tokenizer, {
      architecture: 'causal',
    });
    expect(tokens.filter(({ label }) => /^[xyz]\d?$/.test(label))).toMatchObject([{ label: 'x' }]);
  });
});
