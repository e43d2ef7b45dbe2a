import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPretrained, loadWeights, savePretrained } from '../../src/checkpoints/checkpoint.js';
import { draftVerifiedContinuations } from '../../src/evaluation/draft-verified-decoding.js';
import { greedyContinuations } from '../../src/evaluation/greedy-decoding.js';
import { meanLoss } from '../../src/evaluation/losses.js';
import type { AnyLanguageModel } from '../../src/models/encoder-decoder.js';
import { setThreads } from '../../src/tensor/index.js';
import { wordLevelTokenizer } from '../../src/tokenizers/word-level.js';
import { draftsOf, newTokens, prompts } from '../../tools/gpu-check/answers.js';
import { architectures, languageTraining, questions } from '../../tools/gpu-check/small-tasks.js';
import { fixture } from '../golden-model.js';
import { alive, device, expectAlive, used } from './fake.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-fake-'));
beforeAll(() => setThreads(1));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `body` with the model of a fixture on a device; throws where it leaves something alive. */
function withModel<T>(name: string, where: string, body: (model: AnyLanguageModel) => T): T {
  const before = alive();
  const model = loadPretrained(fixture(name)).moveTo(where);
  try {
    return body(model);
  } finally {
    model.dispose();
    expectAlive(before);
  }
}

/** The same on the host and on the fake accelerator. */
const onBoth = <T>(name: string, body: (model: AnyLanguageModel) => T): { host: T; there: T } => ({
  host: withModel(name, 'cpu', body),
  there: withModel(name, device, body),
});

const how = { endIds: [], precision: 'float32' } as const;

describe.each(architectures)('%s on a device', (name) => {
  it('writes the same tokens, whether the drafts are right or not', () => {
    const { host, there } = onBoth(name, (model) => {
      const plain = greedyContinuations(model, prompts, { newTokens, ...how });
      const drafts = draftsOf(plain);
      const drafted = prompts.map((prompt, i) => ({
        prompt,
        draft: [...(drafts[i] as readonly number[])],
        newTokens,
      }));
      const { result, reads } = used(() => draftVerifiedContinuations(model, drafted, how));
      expect(result).toEqual(plain);
      return { plain, reads };
    });
    expect(there.plain).toEqual(host.plain);
    // A column of the drafts, or a token of those that left them, is read at a time.
    expect(there.reads).toBeLessThanOrEqual(2 * newTokens);
  });

  it.each(['float32', 'bfloat16'] as const)('has the same mean loss in %s', (precision) => {
    const { host, there } = onBoth(name, (model) => {
      const tokenizer = wordLevelTokenizer(questions);
      const loss = { tokens: 'all' } as const;
      return (['fast', 'faithful'] as const).map((mode) =>
        meanLoss(model, tokenizer, questions, {
          mode,
          loss: mode === 'fast' ? loss : { ...loss, padTo: 10, padAnswerTo: 4 },
          testBatch: 4,
          precision,
        }),
      );
    });
    // float32: sums in another order; bfloat16: 8 bits of each product, taken in other places.
    const digits = precision === 'float32' ? 5 : 2;
    for (const [i, loss] of host.entries()) expect(there[i]).toBeCloseTo(loss, digits);
  });
});

describe('a model on a device', () => {
  it('is written as from the host, and read back', () => {
    const [fromHost, fromThere] = (['cpu', device] as const).map((where, i) =>
      withModel('llama', where, (model) => {
        const to = join(folder, `llama-${i}`);
        savePretrained(model, to);
        return readFileSync(join(to, 'model.safetensors'));
      }),
    );
    expect(fromThere?.equals(fromHost as Buffer)).toBe(true);
    withModel('llama', device, (model) => {
      for (const parameter of model.parameters()) expect(parameter.device).toBe(device);
      const before = greedyContinuations(model, prompts, { newTokens, ...how });
      loadWeights(model, join(folder, 'llama-0'));
      for (const parameter of model.parameters()) expect(parameter.device).toBe(device);
      expect(greedyContinuations(model, prompts, { newTokens, ...how })).toEqual(before);
    });
  });

  it('goes on training from a state, dropout and optimizer included', () => {
    const begin = (recipe = {}) =>
      languageTraining(loadPretrained(fixture('gpt2')).moveTo(device), { mode: 'fast', recipe });
    const before = alive();
    const whole = begin();
    const first = whole.trainer.step();
    const state = whole.trainer.state();
    // A trainer of the same weights that was not there before.
    const other = begin();
    expect(other.trainer.step().loss).toBe(first.loss);
    other.trainer.restore(state);
    expect(other.trainer.step().loss).toBe(whole.trainer.step().loss);
    whole.dispose();
    other.dispose();
    expectAlive(before);
  });
});
