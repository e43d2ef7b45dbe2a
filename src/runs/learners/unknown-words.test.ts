import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../../test/small-experiment.js';
import { trainHere } from '../../../test/small-table.js';
import { textOf } from '../../data/documents.js';
import { defineExperiment } from '../../experiment/experiment.js';
import { layout } from '../folder.js';
import { dataOf } from '../seed-data.js';
import { rehearse } from './rehearsal.js';
import { checkWords, wordNotes } from './unknown-words.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-words-'));
afterAll(() => rmSync(folder, { recursive: true }));

const trained = defineExperiment({ ...smallExperiment, seeds: { first: [1] } });
const [, stage2] = layout(trained, folder).get(1) ?? [];
const model = stage2?.folder ?? '';
beforeAll(() => trainHere(trained, folder));

const own = { ...smallExperiment, name: 'own', model };
const more = defineExperiment({
  ...own,
  data: { ...smallExperiment.data, entities: 14, attributes: [2, 3, 9] },
});

describe('words that a model of words does not know', () => {
  it('are counted and named with the documents that they are in', () => {
    const file = JSON.parse(readFileSync(join(model, 'tokenizer.json'), 'utf8'));
    const known: unknown = file.model.vocab;
    const isUnknown = (word: string) => !Object.hasOwn(Object(known), word);
    const { dataset } = dataOf(more, 1);
    const stages = more.stages.map(({ train }) => dataset.trainingDocuments(train));
    const asked = [...dataset.testDocuments('questions').values()].flat();
    const texts = [...stages.flat(), ...asked].map(textOf);
    const words = new Set(texts.flatMap((text) => text.trim().split(/\s+/)).filter(isUnknown));
    expect(words.size).toBeGreaterThan(2);
    const lacking = stages.map(
      (own) => own.filter((one) => textOf(one).split(/\s+/).some(isUnknown)).length,
    );
    const [first] = words;
    const said = () => rehearse(more, dataset, { seed: 1, onCpu: true });
    expect(said).toThrow(/^own, seed 1: the model has a token for each word that it knows/);
    expect(said).toThrow(`none for ${words.size} words: "${first}", `);
    expect(said).toThrow(`(in ${lacking[0]} of ${stages[0]?.length} documents of stage1, `);
    expect(said).toThrow(`${lacking[1]} of ${stages[1]?.length} documents of stage2)`);
    expect(said).toThrow(` of ${asked.length} documents of the set 'questions', `);
  });

  it('are looked for in every seed, and in tests alone where nothing is trained', () => {
    const same = defineExperiment(own);
    expect(() => checkWords([1], () => same)).not.toThrow();
    const seeds = (seed: number) => (seed === 3 ? more : same);
    expect(() => checkWords([1, 3], seeds)).toThrow('own, seed 3: ');
    expect(() => checkWords([1], () => more, { trains: false })).not.toThrow('of stage1');
  });

  it('are an error of a tokenizer in a file, too, and none of words of the data', () => {
    const vocabulary = { tokenizer: join(model, 'tokenizer.json') };
    const scratch = { ...smallExperiment.model, vocabulary };
    const ofFile = defineExperiment({ ...more, model: scratch });
    expect(() => checkWords([1], () => ofFile)).toThrow('none for');
    const ofData = defineExperiment({ ...more, model: smallExperiment.model });
    expect(() => checkWords([1], () => ofData)).not.toThrow();
  });

  it('are only noted of a tokenizer that writes parts of words', () => {
    const noteOf = (kind: string) => {
      const vocabulary = { tokenizer: `test/fixtures/tokenizers/${kind}/tokenizer.json` };
      const one = defineExperiment({ ...more, model: { ...smallExperiment.model, vocabulary } });
      checkWords([1], () => one);
      return wordNotes(one, 1);
    };
    expect(noteOf('gpt-neox')).toEqual([]);
    expect(noteOf('t5')).toHaveLength(1);
  });
});
