import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import world from '../experiments/world.js';
import { writeSafetensors } from '../src/checkpoints/safetensors.js';
import { allDocuments } from '../src/data/dataset.js';
import type { Document } from '../src/data/documents.js';
import type { ModelOptions } from '../src/experiment/models/kinds.js';
import type { Stage } from '../src/experiment/stage.js';
import { buildModel } from '../src/models/build.js';
import { namesInFile } from '../src/models/checkpoint-names.js';
import type { AnyLanguageModel } from '../src/models/encoder-decoder.js';
import { gptNeoXNames } from '../src/models/gpt-neox.js';
import { dataOf } from '../src/runs/seed-data.js';
import { scope, type Tensor } from '../src/tensor/index.js';
import type { Tokenizer } from '../src/tokenizers/tokenizer.js';
import { wordLevelTokenizer } from '../src/tokenizers/word-level.js';
import { type EncodedDocument, encodeDocument } from '../src/training/encoded-document.js';

/** Stage 1 of the embedded experiment `world`, on one seed. */
export interface WorldTask {
  readonly stage: Stage;
  readonly seed: number;
  readonly tokenizer: Tokenizer;
  readonly documents: readonly Document[];
  readonly encoded: readonly EncodedDocument[];
  /** Documents whose loss is compared: the first of `encoded`, as many as a step shows. */
  readonly check: readonly EncodedDocument[];
}

/** Builds the task; its epochs are the rounds of the benchmark. */
export function worldTask(seed: number, epochs: number): WorldTask {
  const stage = world.stages.find(({ name }) => name === 'stage1');
  if (!stage) throw new Error('the experiment "world" has no stage called stage1');
  const { dataset } = dataOf(world, seed);
  const tokenizer = wordLevelTokenizer(allDocuments(dataset));
  const documents = dataset.trainingDocuments(stage.train);
  const encoding = { mode: 'fast', loss: stage.loss, architecture: 'causal' } as const;
  const encoded = documents.map((document) => encodeDocument(document, tokenizer, encoding));
  const check = encoded.slice(0, stage.documentsPerStep);
  return { stage: { ...stage, epochs }, seed, tokenizer, documents, encoded, check };
}

/** The task's architecture. */
export function worldModel(): Extract<ModelOptions, { kind: 'gpt-neox' }> {
  if (world.model.kind !== 'gpt-neox') throw new Error('the model of "world" is not a gpt-neox');
  return world.model;
}

/** The task's model with its initial weights, which the seed decides. */
export function initialModel({ tokenizer, seed }: WorldTask): AnyLanguageModel {
  const { vocabularySize } = tokenizer;
  return buildModel(worldModel(), { vocabularySize, seed, device: 'cpu' });
}

/** Writes the task for the Python peers: documents, recipe, and the model as Hugging Face's. */
export function writeTask(task: WorldTask, folder: string): void {
  const { stage } = task;
  const { optimizer } = stage;
  if (optimizer.kind !== 'adamw' || stage.schedule !== 'constant')
    throw new Error('the peers train with adamw at a constant rate, and stage1 of world does not');
  writeJson(join(folder, 'task.json'), {
    recipe: {
      documents_per_step: stage.documentsPerStep,
      epochs: stage.epochs,
      learning_rate: stage.learningRate,
      warmup_steps: stage.warmupSteps,
      betas: optimizer.betas,
      eps: optimizer.eps,
      weight_decay: optimizer.weightDecay,
      clip_norm: stage.clipNorm,
    },
    documents: task.encoded.map(({ ids, targets }) => ({ ids, targets })),
    check_documents: task.check.length,
  });
  const model = worldModel();
  writeJson(join(folder, 'config.json'), {
    model_type: 'gpt_neox',
    architectures: ['GPTNeoXForCausalLM'],
    vocab_size: task.tokenizer.vocabularySize,
    hidden_size: model.width,
    num_hidden_layers: model.layers,
    num_attention_heads: model.heads,
    intermediate_size: model.hidden,
    hidden_act: 'gelu',
    rotary_pct: model.rotaryFraction,
    rotary_emb_base: model.rotaryBase,
    use_parallel_residual: model.parallelResidual,
    tie_word_embeddings: model.tieEmbeddings,
    layer_norm_eps: model.layerNormEps,
    max_position_embeddings: Math.max(...task.encoded.map(({ ids }) => ids.length)),
  });
  const initial = initialModel(task);
  const named = new Map<string, Tensor>();
  for (const [path, parameter] of initial.namedParameters())
    named.set(namesInFile(path, gptNeoXNames)[0] as string, parameter);
  scope(() => writeSafetensors(join(folder, 'model.safetensors'), named));
  initial.dispose();
}

const writeJson = (path: string, value: unknown): void =>
  writeFileSync(path, JSON.stringify(value));
