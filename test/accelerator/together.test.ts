import { beforeAll, describe, expect, it } from 'vitest';
import type { Recipe } from '../../src/experiment/recipe.js';
import { buildModel } from '../../src/models/build.js';
import { setThreads } from '../../src/tensor/index.js';
import { wordLevelTokenizer } from '../../src/tokenizers/word-level.js';
import type { JointMember } from '../../src/training/together/joint-member.js';
import { JointTrainer } from '../../src/training/together/joint-trainer.js';
import { type StepReport, Trainer } from '../../src/training/trainer.js';
import { TrainingDocuments } from '../../src/training/training-documents.js';
import { largestDifference, precisions, questions } from '../../tools/gpu-check/small-tasks.js';
import { smallModel, smallRecipe, trainerAdafactor } from '../small-training.js';
import { alive, device, expectAlive, used } from './fake.js';

beforeAll(() => setThreads(1));

const tokenizer = wordLevelTokenizer(questions);
const seeds = [1, 2, 3];
const steps = 3;

function memberOf(seed: number, where: string, changes: Partial<Recipe>): JointMember {
  const recipe = { ...smallRecipe, learningRate: 1e-3, documentsPerStep: 5, ...changes };
  const { vocabularySize } = tokenizer;
  const model = buildModel(smallModel(2, 16), { vocabularySize, seed, device: where });
  const training = { model, tokenizer, documents: questions, recipe, seed };
  return { model, recipe, seed, data: new TrainingDocuments({ ...training, mode: 'fast' }) };
}

/** Each seed's losses when it is trained alone, and the operators of its last step. */
function alone(where: string, changes: Partial<Recipe>) {
  return seeds.map((seed) => {
    const member = memberOf(seed, where, changes);
    const trainer = new Trainer(member);
    const taken = Array.from({ length: steps }, () => used(() => trainer.step().loss));
    for (const one of [trainer, member.model]) one.dispose();
    return { losses: taken.map(({ result }) => result), kernels: taken.at(-1)?.kernels ?? 0 };
  });
}

describe('several models trained together on a device', () => {
  const tolerance = { float32: 2e-6, bfloat16: 2e-3 } as const;
  const optimizers = [smallRecipe.optimizer, { ...trainerAdafactor, scaleParameter: true }];
  const each = optimizers.flatMap((optimizer) =>
    precisions.map((precision) => ({ name: optimizer.kind, precision, optimizer })),
  );
  it.each(each)('$name in $precision', ({ precision, optimizer }) => {
    const changes = { precision, optimizer };
    const host = alone('cpu', changes);
    const apart = alone(device, changes);
    const before = alive();
    const members = seeds.map((seed) => memberOf(seed, device, changes));
    const trainer = new JointTrainer(members);
    const taken = Array.from({ length: steps }, () => used(() => trainer.step() as StepReport[]));
    for (const one of [trainer, ...members.map(({ model }) => model)]) one.dispose();
    expectAlive(before);
    for (const i of seeds.keys()) {
      const losses = taken.map(({ result }) => (result[i] as StepReport).loss);
      const own = host[i]?.losses ?? [];
      expect(largestDifference(losses, own)).toBeLessThan(tolerance[precision]);
    }
    // One read of all seeds' losses; a step has less than half of the operators of theirs alone.
    expect(taken.map(({ reads }) => reads)).toEqual([1, 1, 1]);
    expect(taken.map(({ waitingWrites }) => waitingWrites)).toEqual([0, 0, 0]);
    const all = apart.reduce((sum, { kernels }) => sum + kernels, 0);
    expect(taken.at(-1)?.kernels).toBeLessThan(0.5 * all);
  });
});
