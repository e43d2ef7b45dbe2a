import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { defineExperiment, type Experiment } from '../experiment/experiment.js';
import { stageIdentities } from '../experiment/identity.js';
import { override } from '../experiment/override.js';
import { layout, storedIdentities } from './folder.js';
import { atCommit } from './hub-commit.js';

const experiment = defineExperiment(smallExperiment);
const [one, two] = stageIdentities(experiment);

describe('layout', () => {
  it('nests each stage in the one that it starts from, each choice of a seed in its stage', () => {
    const withSecond = override(experiment, ['seeds.second=[0, 3]']);
    const runs = layout(withSecond, 'runs');
    expect([...runs.keys()]).toEqual([1, 2]);
    expect(runs.get(2)?.map((run) => run.folder)).toEqual([
      `runs/${one}/seed-2`,
      `runs/${one}/seed-2/${two}/seed-0`,
      `runs/${one}/seed-2/${two}/seed-3`,
    ]);
    expect(runs.get(2)?.map((run) => run.parent?.folder ?? null)).toEqual([
      null,
      `runs/${one}/seed-2`,
      `runs/${one}/seed-2`,
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
    ).toEqual([`runs/${one}/seed-1`, `runs/${one}/seed-1/${identity}`]);
  });

  it('keeps a later stage with other options beside the earlier one', () => {
    const longer = layout(override(experiment, ['stages.stage2.epochs=9']), 'runs').get(1);
    const before = layout(experiment, 'runs').get(1);
    expect(longer?.[0]?.folder).toBe(before?.[0]?.folder);
    expect(longer?.[1]?.folder).not.toBe(before?.[1]?.folder);
  });

  it('does not depend on what an experiment and its stages are called', () => {
    const renamed = override(experiment, ['name=other', 'stages.stage1.name=early']);
    const folders = (one: Experiment) =>
      [...layout(one, 'runs').values()].flat().map(({ folder }) => folder);
    expect(folders(renamed)).toEqual(folders(experiment));
  });
});

describe('a model of the hub', () => {
  const cache = mkdtempSync(join(tmpdir(), 'credence-hub-'));
  const repository = join(cache, 'models--someone--model');
  const commits = ['a', 'b'].map((letter) => letter.repeat(40)) as [string, string];
  const from = (revision: string) =>
    override(experiment, [
      `model={"kind":"pretrained","from":"someone/model","revision":"${revision}"}`,
    ]);
  const pointTo = (branch: string, commit: string) =>
    writeFileSync(join(repository, 'refs', branch), commit);

  beforeAll(() => {
    vi.stubEnv('HF_HUB_CACHE', cache);
    mkdirSync(join(repository, 'refs'), { recursive: true });
    for (const commit of commits)
      mkdirSync(join(repository, 'snapshots', commit), { recursive: true });
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(cache, { recursive: true });
  });

  it('is the commit that a branch or tag stands for on this machine', () => {
    const [first, second] = commits;
    const unfetched = storedIdentities(from('main'));
    expect(unfetched).toEqual(stageIdentities(from('main')));
    expect(atCommit(from('main'))).toEqual(from('main'));
    pointTo('main', first);
    pointTo('step1000', first);
    expect(atCommit(from('main')).model).toMatchObject({ revision: first });
    const fetched = storedIdentities(from('main'));
    expect(fetched).toEqual(stageIdentities(from(first)));
    expect(storedIdentities(from('step1000'))).toEqual(fetched);
    expect(storedIdentities(from(first))).toEqual(fetched);
    expect(fetched).not.toEqual(unfetched);
    pointTo('main', second);
    expect(storedIdentities(from('main'))).toEqual(stageIdentities(from(second)));
    expect(storedIdentities(from('step1000'))).toEqual(fetched);
  });

  it('stays as it is where only its name is known', () => {
    pointTo('gone', 'c'.repeat(40));
    for (const revision of ['never', 'gone'])
      expect(storedIdentities(from(revision))).toEqual(stageIdentities(from(revision)));
  });

  it('has to be a possible name, if it is no folder', () => {
    const faulty = override(experiment, ['model={"kind":"pretrained","from":"no/such/folder"}']);
    expect(() => layout(faulty, 'runs')).toThrow('there is no folder no/such/folder');
  });
});
