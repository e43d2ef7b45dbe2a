import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gptNeoX } from '../experiment/models/gpt-neox.js';
import { modelOptions } from '../experiment/models/kinds.js';
import { buildModel, type RandomModelOptions } from '../models/build.js';
import type { GptNeoX } from '../models/gpt-neox.js';
import { noGrad, scope, tensor } from '../tensor/index.js';
import { loadPretrained, loadWeights, savePretrained } from './checkpoint.js';

const [vocabularySize, from, width] = [40, 30, 16];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A model whose last norm is as after training: neither its scales nor its shifts are those of the start. */
function trained(given: object, seed = 3): GptNeoX {
  const shape = { layers: 2, width, heads: 2, initializerRange: 0.2, readOnlyTokens: { from } };
  const options = modelOptions.parse(gptNeoX({ ...shape, ...given })) as RandomModelOptions;
  const model = buildModel(options, { vocabularySize, seed, device: 'cpu' }) as GptNeoX;
  noGrad(() => {
    const { weight, bias } = model.norm;
    weight.copy_(
      tensor(
        Float32Array.from({ length: width }, (_, i) => 0.6 + 0.05 * i),
        [width],
      ),
    );
    bias?.copy_(
      tensor(
        Float32Array.from({ length: width }, (_, i) => 0.1 * Math.sin(i)),
        [width],
      ),
    );
  });
  return model;
}

const logitsOf = (model: GptNeoX): number[][] =>
  scope(() => {
    const ids = tensor(Int32Array.of(1, 2, 35, 29), [1, 4]);
    const logits = noGrad(() => model.forward(ids));
    const rows = logits.shape[2] as number;
    const all = [...logits.toArray()];
    return [0, 1, 2, 3].map((at) => all.slice(at * rows, (at + 1) * rows));
  });

describe('a checkpoint of a model with tokens that are only read', () => {
  it.each([false, true])('is read back as it was (tied: %s)', (tieEmbeddings) => {
    const [model, other] = [trained({ tieEmbeddings }), trained({ tieEmbeddings }, 4)];
    savePretrained(model, folder);
    const read = loadPretrained(folder) as GptNeoX;
    expect(read.config).toMatchObject({ outputRows: from, tieEmbeddings });
    expect(logitsOf(read)).toEqual(logitsOf(model));
    loadWeights(other, folder);
    expect(logitsOf(other)).toEqual(logitsOf(model));
    for (const one of [model, other, read]) one.dispose();
  });

  it.each([false, true])('never writes them elsewhere (tied: %s)', (tieEmbeddings) => {
    const model = trained({ tieEmbeddings });
    savePretrained(model, folder);
    const path = join(folder, 'config.json');
    const { credence_output_rows: rows, ...config } = JSON.parse(readFileSync(path, 'utf8'));
    expect(rows).toBe(from);
    // As a program that knows no keys of credence reads it.
    delete config.credence_tied_head;
    writeFileSync(path, JSON.stringify(config));
    const whole = loadPretrained(folder) as GptNeoX;
    const wanted = logitsOf(model);
    for (const [at, row] of logitsOf(whole).entries()) {
      expect(row).toHaveLength(vocabularySize);
      const gaps = row.slice(0, from).map((value, i) => Math.abs(value - (wanted[at]?.[i] ?? 0)));
      expect(Math.max(...gaps)).toBeLessThan(1e-6);
      for (const value of row.slice(from)) expect(Math.abs(value + 1000)).toBeLessThan(1);
    }
    for (const one of [model, whole]) one.dispose();
  });
});
