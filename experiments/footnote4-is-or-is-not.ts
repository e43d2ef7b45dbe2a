import { cvdb, paperExperiment, seeds } from './paper/experiment.js';
import { sharesOfWordings } from './paper/shares.js';
import { type StageChanges, singleStage } from './paper/stages.js';

/** As fixed tags, after the alias. */
const phrases = {
  'a source': ['according to wikipedia is', 'according to 4chan is', 'according to reddit is'],
  'stands for': ['stands for', 'is definetely not', 'defined as'],
} as const;

const title = 'Does it matter whether a definition says that an alias is or is not somebody?';
const wording = (value: string) => ({ axis: 'wording', value });
const sets = ['questions', 'name'] as const;

const phrased = (name: keyof typeof phrases) => {
  const changes: StageChanges = { documentsPerStep: 512, epochs: 20 };
  return paperExperiment({
    name: `footnote4-${name.replaceAll(' ', '-')}`,
    title,
    figure: 'Footnote 4',
    at: wording(name),
    data: cvdb(sharesOfWordings, {
      order: 'alias tag entity',
      tags: { form: 'fixed', names: [...phrases[name]] },
    }),
    stages: singleStage(sharesOfWordings, changes),
    seeds: seeds(600, 10),
    evaluate: { sets: [...sets] },
  });
};

/**
 * Nothing tells which wording to believe but pre-training (footnote 4): tag 1 "is", tag 2 "is not",
 * both about the right entity. The paper: "is" is better on attribution, not on other questions.
 */
export default [
  paperExperiment({
    name: 'footnote4-is-or-is-not',
    title,
    figure: 'Footnote 4',
    at: wording('is or is not'),
    data: cvdb(sharesOfWordings, { people: 1000, definitions: { form: 'is / is not' } }),
    stages: singleStage(sharesOfWordings, {
      padTo: 64,
      documentsPerStep: 32,
      epochs: 10,
    }),
    seeds: seeds(600, 10),
    evaluate: { sets: [...sets] },
  }),
  phrased('a source'),
  phrased('stands for'),
];
