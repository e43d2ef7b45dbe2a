import type { DataOptions } from '../data/data-options.js';
import type { EvaluationSet } from '../data/evaluation-sets.js';
import { imageSets, imageSize } from '../data/mnist/options.js';
import type { Metric } from './metrics.js';
import type { ModelOptions } from './model-options.js';
import type { TrainingMode } from './recipe.js';
import type { Stage } from './stage.js';

type ConvNextV2Options = Extract<ModelOptions, { readonly kind: 'convnext-v2' }>;

/** What of an experiment is compared. */
interface Compared {
  readonly data: DataOptions;
  readonly model: ModelOptions;
  readonly mode: TrainingMode;
  readonly stages: readonly Stage[];
  readonly evaluate: {
    readonly sets: readonly EvaluationSet[];
    readonly metrics: readonly Metric[];
  };
}

/** Cells of a side of each stage's maps, of an image of so many pixels a side. */
export function mapSizes(
  { stemPatch, downsampling }: Pick<ConvNextV2Options, 'stemPatch' | 'downsampling'>,
  pixels: number,
): readonly number[] {
  const sizes = [Math.floor(pixels / stemPatch)];
  for (const factor of downsampling) sizes.push(Math.floor((sizes.at(-1) ?? 0) / factor));
  return sizes;
}

/**
 * Whether data and model are both about images or both about text, and whether what else is wanted
 * exists there: the path of each thing that does not fit, and why.
 */
export function* imageMisfits({
  data,
  model,
  mode,
  stages,
  evaluate,
}: Compared): Generator<[path: PropertyKey[], message: string]> {
  if (data.kind !== 'mnist') {
    if (model.kind === 'convnext-v2')
      yield [
        ['model', 'kind'],
        `a convnext-v2 reads images, and data of kind ${data.kind} are text`,
      ];
    return;
  }
  if (model.kind !== 'convnext-v2') {
    yield [
      ['model', 'kind'],
      `data of kind mnist are images: expected a convnext-v2, given ${model.kind}`,
    ];
    return;
  }
  const pixels = imageSize(data);
  const empty = mapSizes(model, pixels).indexOf(0);
  if (empty >= 0)
    yield [
      ['model', empty === 0 ? 'stemPatch' : 'downsampling'],
      `images of ${pixels} pixels a side leave no cell in the maps of stage ${empty + 1}`,
    ];
  if (mode === 'faithful') yield [['mode'], "images are not padded: expected 'fast'"];
  for (const [index, stage] of stages.entries()) {
    if (stage.train.facts) yield [['stages', index, 'train', 'facts'], 'images show no facts'];
    for (const analysis of ['gradients', 'probes'] as const)
      if (stage[analysis] !== null)
        yield [['stages', index, analysis], 'language models alone are analysed'];
  }
  for (const [index, set] of evaluate.sets.entries())
    if (!imageSets.some((known) => known === set))
      yield [
        ['evaluate', 'sets', index],
        `images cannot ask ${set}; known: ${imageSets.join(', ')}`,
      ];
  const f1 = evaluate.metrics.indexOf('f1');
  if (f1 >= 0)
    yield [['evaluate', 'metrics', f1], 'an answer about an image is one letter: it has no F1'];
}

/**
 * Options that are written in an experiment about images and have no meaning there, although other
 * experiments have a default for them: a sentence each, which begins with its path.
 */
export function* idleImageOptions(written: unknown, { data, stages }: Compared): Generator<string> {
  if (data.kind !== 'mnist') return;
  const at = (...path: PropertyKey[]) =>
    path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), written);
  for (const [index, { name }] of stages.entries())
    if (at('stages', index, 'loss', 'tokens') !== undefined)
      yield `stages.${name}.loss.tokens: every cell of an image bears loss: leave it out`;
  if (at('evaluate', 'newTokens') !== undefined)
    yield 'evaluate.newTokens: an answer about an image is one letter a cell: leave it out';
}
