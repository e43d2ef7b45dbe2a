import { type MemberInput, studyOf } from '../src/study/study.js';
import {
  attributionSets,
  cvdb,
  paperExecution,
  paperExperiment,
  seeds,
} from './paper/experiment.js';
import { paperShares } from './paper/shares.js';
import { twoStages } from './paper/stages.js';
import { worldLike } from './small/world-like.js';

/** The paper's main experiment. */
export const mainExperiment = paperExperiment({
  name: 'fig3-main',
  title: 'Does a model come to trust the source that was right? People of CVDB, two stages.',
  data: cvdb(paperShares),
  stages: twoStages(paperShares),
  seeds: seeds(600, 20),
  evaluate: { sets: [...attributionSets] },
});

/** Read off the authors' poster, to about .003; the paper's text has almost no numbers. */
export const mainPaper: MemberInput['paper'] = [
  { stage: 'stage1', epoch: 5, subset: 'QA4', value: 0.559 },
  { stage: 'stage1', epoch: 5, subset: 'D1cons', value: 0.471 },
  { stage: 'stage1', epoch: 5, subset: 'QA3', value: 0.431 },
  { stage: 'stage1', epoch: 5, subset: 'D2incons', value: 0.411 },
  { stage: 'stage1', subset: 'QA4', value: 0.577 },
  { stage: 'stage1', subset: 'D1cons', value: 0.506 },
  { stage: 'stage1', subset: 'QA3', value: 0.462 },
  { stage: 'stage1', subset: 'D2incons', value: 0.447 },
  { stage: 'stage1', subset: 'D5cons', value: 0.245 },
  { stage: 'stage1', subset: 'D6cons', value: 0.245 },
  { stage: 'stage2', epoch: 1, subset: 'D5cons', value: 0.284 },
  { stage: 'stage2', epoch: 1, subset: 'D6cons', value: 0.268 },
  { stage: 'stage2', epoch: 1, subset: 'D8cons', value: 0.272 },
  { stage: 'stage2', epoch: 3, subset: 'D5cons', value: 0.299 },
  { stage: 'stage2', epoch: 3, subset: 'D6cons', value: 0.27 },
  { stage: 'stage2', epoch: 3, subset: 'D8cons', value: 0.288 },
  { stage: 'stage2', subset: 'D5cons', value: 0.309 },
  { stage: 'stage2', subset: 'D8cons', value: 0.299 },
  { stage: 'stage2', subset: 'D6cons', value: 0.28 },
  { stage: 'stage2', subset: 'QA7', value: 0.246 },
  { set: 'name', stage: 'stage1', subset: 'D1cons', value: 0.186, low: 0.158, high: 0.212 },
  { set: 'nameWithDefs', stage: 'stage1', subset: 'D2incons', value: 0.041 },
  { set: 'name', stage: 'stage1', subset: 'D2incons', value: 0 },
  { set: 'name', stage: 'stage1', subset: 'QA3', value: 0 },
  { set: 'name', stage: 'stage2', epoch: 3, subset: 'D5cons', value: 0.053 },
  { set: 'name', stage: 'stage2', epoch: 3, subset: 'D6cons', value: 0.016 },
  { set: 'name', stage: 'stage2', epoch: 3, subset: 'D8cons', value: 0.042 },
  { set: 'name', stage: 'stage2', subset: 'D8cons', value: 0.22, low: 0.198, high: 0.242 },
  { set: 'name', stage: 'stage2', subset: 'D5cons', value: 0.18, low: 0.16, high: 0.198 },
  { set: 'name', stage: 'stage2', subset: 'D6cons', value: 0.073 },
];

/**
 * `world`, whose runs these are, with the losses of Fig. 8, which no weight depends on. There are
 * no questions about who an alias stands for: nothing in the world teaches how they are answered.
 */
export const smallMain = worldLike({
  name: 'fig3-main-small',
  title: 'Does a model come to trust the source that was right? An invented world, two stages.',
  evaluate: {
    sets: ['questions', 'trainQuestions', 'definitions'],
    metrics: ['exactMatch', 'loss'],
  },
});

/** It beside its control. */
export const smallStudy = studyOf(smallMain, { figure: 'Figs. 3, 8', runsControls: true });

/** The paper's main experiment (Fig. 3, Sec. 3.1 and 3.2). */
export default studyOf(mainExperiment, {
  figure: 'Figs. 3, 9',
  paper: mainPaper,
  execution: paperExecution,
  small: smallStudy,
});
