import type { EvaluationSet } from '../../src/data/evaluation-sets.js';
import type { Shares } from '../../src/data/shares.js';
import type { Experiment, ExperimentInput } from '../../src/experiment/experiment.js';
import { paperShares } from '../paper/shares.js';
import { smallStages } from '../world.js';
import { worldLike } from './world-like.js';

/** What differs between experiments in which every word of a document bears loss. */
interface Differences {
  readonly name: string;
  readonly title: string;
  readonly shares?: Shares;
  /** Parts of a definition; by default tag, alias, entity. */
  readonly order?: Extract<ExperimentInput['data'], { kind: 'world' }>['order'];
  /** By default the test questions and what the name of an alias is. */
  readonly sets?: readonly EvaluationSet[];
}

/**
 * The world with loss on every word, as in the paper, in place of answers alone. A model that is so
 * trained goes on from an alias to its entity as definitions do, so that it can be asked for the
 * name of one, though it has never seen such a question. Stages 0 and 1 are those of Fig. 7's small
 * form.
 */
export function everyWord(differs: Differences): Experiment {
  const { name, title, shares = paperShares, order, sets = ['questions', 'name'] } = differs;
  return worldLike({
    name,
    title,
    data: { shares, ...(order === undefined ? {} : { order }) },
    stages: smallStages(shares).map((stage) => ({ ...stage, loss: { tokens: 'all' } })),
    evaluate: { sets: [...sets] },
  });
}
