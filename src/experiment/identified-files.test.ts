import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { smallImageExperiment } from '../../test/small-images.js';
import type { EvaluationSet } from '../data/evaluation-sets.js';
import { mnistFiles } from '../data/mnist/files.js';
import { defineExperiment } from './experiment.js';
import { stageIdentities } from './identity.js';
import { pretrained } from './models/pretrained.js';

const root = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(root, { recursive: true }));

const names = Object.values(mnistFiles).flatMap(({ images, labels }) => [images, labels]);

/** The identity of the first stage with the files of a folder of that name. */
function identityWith(folder: string | null): string | undefined {
  const data = { ...smallImageExperiment.data, folder };
  return stageIdentities(defineExperiment({ ...smallImageExperiment, data }))[0];
}

function folderOf(name: string, content: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const file of names) writeFileSync(join(folder, file), `${file} ${content}`);
  return folder;
}

describe('a vocabulary that the data fix', () => {
  it('has no words of the sets that are tested', () => {
    const tested = (...sets: EvaluationSet[]) =>
      stageIdentities(
        defineExperiment({
          ...{ ...smallExperiment, evaluate: { sets, metrics: ['exactMatch', 'loss'] } },
          data: {
            kind: 'set-inclusion',
            shares: smallExperiment.data.shares,
            variables: 40,
            vocabulary: 'own names',
          },
        }),
      );
    expect(tested('questions', 'definitions')).toEqual(tested('questions'));
    expect(tested('questions', 'trainQuestions')).toEqual(tested('questions'));
  });
});

describe('a model of the hub', () => {
  const from = (model: string, revision?: string) =>
    stageIdentities(
      defineExperiment({
        ...smallExperiment,
        model: pretrained(model, revision === undefined ? {} : { revision }),
      }),
    )[0];

  it('counts by name and revision, a folder by what it holds', () => {
    expect(from('someone/model', 'main')).toBe(from('someone/model'));
    expect(from('someone/model', 'a'.repeat(40))).not.toBe(from('someone/model'));
    expect(from('someone/other')).not.toBe(from('someone/model'));
    const folders = ['one', 'two'].map((name) => join(root, name));
    for (const folder of folders) {
      mkdirSync(folder);
      writeFileSync(join(folder, 'config.json'), '{}');
    }
    const [one = '', two = ''] = folders;
    expect(from(two)).toBe(from(one));
    expect(from(one, 'v2')).toBe(from(one));
    writeFileSync(join(two, 'model.safetensors'), 'x');
    expect(from(two)).not.toBe(from(one));
  });
});

describe('the files of MNIST in an identity', () => {
  it('count by their content, wherever they lie', () => {
    const one = identityWith(folderOf('a', 'x'));
    expect(identityWith(folderOf('b', 'x'))).toBe(one);
    expect(identityWith(folderOf('c', 'y'))).not.toBe(one);
    expect(identityWith(null)).not.toBe(one);
  });

  it('have to be there', () => {
    expect(() => identityWith(join(root, 'none'))).toThrow('data.folder: there is no folder');
  });
});
