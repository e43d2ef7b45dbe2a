import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { convNextV2Sizes } from '../experiment/convnext-v2-options.js';
import type { ModelOptions } from '../experiment/model-options.js';
import { loadJson } from './load-module.js';

/** Parameters of checkpoints of the hub, by the last part of their name. */
const known: Readonly<Record<string, number>> = {
  'pythia-70m': 70_426_624,
  'pythia-160m': 162_322_944,
  'pythia-410m': 405_334_016,
  'pythia-1b': 1_011_781_632,
  'pythia-1.4b': 1_414_647_808,
  'pythia-2.8b': 2_775_208_960,
  'pythia-6.9b': 6_857_302_016,
  'pythia-12b': 11_846_072_320,
  'gpt-neo-125m': 125_198_592,
  'gpt-neo-1.3b': 1_315_575_808,
  'gpt-neo-2.7b': 2_651_307_520,
  'gpt-j-6b': 6_050_882_784,
  'llama-2-7b-hf': 6_738_415_616,
  't5-3b': 2_851_598_336,
};

/** Rows of a vocabulary that is still to be made of the data: a guess. */
const wordsOfData = 1000;

/** A checkpoint's name without its owner and what its data were: `pythia-2.8b`. */
function shortModelName(from: string): string {
  return (from.split('/').at(-1) ?? from).replace(/-deduped(-v0)?$/, '');
}

/** A model as a list names it: a checkpoint's short name, or the shape of one from scratch. */
export function modelName(model: ModelOptions): string {
  if (model.kind === 'pretrained') return shortModelName(model.from);
  if (model.kind === 'convnext-v2') return `${model.kind} ${imageModelShape(model)}`;
  return `${model.kind} ${model.layers}x${model.width}`;
}

/** The name of a published size, or the number of blocks and the width of the last of them. */
function imageModelShape({ depths, widths }: Extract<ModelOptions, { kind: 'convnext-v2' }>) {
  const published = Object.entries(convNextV2Sizes).find(
    ([, size]) => `${size.depths} ${size.widths}` === `${depths} ${widths}`,
  );
  const blocks = depths.reduce((sum, depth) => sum + depth, 0);
  return published?.[0] ?? `${blocks}x${widths.at(-1)}`;
}

/**
 * How many parameters a model has, for an estimate: of options by their shapes, of a folder by the
 * size of its weights, of a well-known checkpoint of the hub from a list. Null for any other.
 */
export function parameterCount(model: ModelOptions): number | null {
  switch (model.kind) {
    case 'gpt-neox': {
      const { width, layers, hidden, tieEmbeddings } = model;
      const layer = 4 * width * (width + 1) + 2 * width * hidden + hidden + width + 4 * width;
      return (tieEmbeddings ? 1 : 2) * rowsOf(model) * width + layers * layer + 2 * width;
    }
    case 't5': {
      const { width, layers, heads, headWidth, hidden } = model;
      const attention = 4 * width * heads * headWidth;
      return rowsOf(model) * width + layers * (3 * attention + 4 * width * hidden);
    }
    case 'convnext-v2': {
      const { depths, widths, kernel, downsampling } = model;
      // Stem and head are left out: they depend on the images and are small.
      return widths.reduce((sum, width, stage) => {
        const block = width * (8 * width + kernel ** 2 + 17);
        const patch = (widths[stage - 1] ?? 0) * ((downsampling[stage - 1] ?? 0) ** 2 * width + 2);
        return sum + (depths[stage] ?? 0) * block + patch + width;
      }, 0);
    }
    case 'pretrained':
      return existsSync(join(model.from, 'config.json'))
        ? countInFolder(model.from)
        : (known[shortModelName(model.from).toLowerCase()] ?? null);
  }
}

function rowsOf({ vocabulary }: Extract<ModelOptions, { kind: 'gpt-neox' | 't5' }>): number {
  return vocabulary === 'from data' ? wordsOfData : (vocabulary.rows ?? wordsOfData);
}

/** By the size of the weights, at what config.json says of their type. */
function countInFolder(folder: string): number | null {
  const config = z
    .looseObject({ dtype: z.string().optional(), torch_dtype: z.string().optional() })
    .safeParse(loadJson(join(folder, 'config.json')));
  const type = config.data?.dtype ?? config.data?.torch_dtype ?? 'float32';
  const files = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return bytes === 0 ? null : Math.round(bytes / (type.endsWith('16') ? 2 : 4));
}
