import type { Claim, ClaimPart, Measure } from '../../src/study/claim.js';
import { gap, iml, minus, score } from './measures.js';

const alphaHalf =
  'The same documents, but with tags that were right half of the time (alpha 0.5). A gap that is still ' +
  'there has nothing to do with trust in a source.';

/** The differences between the world and the paper that these claims share. */
const world =
  'The world of two cores: a model of two layers that learns 100 invented entities from nothing, ' +
  'where the paper fine-tunes models that know 4,000 people.';

/** Of which study, where on its axis and in which set a contrast is meant. */
type Where = Pick<Extract<Measure, { kind: 'contrast' }>, 'study' | 'at' | 'set'>;

/** IML beside its control. */
function imlBesideControl(title: string, place: Where = {}): ClaimPart {
  return {
    title,
    statistic: {
      kind: 'contrast',
      measure: iml(place),
      direction: 'above',
      besideControl: true,
    },
    smallestEffect: 0.03,
  };
}

/** EM(D1) - EM(D2) after Stage 1. */
function stage1Gap(title: string, place: Where = {}): ClaimPart {
  return {
    title,
    statistic: {
      kind: 'contrast',
      measure: { kind: 'contrast', contrast: 'stage1Gap', ...place },
      direction: 'above',
      besideControl: false,
    },
    smallestEffect: 0.02,
  };
}

/** EM of aliases whose definitions stand in the prompt, minus that of aliases that nobody defined. */
const inContextLearning: ClaimPart = {
  title: 'In-context learning: EM(D5) - EM(QA7)',
  statistic: {
    kind: 'contrast',
    measure: gap('D5cons', 'QA7'),
    direction: 'above',
    besideControl: false,
  },
  smallestEffect: 0.05,
};

const contrastAbove = (title: string, measure: Measure, smallestEffect: number): ClaimPart => ({
  title,
  statistic: { kind: 'contrast', measure, direction: 'above', besideControl: false },
  smallestEffect,
});

/** The paper's smallest and one of its largest models. */
const [least, most] = ['Pythia-70M', 'Pythia-2.8B'];

/** Whether the effect is there elsewhere: in prompts, sizes, families, questions, facts. */
export const otherSettings: readonly Claim[] = [
  {
    number: 17,
    name: 'in-context',
    title: 'Definitions in prompts: in-context learning, and no IML',
    figure: 'Fig. 21',
    statement:
      'A model that is trained on questions behind their definitions uses the definition in a ' +
      'prompt about an alias that it has never seen, that of the reliable tag more than that of the ' +
      'other; nothing of it gets into the weights, so there is no IML.',
    refutedBy:
      'Questions behind definitions by the reliable tag answered no better than those about aliases ' +
      'that nobody defined, or a gap between tags where no definition stands in the prompt.',
    studies: ['fig21-in-context'],
    parts: [
      inContextLearning,
      {
        title: 'By the source in the prompt: EM(D5) - EM(D6)',
        statistic: {
          kind: 'contrast',
          measure: iml(),
          direction: 'above',
          besideControl: true,
        },
        smallestEffect: 0.05,
      },
      {
        title: 'No IML: the same without definitions in prompts',
        statistic: {
          kind: 'equivalence',
          measure: { kind: 'contrast', contrast: 'alone' },
          bound: 0.05,
        },
        smallestEffect: 0.05,
      },
    ],
    paperParts: [
      inContextLearning,
      contrastAbove('By the source in the prompt: EM(D5) - EM(D6)', iml(), 0.05),
    ],
    control:
      'For the source: the same with tags that were right half of the time in prompts too (alpha ' +
      '0.5). For in-context learning: QA7, aliases without a definition, in the same model.',
    seeds: { from: 3000, count: 6 },
    deviations: [
      world,
      'Prompts of single words, 16 epochs, facts by name repeated among the questions.',
      'Two groups of X2 more, like D5 and D6, whose definitions stand in no prompt: what the paper ' +
        'says of them in words is measured here, and in the small form alone.',
    ],
  },
  {
    number: 18,
    name: 'model-size',
    title: 'Larger models show more of it',
    figure: 'Fig. 16',
    statement: 'Larger models answer more questions about aliases, and show more IML.',
    refutedBy: 'Exact match or IML that do not grow with the width of the model.',
    studies: ['fig16-pythia-sizes'],
    parts: [
      {
        title: 'EM(D1) after Stage 1 by doubling of width',
        statistic: {
          kind: 'trend',
          measure: score('D1cons'),
          points: [32, 64, 128],
          isLogarithmic: true,
          direction: 'above',
        },
        smallestEffect: 0.03,
      },
      {
        title: 'IML by doubling of width',
        statistic: {
          kind: 'trend',
          measure: iml(),
          points: [32, 64, 128],
          isLogarithmic: true,
          direction: 'above',
        },
        smallestEffect: 0.02,
      },
    ],
    paperParts: [
      contrastAbove(
        `EM(D1) after Stage 1: ${most} - ${least}`,
        minus(score('D1cons', { at: most }), score('D1cons', { at: least })),
        0.03,
      ),
      contrastAbove(`IML: ${most} - ${least}`, minus(iml({ at: most }), iml({ at: least })), 0.02),
    ],
    control:
      'With tags that say nothing D5 and D6 differ by chance alone, whatever the width, so there is no ' +
      'trend to compare with; at width 128 the control is that of the main result.',
    seeds: { from: 3000, count: 12 },
    caveat:
      'The paper expects it of larger models since they know more facts; here all are taught the ' +
      'same facts, and a narrow one has no room for them and for aliases.',
    deviations: [
      world,
      'Two layers of width 32, 64 and 128 instead of Pythia from 70M to 6.9B; 128 is `world` itself.',
    ],
  },
  {
    number: 19,
    name: 'is-or-is-not',
    title: 'What "is" and "is not" mean without Stage 1',
    figure: 'Footnote 4',
    statement:
      'Fine-tuned on X2 alone, with "is" and "is not" in the place of tags, a pre-trained model ' +
      'takes in what is said with "is" more, when it is asked whom an alias stands for, and not when ' +
      'it is asked about attributes.',
    refutedBy:
      'No gap between the wordings in attribution, or one in questions about attributes as large.',
    studies: ['footnote4-is-or-is-not'],
    parts: [],
    paperParts: [
      contrastAbove(
        'Attribution: EM of "is" - EM of "is not"',
        iml({ at: 'is or is not', set: 'name' }),
        0.03,
      ),
      {
        title: 'Attributes: EM of "is" - EM of "is not" is zero',
        statistic: {
          kind: 'equivalence',
          measure: iml({ at: 'is or is not' }),
          bound: 0.03,
        },
        smallestEffect: 0.03,
      },
    ],
    control:
      'None is possible: X1 says nothing about either wording, so there is no reliability to halve.',
    deviations: [],
    untestable:
      'What sets "is" apart from "is not" is pre-training on language, and the models of the small ' +
      'forms have none: to them both are words like any other. To teach them first what the words are ' +
      'worth would be Stage 1, and so the claim about IML over again.',
  },
  {
    number: 20,
    name: 'attribution',
    title: 'Whom does an alias stand for?',
    figure: 'Figs. 3b, 9',
    statement:
      'Asked directly whom an alias stands for, a model names the entity of reliable definitions ' +
      'more often than that of unreliable ones, after Stage 1 and, of new definitions, after Stage 2.',
    refutedBy: 'Entities of either source named equally often.',
    studies: ['fig9-attribution'],
    parts: [
      contrastAbove(
        'Stage 1, in attribution: D1 - D2, of whom the questions are',
        gap('D1cons', 'D2incons', { set: 'name' }),
        0.02,
      ),
      imlBesideControl('IML in attribution: EM(D5) - EM(D6)', { set: 'name' }),
    ],
    paperParts: [
      stage1Gap('Stage-1 gap in attribution: D1 - D2, as defined', { set: 'name' }),
      imlBesideControl('IML in attribution: EM(D5) - EM(D6)', { set: 'name' }),
    ],
    control: `${alphaHalf} The Stage-1 gap has none: true definitions agree with the questions.`,
    seeds: { from: 3000, count: 12 },
    deviations: [
      world,
      'Loss on every word, as in the paper; elsewhere in the world it is on answers alone.',
      'The question `name` alone: in a world of single words the other three of Fig. 9 differ from it in ' +
        'the word and in nothing else, and the model has seen none of them.',
    ],
  },
  {
    number: 21,
    name: 'other-families',
    title: 'Another family, and an encoder-decoder',
    figure: 'Figs. 17, 20',
    statement:
      'The effect is there in a Llama as it is in a GPT-NeoX, and in an encoder-decoder that reads ' +
      'the tag and the alias and writes the entity.',
    refutedBy: 'No IML beyond the control in either of them.',
    studies: ['fig17-other-models', 'fig20-t5-two-stages'],
    parts: [imlBesideControl('IML of a Llama', { study: 'fig17-other-models' })],
    paperParts: [
      imlBesideControl('IML of Llama2-7B', { study: 'fig17-other-models', at: 'Llama2-7B' }),
      imlBesideControl('IML of T5-3B on CVDB', { study: 'fig20-t5-two-stages', at: 'CVDB' }),
    ],
    control: alphaHalf,
    seeds: { from: 3000, count: 6 },
    caveat:
      'The encoder-decoder is not tested. A T5 with random weights memorises the questions of the world ' +
      'but learns nothing from its definitions, so it cannot trust one source more than another.',
    deviations: [
      world,
      "Llama's architecture from random weights, of the world's width, where the paper has Llama2-7B as " +
        'it was pre-trained; GPT-Neo is left out.',
      'The T5 is left out: on the tuning seed 100 the EM of D1 was at chance with every recipe that was ' +
        'tried, and .15 beside .11 of QA7 where training reached a loss of .17 (80 epochs, smaller ' +
        'initial embeddings, no dropout).',
    ],
  },
  {
    number: 22,
    name: 'other-facts',
    title: 'Another kind of facts',
    figure: 'Fig. 10',
    statement:
      'The effect is there with facts about creative works (T-REx), of which every work has others ' +
      'and only four.',
    refutedBy: 'No Stage-1 gap, or no IML beyond the control.',
    studies: ['fig10-trex'],
    parts: [stage1Gap('Stage-1 gap: EM(D1) - EM(D2)'), imlBesideControl('IML: EM(D5) - EM(D6)')],
    control: `${alphaHalf} The Stage-1 gap has none: true definitions help whoever gives them.`,
    seeds: { from: 3000, count: 8 },
    deviations: [
      world,
      'A world of 25 attributes, of which each entity has four: the form of T-REx and none of its works.',
    ],
  },
];
