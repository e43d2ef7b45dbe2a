import { describe, expect, it } from 'vitest';
import { datasetOf, parsedData } from '../../../test/table-one.js';
import { allDocuments, type Dataset } from '../../data/dataset.js';
import type { Document } from '../../data/documents.js';
import { withAlpha } from '../../data/presets/table-1.js';
import type { Shares } from '../../data/shares.js';
import { type WordLevelTokenizer, wordLevelTokenizer } from '../../tokenizers/word-level.js';
import type { ProbeTask } from './options.js';
import { type ProbeChoice, probeClasses } from './probe-tasks.js';
import { stratifiedFolds } from './stratified-folds.js';

const shares: Shares = {
  D1cons: 0.3,
  D2incons: 0.2,
  QA3: 0.15,
  QA4: 0.15,
  D5cons: 0.1,
  D6cons: 0.1,
};

function world(given: Shares = shares): { dataset: Dataset; tokenizer: WordLevelTokenizer } {
  const options = parsedData({
    kind: 'world',
    entities: 40,
    aliasesPerEntity: 5,
    aliases: { form: 'words', words: [['calm', 'loud', 'red'], manyWords] },
    shares: given,
  });
  const dataset = datasetOf(options, 3);
  return { dataset, tokenizer: wordLevelTokenizer(allDocuments(dataset, ['name'])) };
}

/** Every tenth is of two words. */
const manyWords = Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? `big x${i}` : `x${i}`));

const classesOf = (
  task: ProbeTask,
  differs: Partial<ProbeChoice> = {},
  { dataset, tokenizer } = world(),
) =>
  probeClasses(dataset, tokenizer, {
    ...{ task, question: 'name', aliasTokens: 2, folds: 5 },
    ...differs,
  });

const groupsOf = (documents: readonly Document[]) =>
  [...new Set(documents.map(({ subset }) => subset))].sort();

const aliasesOf = (documents: readonly Document[]) => documents.map(({ alias }) => alias);

describe('probeClasses', () => {
  it('sets the aliases of tag 1 against those of tag 2, the longer class cut', () => {
    const [one, two] = classesOf('tag');
    expect(groupsOf(one)).toEqual(['D1cons']);
    expect(groupsOf(two)).toEqual(['D2incons']);
    expect(one).toHaveLength(two.length);
    // 40 aliases of tag 2, of which about a tenth has three words.
    expect(two.length).toBeGreaterThan(30);
    for (const { prompt, alias } of [...one, ...two]) expect(prompt).toBe(`name ${alias}`);
  });

  it('goes by the tag, not by whether it is right', () => {
    const [one, two] = classesOf('tag', {}, world(withAlpha(shares, 0.5)));
    expect(groupsOf(one)).toEqual(['D1cons', 'D9incons']);
    expect(groupsOf(two)).toEqual(['D10cons', 'D2incons']);
    // What is cut off the longer class is of both halves, beside what three words leave out.
    const count = (name: string) => one.filter(({ subset }) => subset === name).length;
    expect(Math.abs(count('D1cons') - count('D9incons'))).toBeLessThan(6);
  });

  it('sets as many aliases of either tag against those that nothing defines', () => {
    const [defined, rest] = classesOf('defined');
    expect(groupsOf(rest)).toEqual(['QA3']);
    expect(defined).toHaveLength(rest.length);
    const one = defined.filter(({ subset }) => subset === 'D1cons');
    expect(one).toHaveLength(defined.length / 2);
    expect(groupsOf(defined)).toEqual(['D1cons', 'D2incons']);
  });

  it('takes aliases as they were drawn, from the beginning', () => {
    const { dataset } = world();
    const [one] = classesOf('tag');
    const drawn = dataset.pairs.map(({ alias }) => alias);
    const indices = aliasesOf(one).map((alias) => drawn.indexOf(alias ?? ''));
    expect(indices).toEqual([...indices].sort((a, b) => a - b));
  });

  it('asks test questions by their words, one an alias', () => {
    const made = world();
    const [one, two] = classesOf('tag', { question: 'born', folds: 2 }, made);
    const prompts = [...one, ...two];
    for (const { prompt, alias } of prompts) expect(prompt).toBe(`born ${alias}`);
    const tested = [...made.dataset.questions.values()].flatMap(({ test }) => test);
    for (const document of prompts) expect(tested).toContain(document);
    // Words of every question: still one an alias.
    const [all] = classesOf('tag', { question: ' x' });
    expect(new Set(aliasesOf(all)).size).toBe(all.length);
  });

  it('has no alias in two folds', () => {
    const classes = classesOf('tag').flat();
    const labels = classes.map(({ subset }) => subset ?? '');
    const foldOf = stratifiedFolds(labels, 5, 0);
    const folds = [0, 1, 2, 3, 4].map((fold) =>
      aliasesOf(classes.filter((_, n) => foldOf[n] === fold)),
    );
    const all = folds.flat();
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(classes.length);
  });

  it('says what is missing', () => {
    expect(() => classesOf('tag', { aliasTokens: 5 })).toThrow(
      "probes of task 'tag' need aliases that tag 1 defines in X1, with 5 tokens " +
        '(analyses.probes.aliasTokens): none of these 60 has that many; they have 2, 3',
    );
    expect(() => classesOf('tag', { question: 'bron' })).toThrow(
      'need aliases that tag 1 defines in X1, and none of these 60 has a test question with ' +
        '"bron" in it',
    );
    expect(() => classesOf('tag', { question: 'definitions' })).toThrow(
      "probes.questions: the set 'definitions' does not ask exactly one question about each " +
        'alias; expected who, meaning, standFor, name, or words of test questions',
    );
    expect(() => classesOf('tag', { folds: 50 })).toThrow(
      /^probes of task 'tag' on "name" have \d\d prompts .*analyses\.probes\.folds, 50$/,
    );
    const others = { ...shares, QA4: 0.3, QA3: 0 };
    expect(() => classesOf('defined', {}, world(others))).toThrow(
      "probes of task 'defined' need aliases of QA3, which nothing defines, and there are none: " +
        'data.shares has no QA3',
    );
    const oneTag = { ...shares, D1cons: 0.5, D2incons: 0 };
    expect(() => classesOf('tag', {}, world(oneTag))).toThrow(
      'data.shares has no D2incons or D10cons',
    );
  });
});
