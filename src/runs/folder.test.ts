import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { defineExperiment } from '../experiment/experiment.js';
import { stageIdentities } from '../experiment/identity.js';
import { override } from '../experiment/override.js';
import { layout } from './folder.js';

const experiment = defineExperiment(smallExperiment);
const [one, two] = stageIdentities(experiment);

describe('layout', () => {
  it('nests each stage in the one that it starts from, each choice of a seed in its stage', () => {
    const withSecond = override(experiment, ['seeds.second=[0, 3]']);
    const runs = layout(withSecond, 'runs');
    expect([...runs.keys()]).toEqual([1, 2]);
    expect(runs.get(2)?.map((run) => run.folder)).toEqual([
      `runs/small/stage1-${one}/seed-2`,
      `runs/small/stage1-${one}/seed-2/stage2-${two}/seed-0`,
      `runs/small/stage1-${one}/seed-2/stage2-${two}/seed-3`,
    ]);
    expect(runs.get(2)?.map((run) => run.parent?.folder ?? null)).toEqual([
      null,
      `runs/small/stage1-${one}/seed-2`,
      `runs/small/stage1-${one}/seed-2`,
    ]);
    expect(runs.get(2)?.map((run) => run.secondSeed)).toEqual([null, 0, 3]);
  });

  it('does not repeat the folder of a seed that goes on', () => {
    const inOneSeed = override(experiment, ['stages.stage2.seed=first']);
    const identity = stageIdentities(inOneSeed)[1];
    expect(
      layout(inOneSeed, 'runs')
        .get(1)
        ?.map((run) => run.folder),
    ).toEqual([
      `runs/small/stage1-${one}/seed-1`,
      `runs/small/stage1-${one}/seed-1/stage2-${identity}`,
    ]);
  });

  it('keeps a later stage with other options beside the earlier one', () => {
    const longer = layout(override(experiment, ['stages.stage2.epochs=9']), 'runs').get(1);
    const before = layout(experiment, 'runs').get(1);
    expect(longer?.[0]?.folder).toBe(before?.[0]?.folder);
    expect(longer?.[1]?.folder).not.toBe(before?.[1]?.folder);
  });
});
