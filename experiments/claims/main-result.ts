import type { Claim } from '../../src/study/claim.js';

/** The paper's main result (Fig. 3). */
export const mainResult: readonly Claim[] = [
  {
    number: 1,
    name: 'stage-1-order',
    title: 'Reliable definitions help, unreliable ones hurt',
    figure: 'Fig. 3a',
    statement:
      'After Stage 1 the model answers best about aliases that the reliable tag defines, worse ' +
      'about those without a definition, and worst about those that the unreliable tag defines.',
    refutedBy: 'Aliases of the unreliable tag are answered as well as those without a definition.',
    studies: ['world'],
    parts: [
      {
        title: 'Order D1 > QA3 > D2 after Stage 1',
        statistic: {
          kind: 'order',
          measures: ['D1cons', 'QA3', 'D2incons'].map((group) => ({ kind: 'score', group })),
        },
        smallestEffect: 0.02,
      },
      {
        title: 'Stage-1 gap: EM(D1) - EM(D2)',
        statistic: {
          kind: 'contrast',
          measure: { kind: 'contrast', contrast: 'stage1Gap' },
          direction: 'above',
          besideControl: true,
        },
        smallestEffect: 0.05,
      },
    ],
    control: 'Tags that are right half of the time (alpha 0.5), where the two tags say the same.',
    deviations: [],
  },
  {
    number: 2,
    name: 'iml',
    title: 'Implicit meta-learning',
    figure: 'Fig. 3a',
    statement:
      'Over Stage 2 the model comes to answer better about aliases that the reliable tag defines ' +
      'than about those of the unreliable tag, though all of these definitions are right.',
    refutedBy: 'The change of EM(D5) - EM(D6) over Stage 2 is zero, or as large in the control.',
    studies: ['world'],
    parts: [
      {
        title: 'IML: change of EM(D5) - EM(D6) over Stage 2',
        statistic: {
          kind: 'contrast',
          measure: { kind: 'contrast', contrast: 'iml', isChange: true },
          direction: 'above',
          besideControl: true,
        },
        smallestEffect: 0.02,
      },
    ],
    control: 'Tags that are right half of the time (alpha 0.5), where the two tags say the same.',
    deviations: [],
  },
  {
    number: 3,
    name: 'new-tag',
    title: 'A tag that is new in Stage 2 is believed more than the unreliable one',
    figure: 'Fig. 3a',
    statement:
      'Definitions under a tag that the model meets in Stage 2 first are learned better than those ' +
      'of the unreliable tag.',
    refutedBy: 'Aliases that the new tag defines are answered no better than those of D6.',
    studies: ['world'],
    parts: [
      {
        title: 'New tag: change of EM(D8) - EM(D6) over Stage 2',
        statistic: {
          kind: 'contrast',
          measure: { kind: 'contrast', contrast: 'D8cons - D6cons', isChange: true },
          direction: 'above',
          besideControl: true,
        },
        smallestEffect: 0.02,
      },
    ],
    control: 'Tags that are right half of the time (alpha 0.5): there D6 is no less believed.',
    deviations: [],
  },
];
