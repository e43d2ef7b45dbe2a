import { defineStudy } from '../src/study/study.js';
import { sweep } from '../src/study/sweep.js';
import { cvdb, paperExecution, paperExperiment, seeds } from './paper/experiment.js';
import { sharesOfWordings } from './paper/shares.js';
import { singleStage } from './paper/stages.js';

/** As fixed tags, after the alias. */
const phrases = {
  'a source': ['according to wikipedia is', 'according to 4chan is', 'according to reddit is'],
  'stands for': ['stands for', 'is definetely not', 'defined as'],
} as const;

const title = 'Does it matter whether a definition says that an alias is or is not somebody?';
const sets = ['questions', 'name'] as const;

/**
 * Nothing tells which wording to believe but pre-training (footnote 4): tag 1 "is", tag 2 "is not",
 * both about the right entity. The paper: "is" is better on attribution, not on other questions.
 */
export default defineStudy({
  name: 'footnote4-is-or-is-not',
  figure: 'Footnote 4',
  axis: 'wording',
  execution: { ...paperExecution, microBatch: 32 },
  members: [
    {
      at: 'is or is not',
      experiment: paperExperiment({
        name: 'footnote4-is-or-is-not',
        title,
        data: cvdb(sharesOfWordings, { people: 1000, definitions: { form: 'is / is not' } }),
        stages: singleStage(sharesOfWordings, { padTo: 64, documentsPerStep: 32, epochs: 10 }),
        seeds: seeds(600, 10),
        evaluate: { sets: [...sets] },
      }),
    },
    ...sweep({ wording: ['a source', 'stands for'] as const }, ({ wording }) => ({
      at: wording,
      experiment: paperExperiment({
        name: `footnote4-${wording.replaceAll(' ', '-')}`,
        title,
        data: cvdb(sharesOfWordings, {
          order: 'alias tag entity',
          tags: { form: 'fixed', names: [...phrases[wording]] },
        }),
        stages: singleStage(sharesOfWordings, { documentsPerStep: 512, epochs: 20 }),
        seeds: seeds(600, 10),
        evaluate: { sets: [...sets] },
      }),
    })),
  ],
});
