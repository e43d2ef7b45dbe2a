import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { smallImageExperiment } from '../../test/small-images.js';
import { checkExperiment } from './experiment.js';

const evaluated = (evaluate: object) => checkExperiment({ ...smallExperiment, evaluate });

describe('what is tested', () => {
  it('leaves rows', () => {
    const shown = ['trainQuestions', 'definitions'];
    expect(evaluated({ sets: shown, metrics: ['loss'] }).evaluate.sets).toEqual(shown);
    const all = { sets: ['questions', ...shown], metrics: ['exactMatch', 'f1', 'loss'] };
    expect(evaluated(all).evaluate).toMatchObject(all);
  });

  it.each([
    [
      { sets: ['definitions'] },
      "evaluate.sets[0]: 'definitions' is a set of training documents, for which only the loss is measured",
    ],
    [{ sets: ['definitions'] }, 'evaluate.metrics[0]: evaluate.sets has no questions'],
    [
      { sets: ['questions', 'trainQuestions'], metrics: ['f1'] },
      "evaluate.sets[1]: 'trainQuestions' is a set of training documents",
    ],
    [
      { sets: ['definitions'], metrics: ['loss', 'f1'] },
      'evaluate.metrics[1]: evaluate.sets has no questions to answer, so there is no f1',
    ],
  ])('is refused where it would leave none: %j', (evaluate, message) => {
    expect(() => evaluated(evaluate)).toThrow(message);
  });

  it.each([smallExperiment, smallImageExperiment])('has a share: $name', (experiment) => {
    const stages = experiment.stages.map((stage, index) =>
      index === 0 ? stage : { ...stage, evaluate: { subsets: ['D5cons', 'QA4'] } },
    );
    expect(() => checkExperiment({ ...experiment, stages })).toThrow(
      'stages.stage2.evaluate.subsets[1]: QA4 has no share in data.shares, so there is nothing to',
    );
  });
});
