import type { ExperimentInput } from '../src/experiment/experiment.js';
import { smallExperiment } from './small-experiment.js';

/**
 * A design of one's own: three sources, of whose definitions in X1 all, three in four and two in four
 * are true, and what each defines in X2.
 */
export const gradedDesign = {
  sources: {
    always: { label: 'archive' },
    mostly: { label: 'witness' },
    half: { label: 'rumour' },
  },
  groups: {
    AlwaysTrue: { data: 'X1', source: 'always', symbol: 'A', colour: '#112233' },
    MostlyTrue: { data: 'X1', source: 'mostly', symbol: 'M' },
    MostlyFalse: { data: 'X1', source: 'mostly', consistent: false },
    HalfTrue: { data: 'X1', source: 'half' },
    HalfFalse: { data: 'X1', source: 'half', consistent: false },
    AlwaysNew: { data: 'X2', source: 'always', symbol: 'A2' },
    MostlyNew: { data: 'X2', source: 'mostly' },
    HalfNew: { data: 'X2', source: 'half' },
  },
  contrasts: [
    {
      ...{ name: 'truth', title: 'Truth pays', minuend: 'AlwaysTrue', subtrahend: 'HalfFalse' },
      ...{ after: 'X1', role: 'condition' },
    },
    {
      ...{ name: 'trust', title: 'Graded trust', minuend: 'AlwaysNew', subtrahend: 'HalfNew' },
      ...{ after: 'X2', role: 'effect' },
    },
    {
      ...{ name: 'step', title: 'One step', minuend: 'AlwaysNew', subtrahend: 'MostlyNew' },
      after: 'X2',
    },
  ],
  shares: {
    AlwaysTrue: 0.2,
    MostlyTrue: 0.15,
    MostlyFalse: 0.05,
    HalfTrue: 0.1,
    HalfFalse: 0.1,
    AlwaysNew: 0.2,
    MostlyNew: 0.1,
    HalfNew: 0.1,
  },
} as const satisfies Partial<ExperimentInput['data']>;

const x1 = ['AlwaysTrue', 'MostlyTrue', 'MostlyFalse', 'HalfTrue', 'HalfFalse'] as const;

/** A world that trains in a second and has no group of Table 1. */
export const gradedExperiment = {
  ...smallExperiment,
  name: 'graded',
  data: { ...smallExperiment.data, entities: 20, ...gradedDesign },
  stages: [
    { ...smallExperiment.stages[0], train: { questions: x1, definitions: x1 } },
    {
      ...smallExperiment.stages[1],
      train: { definitions: ['AlwaysNew', 'MostlyNew', 'HalfNew'] },
    },
  ],
} as const satisfies ExperimentInput;
