import { type Group, groupsOf } from '../data/groups.js';
import { type DataOptions, dataKind } from '../data/kinds.js';
import { shortened } from '../text/printable.js';
import { type ModelOptions, modelKind } from './models/kinds.js';
import { suggestion } from './problem-sentences.js';
import type { Stage } from './stage.js';

type Misfit = [path: PropertyKey[], message: string];

/** What of an experiment has to go together. */
interface Fitted {
  readonly data: DataOptions;
  readonly model: ModelOptions;
  readonly mode: string;
  readonly stages: readonly Stage[];
  readonly evaluate: Parameters<ReturnType<typeof dataKind>['misfits']>[1]['evaluate'];
}

/**
 * Whether data and model are both about images or both about texts, and whether what else is wanted
 * exists there: the path of each thing that does not fit, and why.
 */
export function* kindMisfits(experiment: Fitted): Generator<Misfit> {
  const { data, model } = experiment;
  const [ofData, ofModel] = [dataKind(data), modelKind(model)];
  if (ofData.shows !== ofModel.reads) {
    const message =
      `a model of kind ${model.kind} reads ${ofModel.reads}, and data of kind ${data.kind} are ` +
      ofData.shows;
    yield [['model', 'kind'], message];
    return;
  }
  yield* ofModel.misfits(model, ofData.documentSize(data));
  yield* ofData.misfits(data, experiment);
}

/** Whether every group that a stage names is there and has what the stage wants of it. */
export function* groupMisfits({ data, stages }: Fitted): Generator<Misfit> {
  const groups = new Map(groupsOf(data).map((group) => [group.name, group]));
  const known = [...groups.values()].filter(({ share }) => share > 0).map(({ name }) => name);
  function* named(
    path: PropertyKey[],
    names: readonly string[],
    lacks: ((group: Group) => string | null) | null,
  ): Generator<Misfit> {
    for (const [index, name] of names.entries()) {
      const group = groups.get(name);
      if (group === undefined)
        yield [[...path, index], `unknown group "${shortened(name)}"${suggestion(name, known)}`];
      else if (lacks === null) continue;
      else if (data.shares[name] === undefined)
        yield [[...path, index], `${name} has no share in data.shares`];
      else {
        const lacking = lacks(group);
        if (lacking !== null) yield [[...path, index], `${name} has no ${lacking}`];
      }
    }
  }
  for (const [index, { train, evaluate }] of stages.entries()) {
    const stage = ['stages', index];
    yield* named([...stage, 'train', 'questions'], train.questions, ({ trainsQuestions }) =>
      trainsQuestions ? null : 'questions to train on: they are for tests only',
    );
    yield* named([...stage, 'train', 'definitions'], train.definitions, ({ source }) =>
      source === null ? 'definitions to train on: no source defines it' : null,
    );
    // Whether they have something to test is asked with the other tests.
    yield* named([...stage, 'evaluate', 'subsets'], evaluate.subsets ?? [], null);
  }
}

/**
 * Options that are written in an experiment about images and have no meaning there, although other
 * experiments have a default for them: a sentence each, which begins with its path.
 */
export function* idleOptions(
  written: unknown,
  { data, stages }: Pick<Fitted, 'data' | 'stages'>,
): Generator<string> {
  if (dataKind(data).shows !== 'images') return;
  const at = (...path: PropertyKey[]) =>
    path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), written);
  for (const [index, { name }] of stages.entries())
    if (at('stages', index, 'loss', 'tokens') !== undefined)
      yield `stages.${name}.loss.tokens: every cell of an image bears loss: leave it out`;
  if (at('evaluate', 'newTokens') !== undefined)
    yield 'evaluate.newTokens: an answer about an image is one letter a cell: leave it out';
}
