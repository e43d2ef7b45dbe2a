import { lossOnlySets } from '../data/evaluation-sets.js';
import { subsetNames } from '../data/subsets.js';
import type { Experiment } from '../experiment/experiment.js';
import {
  isImageExperiment,
  type TextExperiment,
  textExperiment,
} from '../experiment/image-experiment.js';
import type { Stage } from '../experiment/stage.js';
import { type DocumentCounts, documentCounts } from './document-counts.js';
import { imageOperations } from './image-cost.js';
import { parameterCount } from './parameter-count.js';
import { testsOf } from './tests-of.js';

/** Floating-point operations by the precision of the matrix products that do them. */
export type Operations = Readonly<Record<'float32' | 'bfloat16', number>>;

/** Tokens of a document that is not padded: in sentences, or one word each. */
const tokensOf = { paper: 20, plain: 5 } as const;

/** Tokens of a question of set inclusion besides its list: the variable, `%`, `=` and the answer. */
const tokensOfList = 4;

/** The part of its operations that a tested answer may need beyond its prompt, in tokens. */
interface Tokens {
  readonly training: number;
  readonly prompt: number;
}

/**
 * Tokens of a document in a stage; an encoder-decoder's count half, since half of the parameters
 * read the prompt and half the answer.
 */
function tokens({ mode, model, data }: TextExperiment, { loss }: Pick<Stage, 'loss'>): Tokens {
  const prompt =
    data.kind === 'set-inclusion' ? data.listLength + tokensOfList : tokensOf[data.format];
  if (mode === 'fast' || loss.padTo === undefined) return { training: prompt, prompt };
  const isEncoderDecoder =
    model.kind === 't5' || (model.kind === 'pretrained' && /\bt5\b/i.test(model.from));
  const training = isEncoderDecoder ? (loss.padTo + (loss.padAnswerTo ?? 0)) / 2 : loss.padTo;
  return { training, prompt };
}

/** Tokens that the tests of one metric read and write over a whole set of documents. */
function testTokens(experiment: TextExperiment, stage: Stage, counts: DocumentCounts): number {
  const { sets, metrics, newTokens } = experiment.evaluate;
  const { training, prompt } = tokens(experiment, stage);
  const names = stage.evaluate.subsets ?? subsetNames;
  const answered = sets.filter((set) => !lossOnlySets.includes(set));
  const documents = (some: typeof sets) =>
    some.reduce((sum, set) => sum + counts.testDocuments(set, names), 0);
  const answers = metrics.some((metric) => metric !== 'loss');
  return (
    (answers ? documents(answered) * (prompt + newTokens) : 0) +
    (metrics.includes('loss') ? documents(sets) * training : 0)
  );
}

/**
 * What one first seed of an experiment computes, about: 6 operations a parameter and token of
 * training (Kaplan et al. 2020), 2 of tests. Null where the model's size or the number of documents
 * is not known without a file.
 */
export function operationsOf(experiment: Experiment): Operations | null {
  return isImageExperiment(experiment)
    ? imageOperations(experiment)
    : textOperations(textExperiment(experiment));
}

function textOperations(experiment: TextExperiment): Operations | null {
  const parameters = parameterCount(experiment.model);
  const counts = documentCounts(experiment.data);
  if (parameters === null || counts === null) return null;
  const operations = { float32: 0, bfloat16: 0 };
  for (const [index, stage] of experiment.stages.entries()) {
    const runs = stage.seed === 'second' ? experiment.seeds.second.length : 1;
    const shown = counts.trainingDocuments(stage.train) * tokens(experiment, stage).training;
    operations[stage.precision] += runs * 6 * parameters * shown * stage.epochs;
    const tested = testTokens(experiment, stage, counts) * testsOf(stage, index === 0);
    operations[experiment.evaluate.precision] += runs * 2 * parameters * tested;
  }
  return operations;
}
