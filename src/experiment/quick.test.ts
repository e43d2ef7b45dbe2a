import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { smallImageExperiment } from '../../test/small-images.js';
import { checkExperiment } from './experiment.js';
import { quickForm } from './quick.js';

const quick = (fields: object) => checkExperiment(quickForm({ ...smallExperiment, ...fields }));

describe('quickForm', () => {
  it('has one seed, one epoch a stage, few entities and a name of its own', () => {
    const { name, stages, seeds, data } = quick({ seeds: { first: { from: 600, count: 20 } } });
    expect(name).toBe('small-quick');
    expect(stages.map(({ epochs }) => epochs)).toEqual([1, 1]);
    expect(seeds).toEqual({ first: [600], second: [0] });
    expect(data).toMatchObject({ entities: 40 });
  });

  it('puts a small model in the place of a checkpoint, of the same architecture', () => {
    const vocabulary = { tokenizer: expect.stringMatching(/samples.tokenizer\.json$/) as string };
    expect(quick({ model: 'EleutherAI/pythia-2.8b-deduped' }).model).toMatchObject({
      kind: 'gpt-neox',
      layers: 2,
      vocabulary,
    });
    const t5 = { kind: 'pretrained', from: 'someone/model', architecture: 'encoder-decoder' };
    expect(quick({ model: t5 }).model).toMatchObject({ kind: 't5', vocabulary });
  });

  it('keeps a vocabulary that is made from the data', () => {
    expect(quick({}).model).toMatchObject({ kind: 'gpt-neox', vocabulary: 'from data' });
  });

  it('takes files of data and of tokenizers from the samples, but not those that are given', () => {
    const attributes = [{ column: 'born', question: 'born {e}' }];
    const { shares } = smallExperiment.data;
    const csv = { kind: 'csv', entity: 'name', attributes, shares };
    expect(quick({ data: csv }).data).toMatchObject({
      file: expect.stringMatching(/people\.csv$/),
    });
    expect(quick({ data: { ...csv, file: 'own.csv' } }).data).toMatchObject({ file: 'own.csv' });
  });

  it('asks the analyses for their quick form, and has the entities that they need', () => {
    const analyses = { one: { often: 9 }, off: null };
    const [stage] = smallExperiment.stages;
    const data = {
      kind: 'cvdb',
      file: 'people.csv',
      people: 4000,
      shares: smallExperiment.data.shares,
    };
    const written = { ...smallExperiment, data, stages: [{ ...stage, analyses }] };
    const form = checkExperiment(
      quickForm(written, (name, options) => ({ options: { ...options, name }, entities: 500 })),
    );
    expect(form.stages[0]?.analyses).toEqual({ one: { often: 9, name: 'one' } });
    expect(form.data).toMatchObject({ people: 500 });
    expect(checkExperiment(quickForm(written)).data).toMatchObject({ people: 120 });
  });

  it('has few variables and few facts about numbers', () => {
    const data = { kind: 'set-inclusion', shares: smallExperiment.data.shares, plainLists: 500 };
    expect(quick({ data }).data).toMatchObject({ variables: 120, plainLists: 2, numbers: 99 });
  });

  it('keeps the proportion of what sweeps vary', () => {
    const steps = [16, 256, 32_768].map((documentsPerStep) => {
      const stages = smallExperiment.stages.map((stage) => ({ ...stage, documentsPerStep }));
      return quick({ stages }).stages[0]?.documentsPerStep;
    });
    expect(steps).toEqual([4, 64, 8192]);
    const pairs = [60, 600, 3000, 60_000].map((of) => {
      const { data } = checkExperiment(
        quickForm({ ...smallImageExperiment, data: { ...smallImageExperiment.data, pairs: of } }),
      );
      return data.kind === 'mnist' ? data.pairs : null;
    });
    expect(pairs).toEqual([12, 120, 600, 600]);
  });

  it('pads to what the small tokenizer needs', () => {
    const stages = smallExperiment.stages.map((stage) => ({ ...stage, loss: { padTo: 48 } }));
    const { mode, stages: few } = quick({ mode: 'faithful', stages });
    expect(mode).toBe('faithful');
    expect(few.map(({ loss }) => loss.padTo)).toEqual([96, 96]);
  });
});
