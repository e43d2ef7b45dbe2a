import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors/user-error.js';
import { writeWhole } from '../files/write-whole.js';
import {
  type Architecture,
  architectureOf,
  imageArchitectures,
  languageArchitectures,
} from '../models/architectures.js';
import { namesInFile, type TensorsInFile } from '../models/checkpoint-names.js';
import { ConfigFile, type Json } from '../models/config-file.js';
import type { ConvNextV2 } from '../models/convnext-v2.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import { refuseUnsupportedKeys } from '../models/unsupported-keys.js';
import type { Module } from '../nn/index.js';
import { type DType, numel, scope, type Tensor, withoutElements } from '../tensor/index.js';
import { quoted } from '../text/printable.js';
import { readCheckpoint } from './checkpoint-files.js';
import { configText, readConfigText } from './config-text.js';
import { checkShapes, fillParameters } from './fill-parameters.js';
import { writeSafetensors } from './safetensors.js';

/** The config.json that a model was loaded with, for the keys that are not the model's own. */
interface Source {
  readonly json: Json;
  readonly floats: ReadonlySet<string>;
}
const sources = new WeakMap<Module, Source>();

/** Keys of a config.json that say how its file was written. */
const keysOfTheFile = ['_name_or_path', 'torch_dtype', 'transformers_version'];

/**
 * Fills the parameters of `model` from a folder that `savePretrained` wrote of a model of the same
 * shape. Throws, listing the names, where one is missing, unused or of another shape.
 */
export function loadWeights(model: Module, folder: string): void {
  const { architecture } = architectureOf(model);
  scope(() => fill(architecture, model, readCheckpoint(folder), folder));
}

function fill<Model extends Module>(
  architecture: Architecture<Model>,
  model: Model,
  tensors: ReadonlyMap<string, Tensor>,
  where: string,
): void {
  const own = architecture.fromFile?.(model, tensors) ?? tensors;
  fillParameters(model, own, architecture.names(model), where);
}

/**
 * A language model from a folder as transformers writes it: `config.json` and `model.safetensors`
 * or its shards, on the host and in float32. Throws a UserError for an architecture that is not
 * known, and where anything is missing, unused, misshapen or damaged.
 */
export function loadPretrained(folder: string): AnyLanguageModel {
  return load(folder, languageArchitectures);
}

/** As `loadPretrained`, a model of images. */
export function loadPretrainedImageModel(folder: string): ConvNextV2 {
  return load(folder, imageArchitectures);
}

/** What a checkpoint's config.json describes, without its weights. */
export interface PretrainedOutline {
  readonly architecture: AnyLanguageModel['architecture'];
  /** Numbers that can be trained; what is tied counts once. */
  readonly parameters: number;
  /** Rows of the token embedding. */
  readonly vocabularySize: number;
  /** Longest text in tokens where positions are learned; null where there is no end. */
  readonly maxTokens: number | null;
}

/**
 * What `loadPretrained` would load, in a moment and without its memory: names, types and shapes of all tensors
 * are compared, numbers are not looked at. Throws UserErrors as there.
 */
export function outlinePretrained(folder: string): PretrainedOutline {
  const config = readConfig(folder, languageArchitectures);
  return scope(() =>
    outlined(config, readCheckpoint(folder), folder, (model) => ({
      architecture: model.architecture,
      parameters: model.parameters().reduce((sum, { shape }) => sum + numel(shape), 0),
      vocabularySize: model.vocabularySize,
      maxTokens: model.architecture === 'causal' ? model.maxTokens : null,
    })),
  );
}

function load<Model extends Module>(
  folder: string,
  architectures: readonly Architecture<Model>[],
): Model {
  const config = readConfig(folder, architectures);
  const { architecture, file, floats } = config;
  return scope(() => {
    const tensors = readCheckpoint(folder);
    outlined(config, tensors, folder, () => undefined);
    const model = built(architecture, file, contentsOf(tensors));
    try {
      fill(architecture, model, tensors, folder);
    } catch (error) {
      model.dispose();
      throw error;
    }
    sources.set(model, { json: file.json, floats });
    return model;
  });
}

/** Gives `look` the model without numbers, once it fits the checkpoint's tensors. */
function outlined<Model extends Module, Seen>(
  { architecture, file }: { readonly architecture: Architecture<Model>; readonly file: ConfigFile },
  tensors: ReadonlyMap<string, Tensor>,
  folder: string,
  look: (model: Model) => Seen,
): Seen {
  checkLayers(file, tensors.size);
  // A few bytes of config.json can ask for all memory: first see whether it fits the file.
  const outline = withoutElements(() => built(architecture, file, contentsOf(tensors)));
  try {
    const own = architecture.fromFile?.(outline, tensors) ?? tensors;
    checkShapes(outline, own, architecture.names(outline), folder);
    return look(outline);
  } finally {
    outline.dispose();
  }
}

function readConfig<Model extends Module>(
  folder: string,
  architectures: readonly Architecture<Model>[],
): {
  readonly architecture: Architecture<Model>;
  readonly file: ConfigFile;
  readonly floats: ReadonlySet<string>;
} {
  const path = join(folder, 'config.json');
  const { json, floats } = readConfigText(path);
  const architecture = architectures.find(({ modelType }) => modelType === json.model_type);
  if (!architecture) {
    const known = architectures.map(({ modelType }) => modelType).join(', ');
    const given = json.model_type === undefined ? 'missing' : quoted(json.model_type);
    throw new UserError(`${path}: \`model_type\` is ${given}, known are ${known}`);
  }
  const file = new ConfigFile(json, path, floats);
  refuseUnsupportedKeys(file);
  return { architecture, file, floats };
}

/** Keys of a config.json, of one architecture or another, that count layers. */
const layerKeys = ['num_hidden_layers', 'n_layer', 'num_layers', 'num_decoder_layers'];

/** The key of a list that counts the layers of each stage. */
const depthsKey = 'depths';

/** Throws where there are more layers than tensors: building them could take all memory. */
function checkLayers(file: ConfigFile, tensors: number): void {
  const wanted = `at most a layer for each of the ${tensors} tensors of the checkpoint`;
  for (const key of layerKeys)
    if (file.has(key) && file.count(key) > tensors) file.fail(key, wanted);
  if (file.has(depthsKey) && file.counts(depthsKey).reduce((sum, n) => sum + n, 0) > tensors)
    file.fail(depthsKey, wanted);
}

const contentsOf = (tensors: ReadonlyMap<string, Tensor>): TensorsInFile => ({
  has: (name) => tensors.has(name),
  same(one, other) {
    const [a, b] = [tensors.get(one), tensors.get(other)];
    return a !== undefined && b !== undefined && a.dtype === b.dtype && a.equal(b);
  },
});

/** The model that `file` describes; what its numbers do not allow is an error that names it. */
function built<Model extends Module>(
  architecture: Architecture<Model>,
  file: ConfigFile,
  tensors: TensorsInFile,
): Model {
  try {
    return architecture.build(file, tensors);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const { message } = cause as Error;
    throw new UserError(`${file.where}: the model cannot be built: ${message}`, { cause });
  }
}

/** How `savePretrained` writes. */
export interface SaveOptions {
  /** Type of the file's numbers; default float32, in which models are trained. */
  readonly dtype?: Extract<DType, 'float32' | 'bfloat16' | 'float16'>;
  /** Keys of config.json that count where the model was loaded with none; default: none. */
  readonly keys?: Json;
}

/**
 * Writes `model` to `folder` as transformers reads it, `config.json` and `model.safetensors`, each
 * whole or not at all, `config.json` last. Keys of the config.json that the model was loaded with,
 * such as the ids of special tokens, are kept. A TypeError where its architecture is none of ours.
 */
export function savePretrained(
  model: Module,
  folder: string,
  { dtype = 'float32', keys = {} }: SaveOptions = {},
): void {
  const { architecture, json } = architectureOf(model);
  const names = architecture.names(model);
  const configPath = join(folder, 'config.json');
  // Without it the folder is no checkpoint: none is there that is half old and half new.
  rmSync(configPath, { force: true });
  scope(() => {
    const tensors = new Map<string, Tensor>();
    for (const [path, parameter] of model.namedParameters()) {
      const turned = names.transposed?.test(path) ?? false;
      const name = namesInFile(path, names)[0] as string;
      tensors.set(name, turned ? parameter.detach().transpose(0, 1) : parameter);
    }
    const written = architecture.toFile?.(model, tensors) ?? tensors;
    writeSafetensors(join(folder, 'model.safetensors'), written, { dtype });
  });
  const source = sources.get(model);
  const kept: Record<string, unknown> = { ...(source?.json ?? keys) };
  for (const key of keysOfTheFile) delete kept[key];
  const config = {
    ...kept,
    ...json,
    model_type: architecture.modelType,
    architectures: [architecture.className],
    dtype,
  };
  writeWhole(configPath, configText(config, source?.floats ?? new Set()));
}
