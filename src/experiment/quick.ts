import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionInput } from './execution.js';
import { asWritten } from './experiment.js';

type Plain = Readonly<Record<string, unknown>>;

/** How quick forms are executed, unless something else is asked for. */
export const quickExecution: ExecutionInput = { microBatch: 64, testBatch: 64 };

/** Entities with one alias each: enough for false definitions where alpha is .95. */
const fewEntities = 120;

/** The same where probes learn from a part of the aliases that are asked one type of question. */
const probedEntities = 300;

/** Entities of a world or a table, where each has several aliases. */
const fewerEntities = 40;

/**
 * Tokens of a document, of its prompt and of its answer in a quick form, whose small tokenizer
 * takes more of them than a real one.
 */
const padTo = 96;
const padAnswerTo = 24;

/**
 * A small form of an experiment as it is written, to try out that it runs: invented people or
 * works that come with the project, a model of a few thousand weights in place of a checkpoint, few
 * entities, one epoch a stage and one seed. What it measures means nothing. Its name ends in
 * `-quick`.
 */
export function quickForm(written: unknown): unknown {
  const { name, data, model, stages, evaluate, seeds, mode, ...rest } = asWritten(written) as Plain;
  const { first, ...moreSeeds } = (seeds ?? {}) as Plain;
  return {
    ...rest,
    name: `${String(name)}-quick`,
    control: null,
    paper: [],
    paperCosines: null,
    mode,
    data: quickData(
      data as Plain,
      (stages as Plain[]).some(({ probes }) => probes),
    ),
    model: quickModel(model),
    stages: (stages as Plain[]).map((stage) => quickStage(stage, mode === 'faithful')),
    evaluate: { ...(evaluate as Plain | undefined), precision: 'float32' },
    seeds: { ...moreSeeds, first: [firstSeed(first)] },
  };
}

function quickData(data: Plain, isProbed: boolean): Plain {
  const samples = samplesFolder();
  switch (data.kind) {
    case 'cvdb':
      return {
        ...data,
        file: join(samples, 'cvdb.csv'),
        people: isProbed ? probedEntities : fewEntities,
      };
    case 'trex':
      return { ...data, folder: join(samples, 'trex'), entities: fewEntities };
    case 'csv':
      return { file: join(samples, 'people.csv'), ...data, entities: fewerEntities };
    case 'mnist':
      return { ...data, folder: null, cell: 8, pairs: fewEntities, examplesPerEpoch: 256 };
    case 'set-inclusion':
      return {
        ...data,
        variables: fewEntities,
        vocabulary: 'own names',
        plainLists: Math.min(Number(data.plainLists ?? 0), 2),
      };
    default:
      return { ...data, entities: fewerEntities };
  }
}

/** A checkpoint's stand-in reads with the small tokenizer that comes with the project. */
function quickModel(model: unknown): unknown {
  const vocabulary = { tokenizer: join(samplesFolder(), 'tokenizer.json') };
  if (typeof model === 'object' && model !== null && Reflect.get(model, 'kind') !== 'pretrained') {
    if (Reflect.get(model, 'kind') === 'convnext-v2')
      return { kind: 'convnext-v2', depths: [1, 1], widths: [8, 16], kernel: 3 };
    const { vocabulary: wanted = 'from data' } = model as Plain;
    const small = { ...model, layers: 1, width: 32, heads: 2, hidden: 64 };
    return { ...small, vocabulary: wanted === 'from data' ? wanted : vocabulary };
  }
  const from = typeof model === 'string' ? model : String(Reflect.get(Object(model), 'from'));
  const shape = { layers: 2, width: 32, heads: 2, hidden: 64, vocabulary };
  return /\bt5\b/i.test(from)
    ? { kind: 't5', headWidth: 16, ...shape }
    : { kind: 'gpt-neox', rotaryFraction: 0.25, ...shape };
}

function quickStage(stage: Plain, isFaithful: boolean): Plain {
  const { loss, warmupSteps: _warmup, gradients, probes, ...rest } = stage;
  const padded = {
    padTo,
    ...(Reflect.has(Object(loss), 'padAnswerTo') ? { padAnswerTo } : {}),
  };
  return {
    ...rest,
    loss: { ...(loss as Plain | undefined), ...(isFaithful ? padded : {}) },
    ...(gradients ? { gradients: quickGradients(gradients as Plain) } : {}),
    ...(probes ? { probes: quickProbes(probes as Plain) } : {}),
    epochs: 1,
    documentsPerStep: 64,
    precision: 'float32',
  };
}

/** Compared before and after the one epoch, as often as the experiment does at least. */
function quickGradients({ atEpochs, ...rest }: Plain): Plain {
  return { ...rest, atEpochs: [...new Set((atEpochs as number[]).map((one) => Math.min(one, 1)))] };
}

/** Few prompts in few folds; most aliases of five letters have as many of the small tokenizer. */
function quickProbes({ aliasTokens = 5, ...rest }: Plain): Plain {
  return { ...rest, aliasTokens, folds: 2 };
}

function firstSeed(first: unknown): unknown {
  return Array.isArray(first) ? first[0] : Reflect.get(Object(first), 'from');
}

/** Where the invented people and works lie, seen from sources and from what is compiled. */
function samplesFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'experiments', 'samples');
}
