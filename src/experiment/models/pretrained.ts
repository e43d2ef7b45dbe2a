import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { contentsOf } from '../../files/content.js';
import { readJson } from '../../files/json-file.js';
import { type Frozen, freeze } from '../frozen.js';
import { decisiveFiles } from './checkpoint-content.js';
import type { ModelKind } from './kind.js';
import { sampleVocabulary, textOperations } from './vocabulary.js';

/** What can stand under `model` for a checkpoint. */
export const pretrainedOptions = z.strictObject({
  kind: z.literal('pretrained'),
  from: z
    .string()
    .min(1)
    .describe('A folder with config.json, or a name on the hub, such as EleutherAI/pythia-70m.'),
  revision: z
    .string()
    .min(1)
    .default('main')
    .describe('Branch, tag or commit of the hub; nothing for a folder.'),
  architecture: z
    .enum(['causal', 'encoder-decoder'])
    .default('causal')
    .describe('What it is: the checkpoint itself decides, and has to agree.'),
});

/** A checkpoint, every default filled in. */
export type PretrainedOptions = Frozen<z.output<typeof pretrainedOptions>>;

/** A checkpoint as it is written. */
export type PretrainedInput = Frozen<z.input<typeof pretrainedOptions>>;

/** A checkpoint of a folder or of the hub, at a revision. */
export function pretrained(
  from: string,
  options: Omit<PretrainedInput, 'kind' | 'from'> = {},
): PretrainedInput {
  return freeze({ kind: 'pretrained', from, ...options });
}

/** Parameters of checkpoints of the hub, by the last part of their name. */
const known: ReadonlyMap<string, number> = new Map(
  Object.entries({
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
    'smollm2-135m-instruct': 134_515_008,
    't5-3b': 2_851_598_336,
  }),
);

/** A checkpoint's name without its owner and what its data were: `pythia-2.8b`. */
const shortName = ({ from }: PretrainedOptions): string =>
  (from.split('/').at(-1) ?? from).replace(/-deduped(-v0)?$/, '');

const isFolder = ({ from }: PretrainedOptions): boolean => existsSync(join(from, 'config.json'));

/** By the size of the weights, at what config.json says of their type. */
function countInFolder(folder: string): number | null {
  const schema = z.looseObject({
    dtype: z.string().optional(),
    torch_dtype: z.string().optional(),
  });
  const { dtype, torch_dtype: old } = readJson(join(folder, 'config.json'), schema);
  const files = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const each = (dtype ?? old ?? 'float32').endsWith('16') ? 2 : 4;
  return bytes === 0 ? null : Math.round(bytes / each);
}

function parameters(options: PretrainedOptions): number | null {
  return isFolder(options)
    ? countInFolder(options.from)
    : (known.get(shortName(options).toLowerCase()) ?? null);
}

/** A checkpoint of the hub or of a folder; a small model of the same architecture when quick. */
export const pretrainedKind: ModelKind<PretrainedOptions> = {
  kind: 'pretrained',
  reads: 'texts',
  architecture: ({ architecture }) => architecture,
  options: pretrainedOptions,
  // The architecture follows from the checkpoint.
  identity: ({ architecture: _, ...options }) => {
    const { from, revision: _revision, ...rest } = options;
    if (!existsSync(join(from, 'config.json'))) return options;
    return { ...rest, content: contentsOf(decisiveFiles(from), "the checkpoint's file") };
  },
  checkpoint: ({ from, revision }) => ({ from, revision }),
  otherStage: () => null,
  quick: ({ architecture }) => {
    const shape = { layers: 2, width: 32, heads: 2, hidden: 64, vocabulary: sampleVocabulary() };
    return architecture === 'encoder-decoder'
      ? { kind: 't5', headWidth: 16, ...shape }
      : { kind: 'gpt-neox', rotaryFraction: 0.25, ...shape };
  },
  name: shortName,
  parameters,
  operations: (options, tokens) => textOperations(parameters(options), tokens),
  misfits: () => [],
};
