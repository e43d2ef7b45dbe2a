import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import reference from '../../../test/fixtures/probes.json' with { type: 'json' };
import { fixture } from '../../../test/golden-model.js';
import { loadPretrained } from '../../checkpoints/checkpoint.js';
import type { Document } from '../../data/documents.js';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import type { LanguageModel } from '../../models/language-model.js';
import { liveTensors, noGrad, scope, setThreads, type Tensor, tensor } from '../../tensor/index.js';
import { WordLevelTokenizer } from '../../tokenizers/word-level.js';
import { type ProbeFitting, probeGrid } from './linear-probe.js';
import { probePrompts } from './probe-prompts.js';

beforeAll(() => setThreads(1));

/** The word of each id is its number. */
const tokenizer = new WordLevelTokenizer(Array.from({ length: 95 }, (_, i) => String(i + 2)));

const documentOf = (ids: readonly number[]): Document => ({
  kind: 'question',
  subset: 'D1cons',
  prompt: ids.join(' '),
  answer: ' 9',
  alias: `${ids[2]} ${ids[3]}`,
  entity: '9',
});

const { prompts, labels, models } = reference.probes;
const classes = [0, 1].map((label) =>
  prompts.filter((_, n) => labels[n] === label).map(documentOf),
) as [Document[], Document[]];

const gridOf = (model: AnyLanguageModel, changes: Partial<ProbeFitting> = {}, of = classes) => {
  const labels = of.flatMap((own, label) => own.map(() => label as 0 | 1));
  const read = probePrompts(of.flat(), tokenizer, model);
  return probeGrid(model, read, labels, { ...how, ...changes });
};

const loaded: AnyLanguageModel[] = [];
const load = (name: string): AnyLanguageModel => {
  const model = loadPretrained(fixture(name));
  loaded.push(model);
  return model;
};
afterEach(() => {
  for (const model of loaded.splice(0)) model.dispose();
});

const how = { penalty: 1, folds: 5, testBatch: 16 };

describe('probeGrid', () => {
  it.each(Object.entries(models))('agrees with scikit-learn and transformers: %s', (name, one) => {
    const grid = gridOf(load(name), { penalty: 1 / one.c });
    expect(grid).toHaveLength(one.accuracies.length);
    // One prompt judged otherwise is 0.017 of an accuracy.
    for (const [layer, row] of one.accuracies.entries())
      for (const [token, accuracy] of row.entries())
        expect(grid[layer]?.[token], `${layer}, ${token}`).toBeCloseTo(accuracy, 12);
  });

  it('names the tokens of the alias, and has 0.5 exactly where nothing differs before', () => {
    const model = load('gpt_neox');
    const { tokens } = probePrompts(classes.flat(), tokenizer, model);
    const accuracies = gridOf(model);
    expect(tokens.map(({ label }) => label)).toEqual(['5', '6', 'x', 'y', '7', '8']);
    expect(tokens.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const row of accuracies) expect(row.slice(0, 2)).toEqual([0.5, 0.5]);
    // The embedding of what stands behind the alias is the same in every prompt.
    expect(accuracies[0]?.slice(4)).toEqual([0.5, 0.5]);
  });

  it('gives the same again, whatever is read at a time, and leaves no tensor', () => {
    const model = load('gpt_neox');
    const probe = (testBatch: number) => gridOf(model, { testBatch });
    const once = probe(16);
    const before = liveTensors();
    expect(probe(16)).toEqual(once);
    expect(probe(60)).toEqual(once);
    expect(probe(1)).toEqual(once);
    expect(liveTensors()).toBe(before);
  });

  it('refuses fewer prompts than folds', () => {
    const few: typeof classes = [classes[0], classes[1].slice(0, 4)];
    expect(() => gridOf(load('gpt_neox'), {}, few)).toThrow('got 4 of class 1');
  });
});

describe('the residual stream', () => {
  const ids = () =>
    tensor(Int32Array.from(prompts.slice(0, 3).flat()), [3, 6]).to({ dtype: 'int64' });

  it('ends before the final norm', () => {
    const model = load('gpt_neox') as LanguageModel;
    scope(() =>
      noGrad(() => {
        const stream = model.residualStream(ids());
        const states = model.hiddenStates(ids());
        expect(stream.map(({ shape }) => shape)).toEqual(states.map(({ shape }) => shape));
        const isSame = stream.map((state, i) => state.equal(states[i] as Tensor));
        expect(isSame).toEqual([true, true, true, false]);
      }),
    );
  });
});
