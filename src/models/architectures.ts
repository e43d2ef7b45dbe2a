import type { Module } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import type { CheckpointNames, TensorsInFile } from './checkpoint-names.js';
import type { ConfigFile, Json } from './config-file.js';
import { ConvNextV2, convNextV2Names } from './convnext-v2.js';
import { convNextV2ConfigFrom, convNextV2ConfigJson } from './convnext-v2-config.js';
import type { AnyLanguageModel } from './encoder-decoder.js';
import { GptNeo, gptNeoNames } from './gpt-neo.js';
import { gptNeoConfigFrom, gptNeoConfigJson } from './gpt-neo-config.js';
import { GptNeoX, gptNeoXNames } from './gpt-neox.js';
import { gptNeoXConfigFrom, gptNeoXConfigJson } from './gpt-neox-config.js';
import { Gpt2, gpt2Names } from './gpt2.js';
import { gpt2ConfigFrom, gpt2ConfigJson } from './gpt2-config.js';
import { GptJ, gptJNames } from './gptj.js';
import { gptJConfigFrom, gptJConfigJson } from './gptj-config.js';
import { Llama, llamaNames } from './llama.js';
import { llamaConfigFrom, llamaConfigJson } from './llama-config.js';
import { Qwen3, qwen3Names } from './qwen3.js';
import { qwen3ConfigFrom, qwen3ConfigJson } from './qwen3-config.js';
import { withRowsToRead, withRowsToWrite } from './read-only-head.js';
import { T5 } from './t5.js';
import { t5ConfigFrom, t5ConfigJson } from './t5-config.js';
import { hasT5Head, t5Names } from './t5-names.js';

/** What it takes to read a checkpoint of one architecture and to write one. */
export interface Architecture<Model extends Module> {
  /** `model_type` of config.json. */
  readonly modelType: string;
  /** transformers' class, named under `architectures` of config.json. */
  readonly className: string;
  /** A model of zeros. */
  build(file: ConfigFile, tensors: TensorsInFile): Model;
  /** What of config.json belongs to `model`, or null where it has another architecture. */
  describe(model: Module): Json | null;
  names(model: Module): CheckpointNames;
  /** The tensors of a file where they are not those of `model`; default: they are. */
  toFile?(model: Module, tensors: Tensors): Tensors;
  /** What `toFile` gave as the tensors of `model`. */
  fromFile?(model: Module, tensors: Tensors): Tensors;
}

/** By their names in a file. */
type Tensors = ReadonlyMap<string, Tensor>;

/** Every architecture that a language model's checkpoint may have. */
export const languageArchitectures: readonly Architecture<AnyLanguageModel>[] = [
  {
    modelType: 'gpt_neox',
    className: 'GPTNeoXForCausalLM',
    build: (file) => new GptNeoX(gptNeoXConfigFrom(file)),
    describe: (model) => (model instanceof GptNeoX ? gptNeoXConfigJson(model.config) : null),
    names: () => gptNeoXNames,
    toFile: (model, tensors) =>
      model instanceof GptNeoX ? withRowsToWrite(model, tensors) : tensors,
    fromFile: (model, tensors) =>
      model instanceof GptNeoX ? withRowsToRead(model, tensors) : tensors,
  },
  {
    modelType: 'gpt_neo',
    className: 'GPTNeoForCausalLM',
    build: (file) => new GptNeo(gptNeoConfigFrom(file)),
    describe: (model) => (model instanceof GptNeo ? gptNeoConfigJson(model.config) : null),
    names: () => gptNeoNames,
  },
  {
    modelType: 'gpt2',
    className: 'GPT2LMHeadModel',
    build: (file) => new Gpt2(gpt2ConfigFrom(file)),
    describe: (model) => (model instanceof Gpt2 ? gpt2ConfigJson(model.config) : null),
    names: () => gpt2Names,
  },
  {
    modelType: 'gptj',
    className: 'GPTJForCausalLM',
    build: (file) => new GptJ(gptJConfigFrom(file)),
    describe: (model) => (model instanceof GptJ ? gptJConfigJson(model.config) : null),
    names: () => gptJNames,
  },
  {
    modelType: 'llama',
    className: 'LlamaForCausalLM',
    build: (file) => new Llama(llamaConfigFrom(file)),
    describe: (model) => (model instanceof Llama ? llamaConfigJson(model.config) : null),
    names: () => llamaNames,
  },
  {
    modelType: 'qwen3',
    className: 'Qwen3ForCausalLM',
    build: (file) => new Qwen3(qwen3ConfigFrom(file)),
    describe: (model) => (model instanceof Qwen3 ? qwen3ConfigJson(model.config) : null),
    names: () => qwen3Names,
  },
  {
    modelType: 't5',
    className: 'T5ForConditionalGeneration',
    build: (file, tensors) => new T5(t5ConfigFrom(file, hasT5Head(tensors))),
    describe: (model) => (model instanceof T5 ? t5ConfigJson(model.config) : null),
    names: (model) => t5Names(model instanceof T5 && model.config.gated),
  },
];

/** Every architecture that the checkpoint of a model of images may have. */
export const imageArchitectures: readonly Architecture<ConvNextV2>[] = [
  {
    modelType: 'convnextv2',
    className: 'ConvNextV2ForImageClassification',
    build: (file) => new ConvNextV2(convNextV2ConfigFrom(file)),
    describe: (model) => (model instanceof ConvNextV2 ? convNextV2ConfigJson(model.config) : null),
    names: () => convNextV2Names,
  },
];

/** The architecture of `model` with what of config.json belongs to it. */
export function architectureOf(model: Module): {
  readonly architecture: Architecture<Module>;
  readonly json: Json;
} {
  for (const architecture of [...languageArchitectures, ...imageArchitectures]) {
    const json = architecture.describe(model);
    if (json) return { architecture, json };
  }
  throw new TypeError(`${model.constructor.name} is not an architecture that can be saved`);
}
