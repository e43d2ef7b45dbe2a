import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Module } from '../nn/index.js';
import { noGrad, scope, type Tensor } from '../tensor/index.js';
import { type CheckpointNames, namesInFile } from './checkpoint-names.js';
import { GptNeoX, gptNeoXNames } from './gpt-neox.js';
import { gptNeoXConfigFrom } from './gpt-neox-config.js';
import type { LanguageModel } from './language-model.js';
import { readCheckpoint, readSafetensors, writeSafetensors } from './safetensors.js';

/** Writes the model's parameters under their own paths to one safetensors file. */
export function saveModel(model: Module, path: string): void {
  scope(() => writeSafetensors(path, new Map<string, Tensor>(model.namedParameters())));
}

/**
 * Fills the model's parameters from a file that `saveModel` wrote. Throws, listing the names, when
 * one is missing, unused or of another shape.
 */
export function loadModel(model: Module, path: string): void {
  scope(() => fill(model, readSafetensors(path), (name) => [name], [], path));
}

/**
 * A causal language model from a folder as transformers writes it: `config.json` and
 * `model.safetensors` or its shards. Nothing missing, unused or misshapen passes.
 */
export function loadPretrained(folder: string): LanguageModel {
  const path = join(folder, 'config.json');
  const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  if (json.model_type !== 'gpt_neox')
    throw new Error(`${path}: model_type is ${JSON.stringify(json.model_type)}, wanted "gpt_neox"`);
  const model = new GptNeoX(gptNeoXConfigFrom(json, path));
  const names: CheckpointNames = gptNeoXNames;
  try {
    scope(() =>
      fill(
        model,
        readCheckpoint(folder),
        (name) => namesInFile(name, names),
        names.ignored,
        folder,
      ),
    );
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}

/** Copies `tensors` into the parameters; every name must be accounted for. */
function fill(
  model: Module,
  tensors: ReadonlyMap<string, Tensor>,
  namesOf: (path: string) => readonly string[],
  ignored: readonly RegExp[],
  where: string,
): void {
  const unused = new Set([...tensors.keys()].filter((name) => !ignored.some((r) => r.test(name))));
  const missing: string[] = [];
  const misshapen: string[] = [];
  for (const [path, parameter] of model.namedParameters()) {
    const name = namesOf(path).find((candidate) => tensors.has(candidate));
    const value = name === undefined ? undefined : tensors.get(name);
    if (name === undefined || !value) {
      missing.push(namesOf(path)[0] ?? path);
      continue;
    }
    unused.delete(name);
    if (String(value.shape) !== String(parameter.shape))
      misshapen.push(`${name} is [${value.shape}], wanted [${parameter.shape}]`);
    else noGrad(() => parameter.copy_(value));
  }
  const faults = [
    missing.length > 0 ? `missing: ${missing.join(', ')}` : '',
    unused.size > 0 ? `unused: ${[...unused].join(', ')}` : '',
    misshapen.length > 0 ? `misshapen: ${misshapen.join('; ')}` : '',
  ].filter((fault) => fault !== '');
  if (faults.length > 0) throw new Error(`${where} does not fit the model: ${faults.join('; ')}`);
}
