import { expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { defineExperiment } from '../experiment/experiment.js';
import { planOf } from './plan.js';

/** Set inclusion with so many variables, in two stages. */
function withVariables(variables: number) {
  const shares = { D1cons: 0.4, D2incons: 0.4, D5cons: 0.1, D6cons: 0.1 };
  const [first, second] = smallExperiment.stages;
  const shown = ['D1cons', 'D2incons'];
  return defineExperiment({
    ...smallExperiment,
    data: { kind: 'set-inclusion', variables, shares },
    stages: [
      { ...first, train: { questions: shown, definitions: shown } },
      { ...second, train: { definitions: ['D5cons', 'D6cons'] } },
    ],
  });
}

it('refuses a stage for which the data have no document, before another one is trained', () => {
  const documents = planOf(withVariables(20)).stages.map((stage) => stage.documents);
  expect(documents.every((count) => count > 0)).toBe(true);
  expect(() => planOf(withVariables(4))).toThrow(
    'stages.stage2.train: the data have no document for it; give its groups a larger share, or the ' +
      'data more of what is defined (entities, variables or pairs)',
  );
});
