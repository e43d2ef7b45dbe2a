import { beforeAll, describe, expect, it } from 'vitest';
import cases from '../../test/fixtures/generated.json' with { type: 'json' };
import { loadPretrained } from '../checkpoints/checkpoint.js';
import { liveTensors, setThreads } from '../tensor/index.js';
import { draftVerifiedContinuations } from './draft-verified-decoding.js';
import { greedyContinuations } from './greedy-decoding.js';

const newTokens = 8;

beforeAll(() => setThreads(1));

describe.each(cases)('greedy decoding of $model beside transformers', (one) => {
  const model = loadPretrained(
    new URL(`../../test/fixtures/${one.model}`, import.meta.url).pathname,
  );
  const { prompts, endId } = one;

  it('generates the same from a ragged batch, without and with an end', () => {
    const generated = greedyContinuations(model, prompts, { newTokens, endIds: [] });
    const before = liveTensors(); // with the tables that a model makes for its first pass
    expect(generated).toEqual(one.free);
    expect(greedyContinuations(model, prompts, { newTokens, endIds: [endId] })).toEqual(one.ended);
    expect(liveTensors()).toBe(before);
  });

  it('stops at whichever end comes first', () => {
    const endIds = [endId, one.free[0]?.[2] as number];
    const wanted = one.free.map((tokens) => {
      const end = tokens.findIndex((token) => endIds.includes(token));
      return end < 0 ? tokens : tokens.slice(0, end);
    });
    expect(greedyContinuations(model, prompts, { newTokens, endIds })).toEqual(wanted);
    const drafted = one.ended.map((draft, i) => ({ prompt: prompts[i] ?? [], draft, newTokens }));
    expect(draftVerifiedContinuations(model, drafted, { endIds })).toEqual(wanted);
  });

  it('generates the same from drafts: right, too short, wrong somewhere and none', () => {
    const before = liveTensors();
    const drafts = [
      one.ended.map((tokens) => [...tokens, endId]),
      one.ended.map((tokens) => tokens.slice(0, 3)),
      one.ended.map((tokens, i) => [...tokens.slice(0, i % 4), 1, 2, 3, endId]),
      one.ended.map((tokens, i) => (i % 2 === 0 ? [] : [1, ...tokens, endId])),
    ];
    for (const draft of drafts) {
      const drafted = prompts.map((prompt, i) => ({ prompt, draft: draft[i] ?? [], newTokens }));
      expect(draftVerifiedContinuations(model, drafted, { endIds: [endId] })).toEqual(one.ended);
    }
    expect(liveTensors()).toBe(before);
  });
});

describe('greedyContinuations', () => {
  it('has nothing to say to nobody, and names a prompt that is empty', () => {
    const folder = new URL('../../test/fixtures/gpt_neox', import.meta.url).pathname;
    const model = loadPretrained(folder);
    const options = { newTokens, endIds: [] };
    expect(greedyContinuations(model, [], options)).toEqual([]);
    expect(() => greedyContinuations(model, [[1], []], options)).toThrow('a prompt has no token');
    model.dispose();
  });

  it('names a text that becomes longer than the model has learned positions for', () => {
    const folder = new URL('../../test/fixtures/gpt2_untied', import.meta.url).pathname;
    const model = loadPretrained(folder);
    const options = { newTokens: 22, endIds: [] };
    expect(greedyContinuations(model, [[1]], { ...options, newTokens: 21 })[0]).toHaveLength(21);
    expect(() => greedyContinuations(model, [[1], [1, 2]], options)).toThrow(
      '22 tokens, but the model only 21 positions',
    );
    model.dispose();
  });
});
