import type {
  Estimate,
  EvaluatedClaim,
  EvaluatedPart,
  Verdict,
} from '../src/claims/evaluated-claim.js';
import type { Claim, ClaimPart, Statistic } from '../src/study/claim.js';

/** An estimate of eight seeds around a mean, with an interval of two standard errors. */
function estimate(mean: number, spread: number, from = 100): Estimate {
  const steps = [-1.4, -0.9, -0.5, -0.1, 0.1, 0.5, 0.9, 1.4];
  const seeds = steps.map((step, index) => ({ seed: from + index, value: mean + step * spread }));
  const half = 0.77 * spread;
  const ci95 = { low: mean - half, high: mean + half };
  const p = Math.abs(mean) > 2 * half ? 0.00003 : Math.abs(mean) > half ? 0.012 : 0.43;
  return {
    seeds,
    mean,
    ci95,
    bootstrap95: { low: mean - 0.7 * spread, high: mean + 0.7 * spread },
    df: 7,
    p,
  };
}

interface InventedPart {
  readonly title: string;
  readonly statistic: Statistic;
  readonly smallest?: number;
  readonly numbers: readonly (readonly [title: string, mean: number, spread: number])[];
  readonly control?: readonly [mean: number, spread: number];
  readonly verdict: Verdict;
  readonly seedsNeeded?: number;
  readonly reasons?: readonly string[];
}

function part(invented: InventedPart): EvaluatedPart {
  const { title, statistic, smallest = 0.02, numbers, control, verdict } = invented;
  const estimates = numbers.map(([own, mean, spread]) => ({
    ...estimate(mean, spread),
    title: own,
  }));
  const inControl = control === undefined ? null : estimate(...control);
  const [first] = estimates;
  const minusControl =
    control === undefined || first === undefined
      ? null
      : estimate(first.mean - control[0], 1.2 * (numbers[0]?.[2] ?? 0));
  const all = [...estimates, ...(minusControl === null ? [] : [minusControl])];
  const p = all.length === 0 ? null : Math.max(...all.map((one) => one.p ?? 1));
  const claimPart: ClaimPart = { title, statistic, smallestEffect: smallest };
  const { seedsNeeded = null, reasons = [] } = invented;
  return { part: claimPart, verdict, estimates, inControl, minusControl, p, seedsNeeded, reasons };
}

type Words = Pick<Claim, 'number' | 'name' | 'title' | 'figure' | 'statement'> & Partial<Claim>;

function claim(
  words: Words,
  verdict: Verdict,
  parts: readonly InventedPart[],
  reasons: readonly string[],
): EvaluatedClaim {
  const own = parts.map(part);
  const p = own.length === 0 ? null : Math.max(...own.map((one) => one.p ?? 1));
  const seeds = own[0]?.estimates[0]?.seeds.map(({ seed }) => seed) ?? [];
  return {
    claim: {
      refutedBy: 'A difference at or below zero, or the same difference in the control.',
      studies: ['world'],
      parts: own.map((one) => one.part),
      control:
        'Tags that are right half of the time: whatever the tag itself does shows there too.',
      deviations: [
        'Invented words in place of names of people.',
        'A model of 4 layers from random weights.',
      ],
      seeds: { from: 3000, count: 8 },
      ...words,
    },
    ...{ verdict, parts: own, p, holmP: p === null ? null : Math.min(1, 3 * p), seeds },
    seedsNeeded: own.find((one) => one.seedsNeeded !== null)?.seedsNeeded ?? null,
    reasons,
  };
}

const contrast = (name: string, besideControl = true): Statistic => ({
  kind: 'contrast',
  measure: { kind: 'contrast', contrast: name },
  direction: 'above',
  besideControl,
});
const score = (group: string) => ({ kind: 'score', group }) as const;

/** Claims with invented numbers: every verdict and every kind of statistic at least once. */
export const evaluatedClaims: readonly EvaluatedClaim[] = [
  claim(
    {
      number: 1,
      name: 'stage-1-order',
      title: 'Stage-1 order: D1 > QA3 > D2',
      figure: 'Fig. 3a',
      statement:
        'After Stage 1 the model answers best about what the reliable source defined, then about what nobody defined, and worst about what the unreliable one defined.',
      control:
        'None is compared: in the control D1 and D2 are the same, so the order cannot be there.',
    },
    'shown',
    [
      {
        title: 'D1 > QA3 > D2 after Stage 1',
        statistic: { kind: 'order', measures: [score('d1'), score('qa3'), score('d2')] },
        numbers: [
          ['EM(D1) - EM(QA3)', 0.107, 0.03],
          ['EM(QA3) - EM(D2)', 0.051, 0.035],
        ],
        verdict: 'shown',
      },
    ],
    ['Both differences are above zero.'],
  ),
  claim(
    {
      number: 2,
      name: 'iml',
      title: 'IML: D5 > D6',
      figure: 'Fig. 3b',
      statement:
        'In Stage 2, new statements under the tag that used to be true are believed more than those under the tag that used to be false.',
      caveat: 'The small form trains for 20 epochs, not 1.',
    },
    'shown with a caveat',
    [
      {
        title: 'IML: EM(D5) - EM(D6)',
        statistic: contrast('iml'),
        numbers: [['EM(D5) - EM(D6)', 0.096, 0.03]],
        control: [-0.002, 0.022],
        verdict: 'shown with a caveat',
      },
    ],
    [
      "The difference is above zero, and above the control's.",
      'The small form trains for 20 epochs, not 1.',
    ],
  ),
  claim(
    {
      number: 5,
      name: 'alpha',
      title: 'The gap grows with alpha, and is none at .5',
      figure: 'Fig. 4a',
      statement:
        'The more often the reliable tag is right, the larger the gap; at alpha .5 there is none.',
      studies: ['fig4a-alpha'],
    },
    'undecided',
    [
      {
        title: 'Slope of the gap over alpha',
        statistic: {
          kind: 'trend',
          measure: { kind: 'contrast', contrast: 'iml' },
          points: [0.5, 0.75, 0.9, 0.95, 1],
          direction: 'above',
        },
        smallest: 0.05,
        numbers: [['slope of the gap per unit of alpha', 0.21, 0.09]],
        verdict: 'shown',
      },
      {
        title: 'No gap at alpha .5',
        statistic: {
          kind: 'equivalence',
          measure: { kind: 'contrast', contrast: 'iml', at: 0.5 },
          bound: 0.02,
        },
        numbers: [['EM(D5) - EM(D6) at .5', 0.006, 0.035]],
        verdict: 'undecided',
        seedsNeeded: 22,
        reasons: ['The interval reaches beyond the bound: 22 seeds would find out.'],
      },
    ],
    ['Part 2 is undecided: the interval reaches beyond the bound.'],
  ),
  claim(
    {
      number: 8,
      name: 'batch-size',
      title: 'A larger batch weakens IML',
      figure: 'Fig. 4c',
      statement: 'The larger the batch, the smaller the gap.',
      studies: ['fig4c-batch-size'],
      control: 'The control of every batch size is subtracted.',
    },
    'not shown here',
    [
      {
        title: 'Slope of the gap over the batch size',
        statistic: {
          kind: 'trend',
          measure: { kind: 'contrast', contrast: 'iml' },
          points: [8, 16, 32, 64],
          isLogarithmic: true,
          minusControl: true,
          direction: 'below',
        },
        smallest: 0.01,
        numbers: [['slope of the gap per doubling', -0.001, 0.006]],
        verdict: 'not shown here',
      },
    ],
    [
      'A slope of -0.01 or steeper is ruled out.',
      'Fewer updates of larger batches leave every group near chance.',
    ],
  ),
  claim(
    {
      number: 14,
      name: 'gradients',
      title: 'Gradients of D5 align better with those of the questions',
      figure: 'Fig. 6',
      statement:
        'The gradients of definitions under the reliable tag point more in the direction of those of the questions.',
      studies: ['fig6-gradient-alignment'],
    },
    'opposite',
    [
      {
        title: 'Alignment: D5 - D6',
        statistic: {
          kind: 'contrast',
          measure: { kind: 'analysis', analysis: 'alignment', value: 'cosine, d5 minus d6' },
          direction: 'above',
          besideControl: true,
        },
        smallest: 0.00005,
        numbers: [['cosine of D5 minus cosine of D6', -0.00031, 0.00009]],
        control: [0.00002, 0.00008],
        verdict: 'opposite',
      },
    ],
    ['The difference is below zero.'],
  ),
  claim(
    {
      number: 18,
      name: 'model-size',
      title: 'IML grows with the size of the model',
      figure: 'Fig. 16',
      statement: 'Larger models of the same family have a larger gap.',
      studies: ['fig16-pythia-sizes'],
      untestable: 'Models of 70 million to 2.8 billion weights take a GPU.',
    },
    'cannot be tested at this scale',
    [],
    ['Models of 70 million to 2.8 billion weights take a GPU.'],
  ),
  claim(
    {
      number: 21,
      name: 'families',
      title: 'Another family, and an encoder-decoder',
      figure: 'Figs. 17, 20',
      statement: 'The effect is there in other <families> & "kinds" of models.',
      studies: ['fig17-other-models', 'fig20-t5-two-stages'],
    },
    'not run',
    [],
    ['No seed of fig17-other-models-small is finished.'],
  ),
];
