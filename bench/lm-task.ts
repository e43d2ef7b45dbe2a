import { statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mainExperiment as main } from '../experiments/fig3-main.js';
import { savePretrained } from '../src/checkpoints/checkpoint.js';
import type { Document } from '../src/data/documents.js';
import type { TrainingMode } from '../src/experiment/recipe.js';
import type { Stage } from '../src/experiment/stage.js';
import { buildModel } from '../src/models/build.js';
import type { AnyLanguageModel } from '../src/models/encoder-decoder.js';
import { datasetOf } from '../src/runs/seed-data.js';
import { pretrainedTokenizer } from '../src/tokenizers/pretrained.js';
import type { Tokenizer } from '../src/tokenizers/tokenizer.js';
import { type EncodedDocument, encodeDocument } from '../src/training/encoded-document.js';
import { inventedPeople } from './invented-people.js';

/** Stage 1 of the paper's main experiment on invented people, with its tokenizer. */
export interface LmTask {
  readonly stage: Stage;
  /** Most documents of a forward pass; null: the whole step. */
  readonly microBatch: number | null;
  readonly seed: number;
  readonly tokenizer: Tokenizer;
  /** Of its tokenizer.json. */
  readonly tokenizerFile: string;
  readonly documents: readonly Document[];
  readonly questions: readonly Document[];
}

/** The paper's number of people; its Stage 1 shows 16,000 documents. */
const paperPeople = 4000;

/** Builds the task; `people` as the paper's by default, fewer for a quick look. */
export function lmTask(tokenizerPath: string, { people = paperPeople } = {}): LmTask {
  const seed = 600;
  const stage = main.stages.find(({ name }) => name === 'stage1');
  if (!stage) throw new Error('the experiment "fig3-main" has no stage called stage1');
  const table = inventedPeople(people, seed);
  const dataset = datasetOf(main, table, seed, null);
  return {
    stage,
    microBatch: 128,
    seed,
    tokenizer: pretrainedTokenizer(tokenizerPath),
    tokenizerFile: statSync(tokenizerPath).isDirectory()
      ? join(tokenizerPath, 'tokenizer.json')
      : tokenizerPath,
    documents: dataset.trainingDocuments(stage.train),
    questions: [...dataset.questions.values()].flatMap(({ test }) => test),
  };
}

/** The same in steps of 16 documents, for a look in seconds. */
export const quickTask = (task: LmTask): LmTask => ({
  ...task,
  microBatch: 8,
  stage: { ...task.stage, documentsPerStep: 16 },
});

/** The shape of a Pythia or of something smaller; its vocabulary has Pythia's 50,304 rows. */
export interface Shape {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
}

const rows = 50_304;

/** A GPT-NeoX of random weights. */
export function modelOfShape(shape: Shape, device: string): AnyLanguageModel {
  return buildModel(
    {
      kind: 'gpt-neox',
      ...shape,
      hidden: 4 * shape.width,
      rotaryFraction: 0.25,
      rotaryBase: 10_000,
      parallelResidual: true,
      tieEmbeddings: false,
      layerNormEps: 1e-5,
      initializerRange: 0.02,
      vocabulary: 'from data',
    },
    { vocabularySize: rows, seed: 1, device },
  );
}

/** Documents as the model reads them in `mode`. */
export function encoded(
  { stage, tokenizer }: LmTask,
  documents: readonly Document[],
  mode: TrainingMode,
): EncodedDocument[] {
  const encoding = { mode, loss: stage.loss, architecture: 'causal' } as const;
  return documents.map((document) => encodeDocument(document, tokenizer, encoding));
}

/** Tokens of real text of all documents, without end and padding. */
export function textTokens(task: LmTask, documents: readonly Document[]): number {
  return encoded(task, documents, 'faithful').reduce((sum, { realTokens }) => sum + realTokens, 0);
}

/**
 * Writes the task for the Python peers: the model as Hugging Face's, the padded documents of Stage
 * 1 with the recipe, and the questions.
 */
export function writeLmTask(
  task: LmTask,
  model: AnyLanguageModel,
  questions: readonly Document[],
  { folder, checkDocuments }: { readonly folder: string; readonly checkDocuments: number },
): void {
  const { stage, tokenizer } = task;
  const { documentsPerStep, learningRate, clipNorm } = stage;
  savePretrained(model, folder);
  const written = {
    documents_per_step: documentsPerStep,
    documents_per_pass: task.microBatch,
    learning_rate: learningRate,
    clip_norm: clipNorm,
    documents: encoded(task, task.documents, 'faithful').map(({ ids, realTokens }) => ({
      ids,
      real_tokens: realTokens,
    })),
    check_documents: checkDocuments,
    prompts: questions.map(({ prompt }) => prompt),
    tokenizer: resolve(task.tokenizerFile),
    pad: tokenizer.padId,
    end: tokenizer.endId,
  };
  writeFileSync(join(folder, 'task.json'), JSON.stringify(written));
}
