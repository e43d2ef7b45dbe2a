import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { loadPretrained } from '../../checkpoints/checkpoint.js';
import { readCheckpoint } from '../../checkpoints/checkpoint-files.js';
import { readJson } from '../../files/json-file.js';
import { numel, scope } from '../../tensor/index.js';
import { checkVocabulary, pretrainedTokenizer } from '../../tokenizers/pretrained.js';

/** What a checkpoint contains and what is wrong with it; null where it could not be read. */
export interface CheckpointReport {
  readonly folder: string;
  /** `model_type` of config.json. */
  readonly modelType: string | null;
  readonly weights: Weights | null;
  readonly model: Model | null;
  /** Null too where there is none, which is no fault. */
  readonly tokenizer: { ids: number; endId: number | null; padId: number } | null;
  /** One sentence each; none where the checkpoint is whole. */
  readonly faults: readonly string[];
}

/** The tensors of a checkpoint's files. */
export interface Weights {
  readonly tensors: number;
  /** How many tensors have which element type. */
  readonly dtypes: Readonly<Record<string, number>>;
  /** Numbers in all tensors. */
  readonly numbers: number;
}

/** The model that a checkpoint's weights fill. */
export interface Model {
  readonly architecture: 'causal' | 'encoder-decoder';
  /** Numbers that can be trained; what is tied counts once. */
  readonly parameters: number;
  /** Rows of the token embedding. */
  readonly vocabularySize: number;
}

const modelTypeSchema = z.looseObject({ model_type: z.string() });

/** Reads all of a checkpoint: its configuration, every tensor, its tokenizer where it has one. */
export function checkCheckpoint(folder: string): CheckpointReport {
  const faults: string[] = [];
  const report = (error: unknown) => {
    faults.push((error as Error).message);
    return null;
  };
  const weights = attempt(() => weightsOf(folder), report);
  const model = attempt(
    () => modelOf(folder),
    // Where the weights cannot be read, that is reported already.
    (error) => (weights === null && !/config\.json/.test(String(error)) ? null : report(error)),
  );
  const tokenizer = existsSync(join(folder, 'tokenizer.json'))
    ? attempt(() => pretrainedTokenizer(folder), report)
    : null;
  if (tokenizer !== null && model !== null)
    attempt(() => checkVocabulary(tokenizer, model.vocabularySize, folder), report);
  return {
    folder,
    // Where config.json does not say it, loading has the message.
    modelType: attempt(
      () => readJson(join(folder, 'config.json'), modelTypeSchema).model_type,
      () => null,
    ),
    weights,
    model,
    tokenizer: tokenizer && {
      ids: tokenizer.vocabularySize,
      endId: tokenizer.endId,
      padId: tokenizer.padId,
    },
    faults,
  };
}

function attempt<T>(body: () => T, otherwise: (error: unknown) => T | null): T | null {
  try {
    return body();
  } catch (error) {
    return otherwise(error);
  }
}

function weightsOf(folder: string): Weights {
  return scope(() => {
    const tensors = readCheckpoint(folder);
    const dtypes: Record<string, number> = {};
    let numbers = 0;
    for (const one of tensors.values()) {
      dtypes[one.dtype] = (dtypes[one.dtype] ?? 0) + 1;
      numbers += numel(one.shape);
    }
    return { tensors: tensors.size, dtypes, numbers };
  });
}

function modelOf(folder: string): Model {
  const model = loadPretrained(folder);
  try {
    return {
      architecture: model.architecture,
      parameters: model.parameters().reduce((n, parameter) => n + numel(parameter.shape), 0),
      vocabularySize: model.vocabularySize,
    };
  } finally {
    model.dispose();
  }
}
