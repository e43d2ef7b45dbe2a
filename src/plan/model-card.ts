import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Experiment } from '../experiment/experiment.js';
import { isImageExperiment } from '../experiment/image-experiment.js';
import { readJson } from '../files/json-file.js';
import { dataOf } from '../runs/seed-data.js';
import { runFiles } from '../runs/stage-files.js';
import type { KeptStage } from './chosen-stage.js';

/** What config.json says of the class that loads it. */
const configSchema = z.looseObject({
  architectures: z.array(z.string()).min(1),
  is_encoder_decoder: z.boolean().optional(),
});
const environmentSchema = z.looseObject({ commit: z.string().nullable() });

/** The lines of Python that load a model of these files, from `folder`. */
export function pythonLines({ folder: from, files }: KeptStage, folder: string): string[] {
  const { architectures } = readJson(join(from, 'config.json'), configSchema);
  const [name = ''] = architectures;
  const auto = name.endsWith('ForConditionalGeneration')
    ? 'AutoModelForSeq2SeqLM'
    : name.endsWith('ForImageClassification')
      ? 'AutoModelForImageClassification'
      : 'AutoModelForCausalLM';
  const load = (kind: string): string => `${kind}.from_pretrained(${JSON.stringify(folder)})`;
  if (!files.includes('tokenizer.json'))
    return [`from transformers import ${auto}`, `model = ${load(auto)}`];
  return [
    `from transformers import ${auto}, AutoTokenizer`,
    `model = ${load(auto)}`,
    `tokenizer = ${load('AutoTokenizer')}`,
  ];
}

/** What transformers cannot compute of the model; null: nothing. */
export function transformersCaution({ folder }: KeptStage): string | null {
  const config = readFileSync(join(folder, 'config.json'), 'utf8');
  if (config.includes('"credence_kernel"'))
    return (
      'transformers has no ConvNeXt V2 of this kernel and downsampling and refuses it: only ' +
      'credence loads this model.'
    );
  return null;
}

/** The README.md of an exported stage: what it is and how it is loaded. */
export function modelCard(stage: KeptStage): string {
  const { experiment, run, epoch, folder } = stage;
  const { commit } = readJson(join(run.folder, runFiles.environment), environmentSchema);
  const caution = transformersCaution(stage);
  const seeds = run.secondSeed === null ? '' : `, second seed ${run.secondSeed}`;
  return [
    `# ${experiment.name}, ${run.stage.name}, seed ${run.seed}${seeds}`,
    '',
    'A model that credence trained, in the format of Hugging Face.',
    '',
    `- experiment: ${experiment.name}`,
    `- stage: ${run.stage.name}`,
    `- epochs of the stage: ${epoch} of ${run.stage.epochs}`,
    `- seed: ${run.seed}${seeds}`,
    `- identity of the stage: ${run.identity}`,
    `- commit of credence: ${commit ?? 'unknown'}`,
    ...(isEncoderDecoder(folder)
      ? ['- what the encoder reads ends with the end token of the tokenizer, as in training']
      : []),
    ...tagLines(experiment, run.seed, run.secondSeed),
    '',
    ...(caution === null ? ['```python', ...pythonLines(stage, '.'), '```'] : [caution]),
    '',
  ].join('\n');
}

const isEncoderDecoder = (folder: string): boolean =>
  readJson(join(folder, 'config.json'), configSchema).is_encoder_decoder === true;

/** The tags of this seed; none where its data cannot be read any more. */
function tagLines(experiment: Experiment, seed: number, secondSeed: number | null): string[] {
  if (isImageExperiment(experiment)) return [];
  try {
    const { tags } = dataOf(experiment, seed, secondSeed).dataset;
    const listed = tags.map((tag) => JSON.stringify(tag)).join(', ');
    return tags.length === 0
      ? []
      : [`- tags in definitions, those of the more reliable source first: ${listed}`];
  } catch {
    return [];
  }
}
