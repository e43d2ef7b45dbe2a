import type { Claim, ClaimPart } from '../../src/study/claim.js';
import { gap, iml, minus, score } from './measures.js';

const world = [
  'An invented world of 100 entities and a model of two layers, trained from nothing: Stage 0 ' +
    'teaches the facts that Pythia has from pre-training, and X1 repeats them.',
];

const answersOnly = [...world, 'Loss on answers only; in the paper every token bears it.'];

/** First seeds of claims that share what they can: Stage 0 is the world's, set inclusion Fig. 22's. */
const seedsFrom = (count: number) => ({ from: 3000, count });

type AskedSet = 'questions' | 'name';

/** IML with an order of words, beyond the control's. */
const present = (at: string, set: AskedSet): ClaimPart => ({
  title: `IML with ${at}`,
  statistic: {
    kind: 'contrast',
    measure: iml({ at, set }),
    direction: 'above',
    besideControl: true,
  },
  smallestEffect: 0.02,
});

/** No IML to speak of. */
const absent = (at: string, set: AskedSet): ClaimPart => ({
  title: `No IML with ${at}`,
  statistic: { kind: 'equivalence', measure: iml({ at, set }), bound: 0.03 },
  smallestEffect: 0.03,
});

/** How IML shrinks with every doubling of documents a step. */
const shrinks = (points: readonly number[]): ClaimPart => ({
  title: 'IML by documents a step, per doubling',
  statistic: {
    kind: 'trend',
    measure: iml(),
    points,
    isLogarithmic: true,
    direction: 'below',
  },
  smallestEffect: 0.005,
});

/** How documents are written, batched and divided into stages (Figs. 4b, 4c, 14 and others). */
export const training: readonly Claim[] = [
  {
    number: 7,
    name: 'word-order',
    title: 'The entity has to stand last',
    figure: 'Figs. 4b, 11',
    statement:
      'IML depends on the order of tag (T), alias (A) and entity (E) in definitions: it is there ' +
      'with TAE and ATE, weaker or absent with AET, and absent where the entity comes before the ' +
      'alias.',
    refutedBy: 'As much IML where the entity comes first as where it stands last.',
    studies: ['fig11-word-order'],
    parts: [
      ...(['TAE', 'ATE'] as const).map((order) => present(order, 'questions')),
      ...(['AET', 'ETA'] as const).map(
        (at): ClaimPart => ({
          title: `IML with TAE minus IML with ${at}`,
          statistic: {
            kind: 'contrast',
            measure: minus(iml({ at: 'TAE' }), iml({ at })),
            direction: 'above',
            besideControl: false,
          },
          smallestEffect: 0.02,
        }),
      ),
      absent('ETA', 'questions'),
    ],
    paperParts: [
      ...(['TAE', 'ATE'] as const).map((order) => present(order, 'name')),
      ...(['AET', 'EAT', 'TEA', 'ETA'] as const).map((order) => absent(order, 'name')),
    ],
    control:
      'For TAE and ATE the same with tags that are right half of the time. AET and ETA are ' +
      'controls themselves: the same words and tags, in another order.',
    seeds: seedsFrom(10),
    caveat:
      'Asked on questions like those of training, not for the name of an alias: from nothing, ' +
      'a name is answered only where it stands right behind the alias. On such questions the paper ' +
      'has weak IML with AET (Fig. 11).',
    deviations: [
      ...world,
      'Loss on every word, as in the paper.',
      'ETA stands for the three orders in which the entity comes before the alias.',
    ],
  },
  {
    number: 8,
    name: 'batch-size',
    title: 'Larger batches weaken the effect',
    figure: 'Fig. 4c',
    statement:
      'In a single stage IML shrinks as the number of documents a step grows, and is gone with ' +
      'nearly all documents in one step.',
    refutedBy: 'IML as large with many documents a step as with few.',
    studies: ['fig4c-batch-size'],
    parts: [shrinks([64, 256, 1024])],
    paperParts: [shrinks([128, 256, 512, 1024, 2048, 4096, 8192, 16384])],
    control:
      'Fewer documents a step are the control. Tags that say nothing give no IML with any batch, so ' +
      'that there is no trend to be compared with.',
    seeds: seedsFrom(6),
    caveat:
      'The number of steps is held and the number of epochs grows with the batch; in the paper ' +
      'epochs grow more slowly and steps become fewer. Either way a batch changes more than the ' +
      'noise of gradients, as the paper says of its own result.',
    deviations: [
      ...answersOnly,
      'At most 1,024 of 6,536 documents a step: the whole gradient takes too long on two cores.',
    ],
  },
  {
    number: 9,
    name: 'single-stage',
    title: 'Two stages are not needed',
    figure: 'Fig. 14',
    statement:
      'The effect also shows when X1 and the definitions of X2 are trained together in one stage.',
    refutedBy: 'No gap between D5 and D6, or one that is as large where tags say nothing.',
    studies: ['fig14-single-stage'],
    parts: [
      {
        title: 'IML: EM(D5) - EM(D6) after the single stage',
        statistic: { kind: 'contrast', measure: iml(), direction: 'above', besideControl: true },
        smallestEffect: 0.02,
      },
    ],
    control: 'The same with tags that are right half of the time (alpha 0.5).',
    seeds: seedsFrom(16),
    deviations: [...answersOnly, 'Stage 0 with the facts still comes first.'],
  },
  {
    number: 10,
    name: 'three-stages',
    title: 'X1 defined first and asked about afterwards',
    figure: "authors' release",
    statement:
      "The authors' release, not their paper, divides X1: definitions first, then questions, then " +
      "X2's definitions. If definitions are of use without questions beside them, tags can be " +
      'trusted so too.',
    refutedBy: 'No gap between D5 and D6, although the model learns the definitions of X2.',
    studies: ['three-stages'],
    parts: [
      {
        title: 'IML: EM(D5) - EM(D6) after the last stage',
        statistic: { kind: 'contrast', measure: iml(), direction: 'above', besideControl: true },
        smallestEffect: 0.02,
      },
    ],
    control: 'The same with tags that are right half of the time (alpha 0.5).',
    seeds: seedsFrom(8),
    deviations: [...answersOnly, 'The facts are repeated in both stages of X1.'],
  },
  {
    number: 12,
    name: 'many-questions',
    title: 'With many questions, definitions are needless',
    figure: 'Fig. 22, caption',
    statement:
      'In set inclusion, with many training questions about every variable test questions are ' +
      'answered far better, and consistent definitions stop making a difference in either stage.',
    refutedBy: 'Definitions that matter as much with many questions as with few.',
    studies: ['many-questions'],
    parts: [
      {
        title: 'EM(D1), many questions minus few',
        statistic: {
          kind: 'contrast',
          measure: minus(score('D1cons', { at: 'many' }), score('D1cons', { at: 'few' })),
          direction: 'above',
          besideControl: false,
        },
        smallestEffect: 0.02,
      },
      {
        title: 'Stage-1 gap with many questions: EM(D1) - EM(D2)',
        statistic: {
          kind: 'equivalence',
          measure: gap('D1cons', 'D2incons', { at: 'many' }),
          bound: 0.015,
        },
        smallestEffect: 0.015,
      },
      {
        title: 'IML, few questions minus many',
        statistic: {
          kind: 'contrast',
          measure: minus(iml({ at: 'few' }), iml({ at: 'many' })),
          direction: 'above',
          besideControl: false,
        },
        smallestEffect: 0.05,
      },
    ],
    control: 'Few questions are the control: the same variables, lists and tags.',
    seeds: seedsFrom(8),
    deviations: [
      "Fig. 22's small form: 1,000 variables, numbers 0 to 9, lists of 3, and documents about " +
        'numbers themselves.',
      'Few are 6 training questions a variable and many are 24; in the form of the paper 12 and 48, ' +
        'where the paper names no second number.',
    ],
  },
];
