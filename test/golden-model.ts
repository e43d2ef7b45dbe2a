// What the tests of models have in common: fixtures made by transformers, and how to compare.
import { readFileSync } from 'node:fs';
import { readSafetensors } from '../src/checkpoints/safetensors.js';
import { architectureOf } from '../src/models/architectures.js';
import { namesInFile } from '../src/models/checkpoint-names.js';
import type { Module } from '../src/nn/index.js';
import { type Tensor, tensor } from '../src/tensor/index.js';

/** The cases that read a text from left to right. */
export const causalCases = [
  'gpt_neox',
  'gpt_neox_serial',
  'gpt_neox_tied',
  'gpt_neox_odd',
  'gpt_neo',
  'gpt_neo_window',
  'gpt2',
  'gpt2_untied',
  'gptj',
  'gptj_wide',
  'llama',
  'llama_llama3',
  'llama_linear',
  'llama_tied',
  'qwen3',
  'qwen3_untied',
] as const;

/** The cases with an encoder and a decoder. */
export const t5Cases = ['t5', 't5_far', 't5_gated', 't5_untied'] as const;

/** The folder of a case of tools/make-fixtures.py. */
export const fixture = (name: string): string =>
  new URL(`fixtures/${name}`, import.meta.url).pathname;

/** A file of JSON with an object. */
export const json = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path, 'utf8'));

/** Reads a case's tensors by name; missing ones are errors. */
export function expectedOf(name: string): (key: string) => Tensor {
  const tensors = readSafetensors(`${fixture(name)}/expected.safetensors`);
  return (key) => {
    const found = tensors.get(key);
    if (!found) throw new Error(`${name} has no ${key}`);
    return found;
  };
}

/** Largest absolute difference. */
export const distance = (a: Tensor, b: Tensor): number =>
  a
    .to({ dtype: 'float32' })
    .sub(b.to({ dtype: 'float32' }))
    .abs()
    .max()
    .item();

/** |a - b| / |b| */
export const relative = (a: number, b: number): number => Math.abs(a - b) / Math.abs(b);

/** Whole numbers [rows, columns] as int64. */
export const whole = (rows: readonly (readonly number[])[]): Tensor =>
  tensor(Int32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]).to({ dtype: 'int64' });

/** The mean cross-entropy of `labels` [B, T] under `logits` [B, T, V]; -100 is left out. */
export const labelLoss = (logits: Tensor, labels: Tensor): Tensor =>
  logits.flatten({ endDim: 1 }).crossEntropyLoss(labels.reshape([-1]));

/**
 * The largest relative difference of the parameters' gradient norms from those of the case, and
 * whether the names are the same.
 */
export function gradientDifference(model: Module, name: string): number {
  const norms = json(`${fixture(name)}/grad_norms.json`) as Record<string, number>;
  const names = architectureOf(model).architecture.names(model);
  const left = new Set(Object.keys(norms));
  let largest = 0;
  for (const [path, parameter] of model.namedParameters()) {
    const key = namesInFile(path, names).find((candidate) => left.delete(candidate));
    if (key === undefined) throw new Error(`${name} has no gradient of ${path}`);
    const norm = parameter.grad?.vectorNorm().item() ?? 0;
    largest = Math.max(largest, relative(norm, norms[key] as number));
  }
  if (left.size > 0) throw new Error(`no parameter has the gradient of ${[...left].join(', ')}`);
  return largest;
}
