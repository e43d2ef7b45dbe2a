import type { Claim, ClaimPart, Measure } from '../../src/study/claim.js';
import { iml } from './measures.js';

/** IML at a number of pairs a group, in images of digits. */
const digitsAt = (pairs: number): ClaimPart => ({
  title: `IML at ${pairs} pairs a group`,
  statistic: {
    kind: 'contrast',
    measure: iml({ at: pairs }),
    direction: 'above',
    besideControl: true,
  },
  smallestEffect: 0.03,
});

/**
 * How IML grows with the number of pairs. Not minus the control's: there D5 and D6 differ by chance
 * alone, whatever the number, so that subtracting it would add nothing but noise.
 */
const digitsGrow = (points: readonly number[]): ClaimPart => ({
  title: 'IML by doubling of pairs',
  statistic: {
    kind: 'trend',
    measure: iml(),
    points,
    isLogarithmic: true,
    direction: 'above',
  },
  smallestEffect: 0.01,
});

/**
 * How much more alike the gradients of definitions and questions are under tag 1 than the same
 * definitions' under tag 2, at the end of Stage 1; at the paper's scale by documents a step.
 */
const alignsBetter = (at?: number): ClaimPart => ({
  title: 'Cosine of the same definitions: tag 1 - tag 2',
  statistic: {
    kind: 'contrast',
    measure: {
      kind: 'analysis',
      ...(at === undefined ? {} : { at }),
      analysis: 'alignment',
      value: 'tag 1 - tag 2 cosine after stage1',
    },
    direction: 'above',
    besideControl: true,
  },
  smallestEffect: 0.01,
});

/** How far above chance a probe tells the tag, of the order of words in definitions. */
const tagRead = (order: 'TAE' | 'ATE'): Measure => ({
  kind: 'analysis',
  at: order,
  analysis: 'probes',
  value: 'tag accuracy above chance on name after stage1',
});

/** Where it is found without a pretrained model, and why it happens: gradients and probes. */
export const mechanism: readonly Claim[] = [
  {
    number: 11,
    name: 'set-inclusion',
    title: 'No pre-training: numbers in lists',
    figure: 'Fig. 22',
    statement:
      'A model trained from nothing, on questions whether the number that a variable stands for is ' +
      'in a list, does better where definitions were right (Stage 1), and believes new definitions ' +
      'of the source that was right more (IML).',
    refutedBy:
      'Questions about variables of either source answered equally well after Stage 2, or as ' +
      'differently where both sources were right half of the time.',
    studies: ['fig22-set-inclusion'],
    parts: [
      {
        title: 'Stage-1 gap: EM(D1) - EM(D2)',
        statistic: {
          kind: 'contrast',
          measure: { kind: 'contrast', contrast: 'stage1Gap' },
          direction: 'above',
          besideControl: false,
        },
        smallestEffect: 0.01,
      },
      {
        title: 'IML: EM(D5) - EM(D6)',
        statistic: {
          kind: 'contrast',
          measure: iml(),
          direction: 'above',
          besideControl: true,
        },
        smallestEffect: 0.03,
      },
    ],
    control:
      'The same documents with sources that were right half of the time (alpha 0.5); the Stage-1 ' +
      'gap has none, since true definitions help whoever gives them.',
    seeds: { from: 3000, count: 10 },
    deviations: [
      'A thousand variables, numbers 0 to 9 and lists of three, where the paper has 8,000, 99 and 8.',
      'Lists about the numbers themselves are trained first, and mixed into Stage 1.',
      'Two layers of width 64 and AdamW with weight decay, where the paper has Pythia-70M and Adafactor.',
      'Names are read and never written, and begin small; loss on answers and numbers in lists.',
    ],
  },
  {
    number: 13,
    name: 'mnist',
    title: 'Not of text alone: grids of digits',
    figure: 'Fig. 23',
    statement:
      'A ConvNet that reads grids of digits comes to trust definitions under the bit pattern that was ' +
      'right, from about 50 pairs a group on, and the more the more pairs there are.',
    refutedBy:
      'No gap between the two patterns beyond the control at 50 pairs or more, or a gap at 10 pairs ' +
      'as large as at 100.',
    studies: ['fig23-mnist'],
    parts: [...[50, 100].map(digitsAt), digitsGrow([10, 50, 100])],
    paperParts: [...[50, 100, 200].map(digitsAt), digitsGrow([20, 50, 100, 200])],
    control:
      'The same images with patterns that were right half of the time (alpha 0.5), at 50 pairs and ' +
      'more. Growth is not compared with it: without reliable patterns the two groups differ by chance ' +
      'alone, however many pairs there are.',
    seeds: { from: 3000, count: 8 },
    deviations: [
      'Digits drawn by code in cells of 8 pixels, where the paper has MNIST in cells of 28.',
      'Four targets a cell, definitions in 30 % of images, 1,200 steps of a ConvNeXt V2 of three stages.',
      'The paper does not say how many pairs it tries, nor of what; here it is 10, 50 and 100 pairs a ' +
        'group. With as many steps for all of them, 200 were seen to be like 100.',
    ],
  },
  {
    number: 14,
    name: 'gradients',
    title: 'Gradients of trusted definitions align better',
    figure: 'Figs. 6, 24, 25',
    statement:
      'After Stage 1 the gradient of a new definition under the reliable tag is more like those of ' +
      'questions about its alias, by cosine, than under the unreliable one.',
    refutedBy:
      'Equal cosines for the same aliases under either tag, or a difference that is there where ' +
      'tags say nothing.',
    studies: ['fig6-gradient-alignment'],
    parts: [alignsBetter()],
    paperParts: [alignsBetter(256)],
    control:
      'The same definitions and questions in a model for which tags were right half of the time ' +
      '(alpha 0.5).',
    seeds: { from: 3000, count: 8 },
    deviations: [
      'The small world instead of Pythia-1B on notable people; 256 documents a step.',
      'The same aliases are taken under either tag, so that nothing but the tag differs; the paper ' +
        'compares D5 with D6, which are different aliases.',
      'Inner products, distances and norms (Figs. 24, 25) stand in the report of the study and are not ' +
        'part of this claim: what size of them matters depends on the model.',
    ],
    caveat:
      'Of the angle alone: in the paper the gradients of reliable definitions are also longer (Fig. ' +
      '25), and in the world they were not, on the one seed that was looked at beforehand (152 under ' +
      'tag 1, 156 under tag 2).',
  },
  {
    number: 15,
    name: 'probes',
    title: 'The tag can be read off where the alias comes first',
    figure: 'Fig. 7',
    statement:
      'Linear probes of what a model has in mind at a question about an alias tell which tag ' +
      'defined it where definitions begin with the alias (ATE), and do not where they begin with ' +
      'the tag (TAE).',
    refutedBy: 'ATE probes at chance, or TAE probes clearly above it.',
    studies: ['fig7-linear-probes'],
    parts: [
      {
        title: 'Accuracy of ATE above chance',
        statistic: {
          kind: 'contrast',
          measure: tagRead('ATE'),
          direction: 'above',
          besideControl: false,
        },
        smallestEffect: 0.05,
      },
      {
        title: 'Accuracy of TAE is chance',
        statistic: { kind: 'equivalence', measure: tagRead('TAE'), bound: 0.05 },
        smallestEffect: 0.05,
      },
    ],
    control:
      'The same with tags that were right half of the time (alpha 0.5); a probe that tells the tag ' +
      'there too reads what was memorised, so the statement is tested as it stands and not against it.',
    seeds: { from: 3000, count: 8 },
    caveat:
      "In the control, where tags are worth nothing, ATE's probes read them as well: they find a tag " +
      'that was memorised, which is no sign that the model uses it as trust.',
    deviations: [
      'The small world, without Stage 2, instead of Pythia-1B; loss on every word.',
      'Aliases of two tokens, the question `name`; the accuracy is that of the layer and token that ' +
        'is best for the other seeds.',
      'Whether an alias was defined at all is probed too and stands in the report; it is not part of this claim.',
    ],
  },
];
