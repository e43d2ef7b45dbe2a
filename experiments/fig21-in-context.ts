import { tableOne } from '../src/data/presets/table-1.js';
import { studyOf } from '../src/study/study.js';
import { cvdb, paperExecution, paperExperiment, seeds } from './paper/experiment.js';
import { paperShares } from './paper/shares.js';
import { questionsOnly } from './paper/stages.js';
import { worldLike } from './small/world-like.js';
import { smallStages } from './world.js';

const title = 'Does a model use a definition in its prompt by what it knows of the source?';

const { groups, contrasts } = tableOne;

/** Aliases of X2 that are asked about without their definitions, which nobody ever reads. */
const unread = { inContext: false } as const;

/**
 * The world with definitions in the prompts of questions, and questions alone in its single stage
 * on X1. D5alone and D6alone are as D5 and D6, but their definitions stand in no prompt: what is
 * known of them is in the weights, or nowhere. D9 and D10 stand in prompts, for the control.
 */
const small = studyOf(
  worldLike({
    name: 'fig21-in-context-small',
    title,
    data: {
      inContext: true,
      groups: {
        ...groups,
        D9incons: { ...groups.D9incons, inContext: true },
        D10cons: { ...groups.D10cons, inContext: true },
        D5alone: { data: 'X2', source: 'reliable', ...unread },
        D6alone: { data: 'X2', source: 'unreliable', ...unread },
      },
      contrasts: [
        // With definitions in prompts this is no IML: nothing is learnt of X2.
        ...contrasts.map((one) =>
          one.name === 'iml' ? { ...one, title: 'Trust in context', short: 'in context' } : one,
        ),
        {
          name: 'alone',
          title: 'IML without definitions in prompts',
          ...{ minuend: 'D5alone', subtrahend: 'D6alone', after: 'X2', role: 'detail' },
        },
      ],
      shares: {
        ...paperShares,
        ...{ D5cons: 0.04, D6cons: 0.04, D8cons: 0.04, QA7: 0.04, D5alone: 0.07, D6alone: 0.07 },
      },
    },
    stages: smallStages(paperShares)
      .slice(0, 2)
      // Reading a definition in a prompt is learnt sooner than remembering one.
      .map((stage) =>
        stage.name === 'stage1'
          ? { ...stage, train: { ...stage.train, definitions: [] }, epochs: 16 }
          : stage,
      ),
  }),
  { figure: 'Fig. 21', runsControls: true },
);

/**
 * Definitions stand before the questions that they help to answer (Fig. 21, App. C.8): the model
 * uses those of a reliable tag, X2's too, and ignores the others.
 */
export default studyOf(
  paperExperiment({
    name: 'fig21-in-context',
    title,
    data: cvdb(paperShares, { inContext: true }),
    stages: questionsOnly(paperShares, { padTo: 72 }),
    seeds: seeds(600, 20),
  }),
  { figure: 'Fig. 21', execution: paperExecution, small },
);
