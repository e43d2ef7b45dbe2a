import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { trainHere } from '../../test/small-table.js';
import { defineExperiment } from '../experiment/experiment.js';
import { override } from '../experiment/override.js';
import { storedList } from './stored-list.js';

const runs = mkdtempSync(join(tmpdir(), 'credence-list-'));
afterAll(() => rmSync(runs, { recursive: true }));

/** Two experiments that share their first stage, of seeds 1 and 2, and of seed 1. */
const experiment = defineExperiment(smallExperiment);
const other = override(experiment, ['name=other', 'stages.stage2.epochs=1', 'seeds.first=[1]']);

beforeAll(() => {
  trainHere(experiment, runs);
  trainHere(other, runs);
});

describe('the list of a runs folder', () => {
  it('has every experiment with its seeds and changes, and counts what they share once', async () => {
    mkdirSync(join(runs, '0123456789ab', 'seed-4'), { recursive: true });
    writeFileSync(join(runs, 'notes.txt'), 'mine');
    const { experiments, unknown, bytes } = await storedList(runs);
    expect(experiments.map(({ stored, seeds }) => [stored.experiment.name, seeds])).toEqual([
      ['small', { finished: [1, 2], running: [], unfinished: [], damaged: [] }],
      ['other', { finished: [1], running: [], unfinished: [], damaged: [] }],
    ]);
    expect(unknown).toEqual([
      { path: join(runs, '0123456789ab', 'seed-4'), bytes: 0 },
      { path: join(runs, 'notes.txt'), bytes: 4 },
    ]);
    const files = readdirSync(runs, { recursive: true, withFileTypes: true });
    const sizes = files.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
    const all = sizes.reduce((sum, path) => sum + readFileSync(path).length, 0);
    expect(bytes).toBe(all);
    expect(experiments.reduce((sum, one) => sum + one.bytes, 4)).toBeGreaterThan(all);
  });

  it('says in words how an experiment differs from the newest of its name', async () => {
    const changed = override(experiment, ['stages.stage2.epochs=3', 'seeds.first=[1]']);
    trainHere(changed, runs);
    const { experiments } = await storedList(runs);
    const own = experiments.filter(({ stored }) => stored.experiment.name === 'small');
    expect(own.map(({ changes }) => changes)).toEqual([['stages.stage2.epochs=2'], []]);
  });
});
