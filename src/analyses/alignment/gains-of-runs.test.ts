import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../../test/small-experiment.js';
import { defineExperiment } from '../../experiment/experiment.js';
import type { Stage } from '../../experiment/stage.js';
import type { FinishedStage } from '../analysed-stage.js';
import { analysedStages } from '../record.js';
import { alignment } from './analysis.js';
import { alignmentGains } from './gains-of-runs.js';

const [stage1, stage2] = smallExperiment.stages;
const analyses = {
  alignment: { atEpochs: [0, 3], subsets: ['D1cons', 'D5cons', 'D6cons'] },
} as const;
const { stages } = defineExperiment({
  ...smallExperiment,
  stages: [{ ...stage1, analyses }, stage2],
});
const [trained, last] = stages as readonly [Stage, Stage];

const answer = (epoch: number, subset: string, alias: string | null, correct: boolean) => {
  return { epoch, subset, set: 'questions', alias, correct };
};
const aligned = (epoch: number, subset: string, alias: string, cosine: number) => {
  const run = { seed: 1, secondSeed: null, stage: 'stage1', epoch, subset, alias };
  return { ...run, tag: 'own', questions: 'test', cosine, innerProduct: -cosine };
};

function finished(
  stage: Stage,
  secondSeed: number | null,
  parent: FinishedStage | null,
  files: Readonly<Record<string, readonly object[]>>,
): FinishedStage {
  const rows: FinishedStage['rows'] = (file, schema) =>
    (files[file] ?? []).map((row) => schema.parse(row));
  return { stage, seed: 1, secondSeed, parent, rows };
}

const aliases = ['a', 'b', 'c'];
const cosines = [0.1, 0.2, 0.3];
const wrong = aliases.flatMap((alias) => [false, false].map(() => alias));
const filesOfFirst = {
  'alias-gradients': [
    ...aliases.map((alias, i) => aligned(0, 'D5cons', alias, -(cosines[i] as number))),
    ...aliases.map((alias, i) => aligned(3, 'D5cons', alias, cosines[i] as number)),
    aligned(3, 'D1cons', 'd', 9),
  ],
  answers: [
    // Of other epochs and sets, and without an alias: not looked at.
    ...aliases.map((alias) => answer(1, 'D5cons', alias, true)),
    { ...answer(3, 'D5cons', 'c', true), set: 'name' },
    answer(3, 'QA7', null, true),
    ...wrong.map((alias) => answer(3, 'D5cons', alias, false)),
    answer(3, 'D1cons', 'd', false),
  ],
};
const said = (
  [
    ['a', false, false],
    ['b', true, false],
    ['c', true, true],
  ] as const
).flatMap(([alias, ...right]) => right.map((one) => [alias, one] as const));

const first = finished(trained, null, null, filesOfFirst);
const second = finished(last, 0, first, {
  answers: [
    ...said.map(([alias, one]) => answer(2, 'D5cons', alias, one)),
    answer(2, 'D1cons', 'd', true),
  ],
});
// With the other second seed b and c are of another group.
const third = finished(last, 1, first, {
  answers: said.map(([alias, one]) => answer(2, alias === 'a' ? 'D5cons' : 'D6cons', alias, one)),
});
const gainsOf = (...all: readonly FinishedStage[]) =>
  alignmentGains(analysedStages(alignment, all));

describe('the gains of runs', () => {
  it('go with the last comparison, over aliases that the last stage defines', () => {
    const run = { seed: 1, stage: 'stage1', epoch: 3, last: 'stage2' };
    expect(gainsOf(first, second, third)).toMatchObject([
      { ...run, secondSeed: 0, metric: 'cosine', aliases: 3, spearman: expect.closeTo(1, 12) },
      { ...run, secondSeed: 0, metric: 'innerProduct', spearman: expect.closeTo(-1, 12) },
      { ...run, secondSeed: 1, metric: 'cosine', aliases: 1, spearman: null },
      { ...run, secondSeed: 1, metric: 'innerProduct', aliases: 1, spearman: null },
    ]);
  });

  it('are none where no later stage defines what was compared', () => {
    expect(gainsOf(first)).toEqual([]);
    const never = finished({ ...trained, analyses: {} }, null, null, filesOfFirst);
    expect(gainsOf(never, { ...second, parent: never })).toEqual([]);
    const onlyX2 = { alignment: { ...analyses.alignment, subsets: ['D5cons'] } };
    const compared = finished({ ...trained, analyses: onlyX2 }, null, null, filesOfFirst);
    const again = { ...last, train: trained.train };
    expect(gainsOf(compared, { ...second, stage: again, parent: compared })).toEqual([]);
  });
});
