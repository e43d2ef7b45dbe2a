import { writtenKind } from '../data/kinds.js';
import { asWritten } from './experiment.js';
import { modelInFull, writtenModelKind } from './models/kinds.js';

type Plain = Readonly<Record<string, unknown>>;

/** Entities with one alias each: enough for false definitions where alpha is .95. */
const fewEntities = 120;

/** The same where probes learn from a part of the aliases that are asked one type of question. */
const probedEntities = 300;

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
      (stages as Plain[]).some(({ probes }) => probes) ? probedEntities : fewEntities,
    ),
    model: quickModel(model),
    stages: (stages as Plain[]).map((stage) => quickStage(stage, mode === 'faithful')),
    evaluate: { ...(evaluate as Plain | undefined), precision: 'float32', documentsPerBatch: 64 },
    seeds: { ...moreSeeds, first: [firstSeed(first)] },
  };
}

function quickData(data: Plain, entities: number): Plain {
  return writtenKind(data)?.quick(data, entities) ?? data;
}

function quickModel(written: unknown): unknown {
  const model = modelInFull(written) as Plain;
  return writtenModelKind(model)?.quick(model) ?? model;
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
    documentsPerPass: 64,
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
