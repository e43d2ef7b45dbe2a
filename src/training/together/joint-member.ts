import type { Recipe } from '../../experiment/recipe.js';
import { architectureOf } from '../../models/architectures.js';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import { reasonAgainstStack } from '../../nn/index.js';
import type { TrainerOptions } from '../trainer.js';
import type { TrainingDocuments } from '../training-documents.js';

/** What one of several models is trained with; its recipe is that of all. */
export interface JointMember extends TrainerOptions {
  readonly model: AnyLanguageModel;
  readonly data: TrainingDocuments;
  readonly recipe: TrainerOptions['recipe'] & Pick<Recipe, 'precision'>;
}

/** Why models cannot be trained together, in words; null where they can. */
export function reasonAgainst(members: readonly JointMember[]): string | null {
  for (const { model } of members) {
    if (model.architecture !== 'causal') return 'an encoder-decoder is trained alone';
    if (model.maxTokens !== null) return 'a model whose positions are learned is trained alone';
    if (dropoutShare(model) > 0) return 'a model with dropout is trained alone';
  }
  const steps = new Set(members.map(({ recipe, data }) => recipe.epochs * data.stepsPerEpoch));
  if (steps.size > 1) return `the stage has ${[...steps].join(' or ')} steps`;
  const vocabularies = new Set(members.map(({ model }) => model.vocabularySize));
  const isAdafactor = members.some(({ recipe }) => recipe.optimizer.kind === 'adafactor');
  if (vocabularies.size > 1 && isAdafactor)
    return 'their vocabularies differ in size, over which Adafactor takes means';
  return reasonAgainstStack(members.map(({ model }) => model));
}

/** The largest share that dropout zeroes anywhere in `model` while it is trained; 0: none. */
function dropoutShare(model: AnyLanguageModel): number {
  const settings = Object.entries(architectureOf(model).json);
  const shares = settings.flatMap(([name, value]) =>
    /dropout|pdrop/.test(name) && typeof value === 'number' ? [value] : [],
  );
  return Math.max(0, ...shares);
}
