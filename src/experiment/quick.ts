import { writtenKind } from '../data/kinds.js';
import type { ExecutionInput } from './execution.js';
import { asWritten } from './experiment.js';
import { modelInFull, writtenModelKind } from './models/kinds.js';

type Plain = Readonly<Record<string, unknown>>;

/** How quick forms are executed, unless something else is asked for. */
export const quickExecution: ExecutionInput = { microBatch: 64, testBatch: 64 };

/** Entities with one alias each: enough for false definitions where alpha is .95. */
const fewEntities = 120;

/**
 * Tokens of a document, of its prompt and of its answer in a quick form, whose small tokenizer
 * takes more of them than a real one.
 */
const padTo = 96;
const padAnswerTo = 24;

/**
 * The quick form of the options of an analysis, by its name, and how many entities it needs at
 * least. The analyses are not known here.
 */
export type QuickAnalyses = (
  name: string,
  written: Plain,
) => { readonly options: Plain; readonly entities?: number };

/**
 * A small form of an experiment as it is written, to try out that it runs: invented people or
 * works that come with the project, a model of a few thousand weights in place of a checkpoint, few
 * entities, one epoch a stage and one seed. What it measures means nothing. Its name ends in
 * `-quick`. Options of analyses stay as they are by default.
 */
export function quickForm(
  written: unknown,
  quickAnalysis: QuickAnalyses = (_name, options) => ({ options }),
): object {
  const { name, data, model, stages, evaluate, seeds, mode, ...rest } = asWritten(written) as Plain;
  const { first, ...moreSeeds } = (seeds ?? {}) as Plain;
  const analysed = (stages as Plain[]).map((stage) => quickAnalysesOf(stage, quickAnalysis));
  const entities = Math.max(fewEntities, ...analysed.map((one) => one.entities));
  return {
    ...rest,
    name: `${String(name)}-quick`,
    mode,
    data: quickData(data as Plain, entities),
    model: quickModel(model),
    stages: (stages as Plain[]).map((stage, index) => ({
      ...quickStage(stage, mode === 'faithful'),
      ...analysed[index]?.written,
    })),
    evaluate: { ...(evaluate as Plain | undefined), precision: 'float32' },
    seeds: { ...moreSeeds, first: [firstSeed(first)] },
  };
}

/** What a stage has of analyses in a quick form, and entities that they need at least. */
function quickAnalysesOf({ analyses }: Plain, quickAnalysis: QuickAnalyses) {
  if (analyses === undefined) return { written: {}, entities: 0 };
  const wanted = Object.entries(analyses as Plain).filter(([, options]) => options !== null);
  const quick = wanted.map(([name, options]) => ({
    name,
    ...quickAnalysis(name, options as Plain),
  }));
  return {
    written: { analyses: Object.fromEntries(quick.map(({ name, options }) => [name, options])) },
    entities: Math.max(0, ...quick.map((one) => one.entities ?? 0)),
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
  const { loss, warmupSteps: _warmup, ...rest } = stage;
  const padded = {
    padTo,
    ...(Reflect.has(Object(loss), 'padAnswerTo') ? { padAnswerTo } : {}),
  };
  return {
    ...rest,
    loss: { ...(loss as Plain | undefined), ...(isFaithful ? padded : {}) },
    epochs: 1,
    documentsPerStep: quarter(stage.documentsPerStep),
    precision: 'float32',
  };
}

/**
 * A size in proportion to the experiment's own, so that the quick forms of a sweep still differ
 * along its axis.
 */
const quarter = (size: unknown): number => Math.max(Math.round(Number(size) / 4), 1);

function firstSeed(first: unknown): unknown {
  return Array.isArray(first) ? first[0] : Reflect.get(Object(first), 'from');
}

/** What differs in a quick form, as reports and figures name it. */
export const quickChange = '--quick';

/** Whether changes, as reports and figures name them, make a quick form. */
export const isQuick = (changes: readonly string[]): boolean => changes.includes(quickChange);

/** What a quick form is worth, in a line of at most 80 characters. */
export const quickNote =
  'Quick form (--quick): it shows that everything runs; its numbers mean nothing.';
