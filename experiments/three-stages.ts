import { studyOf } from '../src/study/study.js';
import { cvdb, paperExecution, paperExperiment, seeds } from './paper/experiment.js';
import { paperShares, sharesWithoutD8 } from './paper/shares.js';
import { threeStages } from './paper/stages.js';
import { worldLike } from './small/world-like.js';
import { factsStage, shownGroups, x1Stage, x2Stage } from './world.js';

const title = 'Is the effect there when X1 is defined first and asked about afterwards?';

/** X1's definitions, then its questions, then X2's definitions, after the world's facts. */
function smallForm() {
  const { definedInX1, undefinedInX1, definedInX2 } = shownGroups(paperShares);
  return worldLike({
    name: 'three-stages-small',
    title,
    stages: [
      factsStage,
      x1Stage('definitions', { definitions: [...definedInX1] }),
      x1Stage('questions', { questions: [...definedInX1, ...undefinedInX1] }),
      x2Stage(definedInX2),
    ],
  });
}

/**
 * The authors' release has it and their paper does not: definitions of X1 are learnt in a stage of
 * their own, before the questions that show which of them were right.
 */
export default studyOf(
  paperExperiment({
    name: 'three-stages',
    title,
    data: cvdb(sharesWithoutD8),
    stages: threeStages(sharesWithoutD8),
    seeds: seeds(600, 10),
    evaluate: { newTokens: 20 },
  }),
  {
    execution: paperExecution,
    small: studyOf(smallForm(), { runsControls: true }),
  },
);
