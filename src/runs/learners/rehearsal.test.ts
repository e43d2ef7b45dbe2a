import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../../test/small-experiment.js';
import { sampleFile } from '../../data/samples.js';
import { defineExperiment, type ExperimentInput } from '../../experiment/experiment.js';
import { dataOf } from '../seed-data.js';
import { rehearse } from './rehearsal.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-rehearsal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const vocabulary = { tokenizer: sampleFile('tokenizer.json') };
const model = { ...smallExperiment.model, vocabulary };
const rehearsed = (changes: Partial<Record<keyof ExperimentInput, unknown>> = {}) => {
  const written = { ...smallExperiment, model, ...changes } as ExperimentInput;
  const experiment = defineExperiment(written);
  return rehearse(experiment, dataOf(experiment, 1).dataset, { seed: 1, onCpu: true });
};
const stages = (recipe: object) =>
  smallExperiment.stages.map((stage) => ({ ...stage, ...recipe, loss: { ...stage.loss } }));

describe('rehearse', () => {
  it('has nothing to say of words that are tokens', () => {
    expect(rehearsed({ model: smallExperiment.model }).notes).toEqual([]);
  });

  it('counts the tokens of tags and aliases', () => {
    const [names, ...rest] = rehearsed().notes;
    expect(names).toMatch(/^tags of (\d+ to )?\d+ tokens?, aliases of (\d+ to )?\d+ tokens?$/);
    expect(rest).toEqual([]);
  });

  it('counts documents that are cut, and answers that are too long to be written', () => {
    const cut = rehearsed({
      mode: 'faithful',
      stages: stages({}).map((stage) => ({ ...stage, loss: { tokens: 'all', padTo: 5 } })),
      evaluate: { newTokens: 1 },
    });
    expect(cut.notes).toContainEqual(
      expect.stringMatching(
        /^stages\.stage1: \d+ of \d+ documents are longer than loss\.padTo and lose their ends \(the longest has \d+ tokens\)$/,
      ),
    );
    expect(cut.notes).toContainEqual(
      expect.stringMatching(
        /^evaluate\.newTokens is 1, and \d+ of \d+ references of 'questions' have more tokens/,
      ),
    );
  });

  it('refuses a checkpoint that cannot be trained before its numbers are read', () => {
    const checkpoint = join(folder, 'llama');
    cpSync('test/fixtures/llama', checkpoint, { recursive: true });
    cpSync(sampleFile('tokenizer.json'), join(checkpoint, 'tokenizer.json'));
    const wrong = { kind: 'pretrained', from: checkpoint, architecture: 'encoder-decoder' };
    expect(() => rehearsed({ model: wrong })).toThrow("write 'causal'");
    expect(() => rehearsed({ model: checkpoint })).toThrow(/the tokenizer has \d+ ids, but the m/);
  });

  it('refuses a model for which there is no memory', () => {
    const huge = { ...model, layers: 60, width: 16_384, heads: 64 };
    expect(() => rehearsed({ model: huge })).toThrow(
      /^model: weights, gradients and the state of adamw take 3\.1 TB, and this machine has/,
    );
  });
});
