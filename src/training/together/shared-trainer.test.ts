import { expect, it } from 'vitest';
import { smallModel, smallRecipe } from '../../../test/small-training.js';
import type { Document } from '../../data/documents.js';
import { buildModel } from '../../models/build.js';
import { liveTensors, scope, setThreads } from '../../tensor/index.js';
import { wordLevelTokenizer } from '../../tokenizers/word-level.js';
import { Trainer } from '../trainer.js';
import { TrainingDocuments } from '../training-documents.js';
import { SharedTrainer, shareSteps } from './shared-trainer.js';

const documents = Array.from(
  { length: 12 },
  (_, i): Document => ({
    kind: 'question',
    subset: 'QA3',
    alias: null,
    entity: 'e',
    prompt: `where is n${i}`,
    answer: ` y${i % 5}`,
  }),
);
const tokenizer = wordLevelTokenizer(documents);

/** A model in training, of 9 steps; those of other seeds have other vocabularies. */
function memberOf(seed: number) {
  const recipe = { ...smallRecipe, documentsPerStep: 4 };
  const vocabularySize = tokenizer.vocabularySize + seed;
  const model = buildModel(smallModel(1, 16), { vocabularySize, seed, device: 'cpu' });
  const data = new TrainingDocuments({ model, tokenizer, documents, recipe, mode: 'fast', seed });
  return { model, data, recipe, seed };
}

setThreads(1);

it('a step is one of all, a state one that each goes on from alone', () => {
  const before = liveTensors();
  const members = [1, 2, 3].map(memberOf);
  const trainers = members.map((member) => new SharedTrainer(member));
  shareSteps(trainers);
  const losses = Array.from({ length: 3 }, () => trainers.map((one) => one.step().loss));
  const single = memberOf(2);
  const alone = new Trainer(single);
  for (const [, loss] of losses) expect(alone.step().loss).toBeCloseTo(loss as number, 5);
  expect(() => {
    for (let step = 0; step < 2; step++) trainers[0]?.step();
    trainers[1]?.step();
    trainers[1]?.step();
    trainers[2]?.step();
  }).toThrow('step 4 was asked for where all others are at 5');
  // Of a trainer of its own, weights and all, from where the others stood.
  const other = memberOf(2);
  const own = members[1] as typeof other;
  const goesOn = new SharedTrainer(other);
  scope(() => {
    goesOn.restore((trainers[1] as SharedTrainer).state());
    for (const [i, parameter] of other.model.parameters().entries())
      parameter.detach().copy_(own.model.parameters()[i]?.detach() as typeof parameter);
  });
  for (let step = 0; step < 2; step++) alone.step();
  for (let step = 5; step < 9; step++) expect(goesOn.step().loss).toBeCloseTo(alone.step().loss, 5);
  for (const one of [...trainers, goesOn, alone]) one.dispose();
  for (const { model } of [...members, other, single]) model.dispose();
  expect(liveTensors()).toBe(before);
});
