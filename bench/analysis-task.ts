import gradientStudy from '../experiments/fig6-gradient-alignment.js';
import world from '../experiments/world.js';
import { alignmentPairs } from '../src/analyses/alignment/alignment-pairs.js';
import type {
  AlignmentOptions,
  AlignmentPair,
} from '../src/analyses/alignment/gradient-alignment.js';
import type { Dataset } from '../src/data/dataset.js';
import type { Document } from '../src/data/documents.js';
import type { Experiment } from '../src/experiment/experiment.js';
import type { AnyLanguageModel } from '../src/models/encoder-decoder.js';
import { dataOf, datasetOf } from '../src/runs/seed-data.js';
import { type Member, resolveStudy } from '../src/study/resolve-study.js';
import { pretrainedTokenizer } from '../src/tokenizers/pretrained.js';
import type { Tokenizer } from '../src/tokenizers/tokenizer.js';
import {
  type EncodedDocument,
  encodeDocument,
  encodingFor,
} from '../src/training/encoded-document.js';
import { inventedPeople } from './invented-people.js';
import { modelOfShape, type Shape } from './lm-task.js';
import { initialModel, worldTask } from './world-task.js';

/** Definitions and questions whose gradients are compared, with the model that has them. */
export interface GradientTask {
  readonly name: string;
  readonly model: AnyLanguageModel;
  readonly tokenizer: Tokenizer;
  readonly pairs: readonly AlignmentPair[];
  readonly how: AlignmentOptions;
}

const seed = 10;

/** D5 and D6 of the embedded experiment, as Stage 1 has documents, at its initial weights. */
export function worldGradients(aliases: number): GradientTask {
  const task = worldTask(seed, 1);
  const { tokenizer } = task;
  const name = 'world: 2 layers of width 128, 240 words';
  return {
    name,
    tokenizer,
    model: initialModel(task),
    ...compared(world, dataOf(world, seed).dataset, aliases),
  };
}

/**
 * D5 and D6 of the paper's experiment on gradients, on invented people, with a model of the given
 * shape, Pythia's vocabulary and random weights.
 */
export function lmGradients(tokenizer: string, shape: Shape, aliases: number): GradientTask {
  const { experiment } = resolveStudy(gradientStudy).members[1] as Member;
  const dataset = datasetOf(experiment, inventedPeople(400, seed), seed, null);
  return {
    name: `${shape.layers} layers of width ${shape.width}, 50,304 words`,
    tokenizer: pretrainedTokenizer(tokenizer),
    model: modelOfShape(shape, 'cpu'),
    ...compared(experiment, dataset, aliases),
  };
}

/** The documents of a task as they are trained. */
export function encodedDocuments(
  { tokenizer, model, how }: GradientTask,
  documents: readonly Document[],
): EncodedDocument[] {
  const encoding = encodingFor(model, how);
  return documents.map((document) => encodeDocument(document, tokenizer, encoding));
}

function compared(
  { mode, stages }: Experiment,
  dataset: Dataset,
  aliases: number,
): Pick<GradientTask, 'pairs' | 'how'> {
  const stage = stages.find(({ name }) => name === 'stage1');
  if (!stage) throw new Error('an experiment on gradients has a stage called stage1');
  const options = { questions: 'test', bothTags: false } as const;
  const pairs = alignmentPairs(dataset, ['D5cons', 'D6cons'], options);
  return { pairs: pairs.slice(0, aliases), how: { mode, loss: stage.loss } };
}
