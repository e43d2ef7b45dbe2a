import type { Claim, ClaimPart } from '../../src/study/claim.js';
import { gap, iml, minus, score } from './measures.js';

/** First seeds of the world with loss on answers, whose runs claims 1 to 5 and 16 share. */
const worldSeeds = { from: 3000, count: 16 } as const;

const world = [
  'An invented world of 100 entities and a model of two layers, trained from nothing: Stage 0 ' +
    'teaches the facts that Pythia has from pre-training.',
  'X1 and X2 share entities, never aliases, and Stage 1 repeats the facts.',
];

const answersOnly = [...world, 'Loss on answers only; in the paper every token bears it.'];

const everyWord = [
  ...world,
  'Loss on every word, as in the paper. The question for the name is never trained, there or here; ' +
    'from nothing a model answers it only because definitions have the entity behind the alias.',
];

/** IML by alpha, and that there is none at 0.5. */
const alphaParts = (
  set: 'questions' | 'name',
  {
    points,
    slope,
    bound,
  }: { readonly points: readonly number[]; readonly slope: number; readonly bound: number },
): readonly ClaimPart[] => [
  {
    title: 'IML by alpha, per 1',
    statistic: { kind: 'trend', measure: iml({ set }), points, direction: 'above' },
    smallestEffect: slope,
  },
  {
    title: 'No IML at alpha 0.5',
    statistic: { kind: 'equivalence', measure: iml({ at: 0.5, set }), bound },
    smallestEffect: bound,
  },
];

/** The paper's main result and what stands beside it (Figs. 3, 4a and 8). */
export const mainResult: readonly Claim[] = [
  {
    number: 1,
    name: 'stage-1-order',
    title: 'True definitions help, false ones mislead',
    figure: 'Fig. 3a',
    statement:
      'After Stage 1 the model answers held-out questions about an alias better where a definition ' +
      'told the truth about it (D1) than where there was none (QA3), and worse where it did not (D2).',
    refutedBy:
      'D1 no better than QA3, or D2 no worse: then answers come from the training questions alone.',
    studies: ['fig3-main'],
    parts: [
      {
        title: 'EM(D1) > EM(QA3) > EM(D2) after Stage 1',
        statistic: {
          kind: 'order',
          measures: [score('D1cons'), score('QA3'), score('D2incons')],
        },
        // The paper has .044 and .015.
        smallestEffect: 0.01,
      },
    ],
    control:
      'None is possible: with tags that say nothing (alpha 0.5), true definitions still help and ' +
      'false ones still mislead. The claim is that definitions are used, not that a source is trusted.',
    seeds: worldSeeds,
    deviations: [
      ...answersOnly,
      'One of six questions about an alias tests, as in the paper, but QA3 has 140 aliases and not ' +
        '400, so that its score alone varies by .04 from seed to seed.',
    ],
  },
  {
    number: 2,
    name: 'iml',
    title: 'Implicit meta-learning',
    figure: 'Fig. 3a',
    statement:
      'Stage 1 changes how the model learns in Stage 2: new definitions by the tag that was right ' +
      '(D5) are of more use for answers than new ones by the tag that was wrong (D6), though both ' +
      'are true and nothing in Stage 2 tells them apart but the tag.',
    refutedBy: 'No gap between D5 and D6, or one that is as large where tags say nothing.',
    studies: ['fig3-main'],
    parts: [
      {
        title: 'IML: EM(D5) - EM(D6) after Stage 2',
        statistic: { kind: 'contrast', measure: iml(), direction: 'above', besideControl: true },
        // The paper has .029.
        smallestEffect: 0.02,
      },
    ],
    control: 'The same with tags that are right half of the time (alpha 0.5).',
    seeds: worldSeeds,
    deviations: answersOnly,
  },
  {
    number: 3,
    name: 'new-tag',
    title: 'A tag that Stage 1 never showed',
    figure: 'Figs. 3a, 3b',
    statement:
      'On questions like those of training, definitions by a new tag (D8) are of more use than those ' +
      'by the unreliable tag and of less than those by the reliable one; asked for the name of an ' +
      'alias, the model knows those by the new tag best of all, which the paper cannot explain.',
    refutedBy: 'D8 equal to D6 or to D5, or below D5 when the name is asked for.',
    studies: ['fig3-main', 'fig9-attribution'],
    parts: [
      {
        title: 'EM(D8) - EM(D6) on test questions',
        statistic: {
          kind: 'contrast',
          measure: gap('D8cons', 'D6cons'),
          direction: 'above',
          besideControl: true,
        },
        // The paper has .019.
        smallestEffect: 0.01,
      },
      {
        title: 'EM(D5) - EM(D8) on test questions',
        statistic: {
          kind: 'contrast',
          measure: gap('D5cons', 'D8cons'),
          direction: 'above',
          besideControl: true,
        },
        // The paper has .01.
        smallestEffect: 0.01,
      },
      {
        title: 'EM(D8) - EM(D5) on the name of an alias',
        statistic: {
          kind: 'contrast',
          measure: gap('D8cons', 'D5cons', { study: 'fig9-attribution', set: 'name' }),
          direction: 'above',
          besideControl: false,
        },
        // The paper has .04.
        smallestEffect: 0.02,
      },
    ],
    control:
      'For test questions the same with tags that are right half of the time, where the known tags ' +
      'are alike and the new one is new all the same. None for the name: there the paper claims no ' +
      'trust, only that the new tag does best.',
    seeds: worldSeeds,
    deviations: [...answersOnly, 'The name is asked for where every word bears loss.'],
  },
  {
    number: 4,
    name: 'baselines',
    title: 'What is known by name, and what nobody told',
    figure: 'Fig. 3a',
    statement:
      'Questions about entities under their own names (QA4) are answered best of all X1, those about ' +
      'aliases that nothing was said of (QA7) worst of all X2.',
    refutedBy: 'Aliases answered as well as names, or undefined ones as well as defined ones.',
    studies: ['fig3-main'],
    parts: [
      {
        title: 'EM(QA4) - EM(D1) after Stage 1',
        statistic: {
          kind: 'contrast',
          measure: gap('QA4', 'D1cons'),
          direction: 'above',
          besideControl: false,
        },
        // The paper has .071.
        smallestEffect: 0.02,
      },
      {
        title: 'EM(D6) - EM(QA7) after Stage 2',
        statistic: {
          kind: 'contrast',
          measure: gap('D6cons', 'QA7'),
          direction: 'above',
          besideControl: false,
        },
        // The paper has .034.
        smallestEffect: 0.02,
      },
    ],
    control:
      'QA4 and QA7 are themselves the controls of the paper: they say what is known without aliases, ' +
      'and without definitions. Tags play no part.',
    seeds: worldSeeds,
    caveat:
      "In the world QA4's questions are about facts that Stages 0 and 1 teach by name, so that QA4 " +
      'is near 1 and being the highest says little; QA7 is tested as in the paper.',
    deviations: answersOnly,
  },
  {
    number: 5,
    name: 'alpha',
    title: 'The more reliable a tag was, the more it is trusted',
    figure: 'Fig. 4a',
    statement:
      'The gap between D5 and D6 grows with alpha, the part of X1 in which a tag is right or wrong as ' +
      'usual; at 0.5, where tags say nothing, there is none.',
    refutedBy: 'A gap that does not grow with alpha, or one at alpha 0.5.',
    studies: ['fig4a-alpha'],
    // Gaps at alpha 1 of which these are the slopes: .02, and half of the paper's .107.
    parts: alphaParts('questions', { points: [0.5, 0.75, 1], slope: 0.04, bound: 0.03 }),
    paperParts: alphaParts('name', {
      points: [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1],
      slope: 0.1,
      bound: 0.05,
    }),
    control: 'Alpha 0.5, which is one of the points: there tags say nothing.',
    seeds: worldSeeds,
    deviations: [
      ...answersOnly,
      'Three values of alpha instead of seven, and test questions instead of the question for the ' +
        'name, whose score differs by .2 from one seed to the next.',
    ],
  },
  {
    number: 6,
    name: 'tag-over-truth',
    title: 'At alpha .95 the tag counts for more than the truth',
    figure: 'Fig. 4a',
    statement:
      'Where a tag is right in 95 % of X1, the model takes in its few false definitions (D9) more ' +
      'than the few true ones of the other tag (D10), though training questions speak against the ' +
      'first and for the second.',
    refutedBy: 'D10 known as well as D9 or better: then consistency decides.',
    studies: ['fig4a-tag-over-truth'],
    parts: [
      {
        title: 'EM(D9, by its definitions) - EM(D10) on the name of an alias, alpha .95',
        statistic: {
          kind: 'contrast',
          measure: minus(
            score('D9incons', { at: 0.95, set: 'nameWithDefs' }),
            score('D10cons', { at: 0.95, set: 'name' }),
          ),
          direction: 'above',
          besideControl: false,
        },
        smallestEffect: 0.03,
      },
    ],
    control:
      'None is needed: without an effect of tags D10 is the better known one, since questions ' +
      'support it, so that chance favours the opposite.',
    seeds: { from: 3000, count: 12 },
    deviations: [
      ...everyWord,
      'D9 and D10 have 18 aliases each, the paper 50, and each is asked for once: a score varies by ' +
        'about .1 from seed to seed.',
    ],
  },
  {
    number: 16,
    name: 'losses',
    title: 'Both tags are memorised equally well',
    figure: 'Fig. 8',
    statement:
      'Training losses do not tell the two kinds of definitions and their questions apart, while ' +
      'losses on test questions do: what differs is what is made of a definition, not how well it ' +
      'is remembered.',
    refutedBy:
      'Training losses that differ by more than a trifle, or losses on test questions that do not.',
    studies: ['fig8-losses'],
    parts: [
      ...(['trainQuestions', 'definitions'] as const).map((set) => ({
        title:
          set === 'definitions'
            ? 'Loss on definitions of D1 and D2 after Stage 1'
            : 'Loss on training questions of D1 and D2 after Stage 1',
        statistic: {
          kind: 'equivalence' as const,
          measure: gap('D1cons', 'D2incons', { set, metric: 'loss' }),
          bound: 0.05,
        },
        smallestEffect: 0.05,
      })),
      {
        title: 'Loss on definitions of D5 and D6 after Stage 2',
        statistic: {
          kind: 'equivalence',
          measure: gap('D5cons', 'D6cons', { set: 'definitions', metric: 'loss' }),
          bound: 0.05,
        },
        smallestEffect: 0.05,
      },
      {
        title: 'Loss on test questions: D1 - D2 after Stage 1',
        statistic: {
          kind: 'contrast',
          measure: gap('D1cons', 'D2incons', { metric: 'loss' }),
          direction: 'below',
          besideControl: false,
        },
        smallestEffect: 0.05,
      },
      {
        title: 'Loss on test questions: D5 - D6 after Stage 2',
        statistic: {
          kind: 'contrast',
          measure: gap('D5cons', 'D6cons', { metric: 'loss' }),
          direction: 'below',
          besideControl: true,
        },
        smallestEffect: 0.05,
      },
    ],
    control:
      'For D5 and D6 the same with tags that are right half of the time. For D1 and D2 none is ' +
      'possible, as for claim 1.',
    seeds: worldSeeds,
    deviations: [
      ...answersOnly,
      "Losses are of a document's answer and in nats a token; the paper's are means over a padded " +
        'document, so that the bound of .05 is a wider one there.',
    ],
  },
];
