import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture } from '../../../test/golden-model.js';
import { smallExperiment } from '../../../test/small-experiment.js';
import { projectFolder } from '../../../test/source-files.js';
import { evaluationSets } from '../../data/evaluation-sets.js';
import { checkExperiment } from '../../experiment/experiment.js';
import { stageIdentities } from '../../experiment/identity.js';
import { textExperiment } from '../../experiment/image-experiment.js';
import { pretrained } from '../../experiment/models/pretrained.js';
import { dataOf } from '../seed-data.js';
import { initialModel } from './initial-model.js';

/** The words of the vocabulary of the first seed, and the identity of its first stage. */
function startOf(written: unknown): { readonly words: number; readonly identity: unknown } {
  const experiment = textExperiment(checkExperiment(written));
  const { dataset } = dataOf(experiment);
  const { model, tokenizer } = initialModel(experiment, dataset, { seed: 1, device: 'cpu' });
  model.dispose();
  return { words: tokenizer.vocabularySize, identity: stageIdentities(experiment)[0] };
}

const metrics = ['exactMatch', 'loss'];

describe('a vocabulary that is made from the data', () => {
  const withSets = (sets: readonly string[]) => {
    const data = { ...smallExperiment.data, format: 'plain' };
    return startOf({ ...smallExperiment, data, evaluate: { sets, metrics } });
  };
  const questions = withSets(['questions']);

  it.each(evaluationSets)('is in the identity where the set %s has words of its own', (set) => {
    const start = withSets(['questions', ...(set === 'questions' ? [] : [set])]);
    if (start.words !== questions.words) expect(start.identity).not.toBe(questions.identity);
    if (['trainQuestions', 'definitions'].includes(set)) expect(start).toEqual(questions);
    if (set === 'name') expect(start.words).toBe(questions.words + 1);
  });
});

describe('a vocabulary that the data fix', () => {
  it.each(['trainQuestions', 'definitions'])('is the same with the set %s', (set) => {
    const { shares } = smallExperiment.data;
    const data = { kind: 'set-inclusion', shares, variables: 40, vocabulary: 'own names' };
    const withSets = (...sets: string[]) =>
      startOf({ ...smallExperiment, data, evaluate: { sets, metrics } });
    expect(withSets('questions', set)).toEqual(withSets('questions'));
  });
});

describe('a checkpoint', () => {
  it('has to be of the architecture that is named', () => {
    const from = mkdtempSync(join(tmpdir(), 'credence-'));
    cpSync(fixture('t5'), from, { recursive: true });
    cpSync(join(projectFolder, 'experiments/samples/tokenizer.json'), join(from, 'tokenizer.json'));
    const start = () => startOf({ ...smallExperiment, model: pretrained(from) });
    expect(start).toThrow('model.architecture: ');
    expect(start).toThrow('--set model.architecture=encoder-decoder');
    rmSync(from, { recursive: true });
  });
});
