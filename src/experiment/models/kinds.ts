import { z } from 'zod';
import { isFolder } from '../../files/folders.js';
import type { Frozen } from '../frozen.js';
import { type ConvNextV2Input, convNextV2Kind, convNextV2Options } from './convnext-v2.js';
import { fromStageKind } from './from-stage.js';
import { type GptNeoXInput, gptNeoXKind, gptNeoXOptions } from './gpt-neox.js';
import type { ModelKind } from './kind.js';
import { type LlamaInput, llamaKind, llamaOptions } from './llama.js';
import { type OtherStageInput, otherStageOptions } from './other-stage.js';
import { type PretrainedInput, pretrainedKind, pretrainedOptions } from './pretrained.js';
import { type T5Input, t5Kind, t5Options } from './t5.js';

/**
 * As it is written in full: a plain string is the folder or the name of a checkpoint, or a stage of
 * another experiment, such as `world:stage2`.
 */
export function modelInFull(written: unknown): unknown {
  if (typeof written !== 'string') return written;
  const [, experiment, stage] = /^(.+):([^:/\\]+)$/s.exec(written) ?? [];
  return experiment === undefined || stage === undefined || isFolder(written)
    ? { kind: 'pretrained', from: written }
    : { kind: 'stage', experiment, stage };
}

/**
 * What can stand under `model` of an experiment: an architecture that starts from random weights,
 * a checkpoint, or a stage of another experiment; a plain string names one of the latter two.
 */
export const modelOptions = z.preprocess(
  modelInFull,
  z.discriminatedUnion('kind', [
    convNextV2Options,
    gptNeoXOptions,
    llamaOptions,
    pretrainedOptions,
    otherStageOptions,
    t5Options,
  ]),
);

/** A model's architecture, every default filled in. */
export type ModelOptions = Frozen<z.output<typeof modelOptions>>;

/**
 * A model as it is written: what has a default may be left out; a string names a checkpoint, or a
 * stage of another experiment.
 */
export type ModelInput =
  | string
  | ConvNextV2Input
  | GptNeoXInput
  | LlamaInput
  | OtherStageInput
  | PretrainedInput
  | T5Input;

const kinds = [
  convNextV2Kind,
  gptNeoXKind,
  llamaKind,
  pretrainedKind,
  fromStageKind,
  t5Kind,
] as const;

/** The object that answers for a model of the options' kind (`kind.ts`). */
export function modelKind({ kind }: Pick<ModelOptions, 'kind'>): ModelKind<ModelOptions> {
  const found = kinds.find((one) => one.kind === kind);
  if (found === undefined) throw new RangeError(`there is no kind of model "${kind}"`);
  return found as unknown as ModelKind<ModelOptions>;
}

/** As `modelKind`, for options as they are written in full; null where they name no kind. */
export function writtenModelKind(written: unknown): ModelKind<ModelOptions> | null {
  const kind: unknown = Reflect.get(Object(written), 'kind');
  const found = kinds.find((one) => one.kind === kind);
  return found === undefined ? null : (found as unknown as ModelKind<ModelOptions>);
}

/** The stage of another experiment that a model starts from; null of other models. */
export const otherStageOf = (model: ModelOptions) => modelKind(model).otherStage(model);
