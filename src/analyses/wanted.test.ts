import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { smallImageExperiment } from '../../test/small-images.js';
import { asWritten, checkExperiment, defineExperiment } from '../experiment/experiment.js';
import { override } from '../experiment/override.js';
import { quickForm } from '../experiment/quick.js';
import { analysisKinds } from './kinds.js';
import { analysesIn, analysesOf, checkAnalyses, quickAnalyses } from './wanted.js';

const [first, second] = smallExperiment.stages;
type Written = Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
const withAnalyses = (analyses: Written) =>
  defineExperiment({ ...smallExperiment, stages: [{ ...first, analyses }, second] });

describe('checkAnalyses', () => {
  it('fills in every default, leaves out what is not made, and is the same the second time', () => {
    const experiment = withAnalyses({ alignment: { atEpochs: [0] }, probes: null });
    const checked = checkAnalyses(experiment);
    expect(checked.stages.map(({ analyses }) => analyses)).toEqual([
      {
        alignment: {
          atEpochs: [0],
          questions: 'test',
          bothTags: true,
        },
      },
      {},
    ]);
    expect({ ...checked, stages: [] }).toEqual({ ...experiment, stages: [] });
    expect(checkAnalyses(checked)).toEqual(checked);
    expect(asWritten(checked)).toBe(asWritten(experiment));
    expect(Object.isFrozen(checked.stages[0]?.analyses.alignment)).toBe(true);
  });

  it.each<[string, Written, string]>([
    [
      'an analysis that does not exist',
      { alignmnt: { atEpochs: [0] } },
      'stages.stage1.analyses.alignmnt: unknown key (did you mean "alignment"?); known: ',
    ],
    [
      'an option that does not exist',
      { probes: { questions: ['name'], fold: 2 } },
      'stages.stage1.analyses.probes.fold: unknown key',
    ],
    [
      'a value of the wrong size',
      { probes: { questions: ['born'], folds: 1 } },
      'stages.stage1.analyses.probes.folds: expected a whole number from 2 to 1000, given 1',
    ],
    [
      'an option that is missing',
      { alignment: {} },
      'stages.stage1.analyses.alignment.atEpochs is missing: expected a list; set it in the ' +
        'experiment or with --set stages.stage1.analyses.alignment.atEpochs=...',
    ],
    [
      'gradients after more epochs than there are',
      { alignment: { atEpochs: [0, 4] } },
      'stages.stage1.analyses.alignment.atEpochs[1]: the stage has 3 epochs, so it has no ' +
        'gradients after epoch 4',
    ],
    [
      'gradients of what is not defined',
      { alignment: { atEpochs: [0], subsets: ['QA3'] } },
      'stages.stage1.analyses.alignment.subsets[0]: QA3 has no definitions to compare',
    ],
    [
      'gradients of training questions where none are trained on',
      { alignment: { atEpochs: [0], questions: 'train' } },
      'stages.stage1.analyses.alignment.subsets: D5cons has no training questions to compare',
    ],
    [
      'gradients of a subset without a share',
      { alignment: { atEpochs: [0], subsets: ['D8cons'] } },
      'stages.stage1.analyses.alignment.subsets[0]: D8cons has no share in data.shares',
    ],
    [
      'a question of probes that no test asks',
      { probes: { questions: ['born', 'name'] } },
      "stages.stage1.analyses.probes.questions[1]: add 'name' to evaluate.sets too",
    ],
  ])('names %s with its path', (_what, analyses, message) => {
    expect(() => checkAnalyses(withAnalyses(analyses))).toThrow(message);
  });

  it('says that only language models can be analysed', () => {
    const [stage] = smallImageExperiment.stages;
    const stages = [{ ...stage, analyses: { alignment: { atEpochs: [1] } } }];
    expect(() => checkAnalyses(checkExperiment({ ...smallImageExperiment, stages }))).toThrow(
      'stages.stage1.analyses.alignment: only language models can be analysed',
    );
  });

  it('takes what --set changes', () => {
    const experiment = withAnalyses({ alignment: { atEpochs: [0] } });
    const changed = override(experiment, [
      'stages.stage1.analyses.alignment.atEpochs=[0,2]',
      'stages.stage2.analyses.alignment.atEpochs=[1]',
    ]);
    const epochs = checkAnalyses(changed).stages.map(({ analyses }) => analyses.alignment);
    expect(epochs).toMatchObject([{ atEpochs: [0, 2] }, { atEpochs: [1] }]);
    const misspelt = override(experiment, ['stages.stage1.analyses.alignment.atEpoch=[0]']);
    expect(() => checkAnalyses(misspelt)).toThrow(
      'stages.stage1.analyses.alignment.atEpoch: unknown key (did you mean "atEpochs"?)',
    );
  });
});

it('an experiment has the analyses that any of its stages asks for', () => {
  const experiment = withAnalyses({ alignment: { atEpochs: [0] }, probes: null });
  expect(analysesIn(experiment, analysisKinds).map(({ name }) => name)).toEqual(['alignment']);
  const [one, two] = experiment.stages.map((stage) => analysesOf(stage));
  expect(one).toMatchObject([{ analysis: { name: 'alignment' }, options: { bothTags: true } }]);
  expect(two).toEqual([]);
});

it('the quick form compares gradients before and after the one epoch', () => {
  const alignment = { atEpochs: [0, 10, 20] };
  const stages = [{ ...first, epochs: 20, analyses: { alignment } }];
  const quick = checkExperiment(quickForm({ ...smallExperiment, stages }, quickAnalyses()));
  expect(checkAnalyses(quick).stages[0]?.analyses.alignment).toMatchObject({ atEpochs: [0, 1] });
});
