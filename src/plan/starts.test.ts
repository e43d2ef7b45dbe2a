import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { smallImageExperiment } from '../../test/small-images.js';
import { trainHere } from '../../test/small-table.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment, type Experiment } from '../experiment/experiment.js';
import { fromStage } from '../experiment/models/from-stage.js';
import { pretrained } from '../experiment/models/pretrained.js';
import { readResults } from '../report/results.js';
import { readRecord } from '../runs/experiment-record.js';
import { layout, storedIdentities } from '../runs/folder.js';
import { runFiles } from '../runs/stage-files.js';
import { finishRerun, prepareRerun } from '../runs/store/rerun.js';
import { readStore } from '../runs/store/stored-experiments.js';
import { noteStudy } from '../runs/store/study-records.js';
import { trainRun } from '../runs/train-run.js';
import { loadExperiment, loadStudy } from './catalogue.js';
import { checkStarts, startJson, startLines } from './starts.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-starts-'));
afterAll(() => rmSync(folder, { recursive: true }));
const runs = join(folder, 'runs');
const path = (name: string) => join(folder, name);
const write = (name: string, written: unknown): string => {
  writeFileSync(path(name), JSON.stringify(written));
  return path(name);
};

const small = write('small.json', { ...smallExperiment, seeds: { first: [1, 2], second: [0, 1] } });
const last = { ...smallExperiment.stages[1], seed: 'first', name: 'only' } as const;
const nextOf = (model: object | string) => ({
  ...smallExperiment,
  name: 'next',
  model,
  stages: [last],
});
const nextFrom = (...given: Parameters<typeof fromStage>) =>
  loadExperiment(write('next.json', nextOf(fromStage(...given))));

/** The losses of every seed, as they were written. */
function lossesOf(experiment: Experiment): string[] {
  return [...layout(experiment, runs).values()].map(([stage]) =>
    readFileSync(join(stage?.folder ?? '', runFiles.losses), 'utf8'),
  );
}

let other: Experiment;
let next: Experiment;

beforeAll(async () => {
  other = await loadExperiment(small);
  trainHere(other, runs);
  next = await nextFrom(small, { stage: 'stage1' });
  noteStudy(await loadStudy(path('next.json')), askedFor('next.json'), runs);
  trainHere(next, runs);
});

const askedFor = (typed: string) => ({ typed, set: [], quick: false, small: false });

describe('an experiment that starts from a stage of another', () => {
  it('trains each seed as from the folder of the same seed there', () => {
    const folders = [...layout(other, runs).values()].map(([stage1]) => stage1?.folder ?? '');
    const checkpoints = folders.map((from, index) =>
      defineExperiment({
        ...smallExperiment,
        stages: [last],
        model: pretrained(from),
        seeds: { first: [index + 1] },
      }),
    );
    for (const one of checkpoints) trainHere(one, runs);
    const losses = checkpoints.flatMap((one) => lossesOf(one));
    expect(lossesOf(next)).toEqual(losses);
    expect(new Set(losses).size).toBe(2);
  });

  it('starts all of its seeds from one that is named', async () => {
    const fromTwo = await nextFrom(small, { stage: 'stage1', seed: 2 });
    trainHere(fromTwo, runs);
    expect(lossesOf(fromTwo)[1]).toBe(lossesOf(next)[1]);
    expect(lossesOf(fromTwo)[0]).not.toBe(lossesOf(next)[0]);
    expect(startLines(fromTwo, runs)).toEqual([
      'starts from stage1 of small: seeds 1-2, all from seed 2 there',
    ]);
  });

  it('finds the folder of a second seed', async () => {
    const [, , third] = layout(other, runs).get(2) ?? [];
    const one = await nextFrom(small, { secondSeed: 1 });
    expect(startLines(one, runs)).toEqual([
      'starts from stage2 of small (second seed 1): seeds 1-2, each from the same seed there',
    ]);
    expect(startJson(one, runs)[1]).toEqual({
      seed: 2,
      from: {
        ...{ experiment: 'small', stage: 'stage2', seed: 2, secondSeed: 1 },
        ...{ folder: third?.folder, hasWeights: true },
      },
    });
  });

  it('is what the stage is, whatever that is called and wherever it lies', async () => {
    const identity = storedIdentities(next);
    const changed = (name: string, change: object) =>
      nextFrom(write(name, { ...smallExperiment, name: 'moved', ...change }), { stage: 'stage1' });
    const [stage1, stage2] = smallExperiment.stages;
    const [longer1, longer2] = [
      { ...stage1, epochs: 4 },
      { ...stage2, epochs: 4 },
    ];
    expect(storedIdentities(await changed('moved.json', {}))).toEqual(identity);
    const later = await changed('later.json', { stages: [stage1, longer2] });
    expect(storedIdentities(later)).toEqual(identity);
    const longer = await changed('longer.json', { stages: [longer1, stage2] });
    expect(storedIdentities(longer)).not.toEqual(identity);
    const set = await nextFrom(small, { stage: 'stage1', set: ['stages.stage1.epochs=4'] });
    expect(storedIdentities(set)).toEqual(storedIdentities(longer));
    const seeded = await nextFrom(small, { stage: 'stage1', seed: 1 });
    expect(storedIdentities(seeded)).not.toEqual(identity);
  });

  it('is written as a plain string, too, and its quick form starts from a quick form', async () => {
    const shorthand = await loadExperiment(write('short.json', nextOf(`${small}:stage1`)));
    expect(storedIdentities(shorthand)).toEqual(storedIdentities(next));
    const quick = await loadExperiment(path('short.json'), { quick: true });
    expect(() => checkStarts(quick, runs, [1])).toThrow(
      /^next-quick starts from stage1 of small-quick, which is not trained for seed 1\. [\s\S]* --quick /,
    );
  });

  it('can be of the same file', async () => {
    const both = path('both.json');
    const model = fromStage(both, { member: 'small', stage: 'stage1' });
    write('both.json', [smallExperiment, nextOf(model)]);
    const { members } = await loadStudy(both);
    expect(storedIdentities(members[1]?.experiment as Experiment)).toEqual(storedIdentities(next));
  });

  it.each([
    [[path('nowhere.json'), {}], 'model.experiment: there is no file'],
    [[small, { stage: 'stage3' }], 'small has no stage "stage3" (did you mean "stage1"?)'],
    [[small, { stage: 'stage1', secondSeed: 1 }], 'stage1 of small has no second seed'],
    [[small, { secondSeed: 5 }], 'model.set: ["seeds.second=[0,1,5]"]'],
    [[path('next.json'), {}], 'so there is no beginning'],
    [[write('images.json', smallImageExperiment), {}], 'is about images'],
  ] as const)('says what is wrong with %j', async ([name, how], message) => {
    const wrong = await nextFrom(name, how);
    expect(() => storedIdentities(wrong)).toThrow(message);
  });
});

describe('a run without what it starts from', () => {
  it('names the seeds and the command that makes them', async () => {
    const aside = path('aside');
    const stage1 = await nextFrom(small, { stage: 'stage1' });
    expect(() => checkStarts(stage1, runs, [1, 2])).not.toThrow();
    expect(() => checkStarts(stage1, aside, [1, 2])).toThrow(
      /^next starts from stage1 of small, which is not trained for seeds 1-2\. To make the weights:\n {2}credence run \S*small\.json --seeds 1-2 --runs \S+ --keep-weights all$/,
    );
    const [seed, own] = [1, layout(other, aside).get(1) ?? []];
    const execution = executionOf({ device: 'cpu', keepWeights: 'none' });
    for (const _ of trainRun({ experiment: other, runs: own, execution }));
    expect(() => checkStarts(stage1, aside, [1, 2])).toThrow(
      /is not trained for seed 2 and was trained for seed 1 without keeping weights\. [\s\S]* --seeds 1-2 [\s\S]*all --retrain$/,
    );
    const train = () => [
      ...trainRun({ experiment: stage1, runs: layout(stage1, aside).get(seed) ?? [], execution }),
    ];
    expect(train).toThrow(/^model: stage1 of small, seed 1: weights not kept/);
  });
});

describe('a copied folder of runs', () => {
  it('reports what was trained, without the file of the other experiment', async () => {
    const rows = readRecord(next, runs).rows;
    expect(rows.length).toBeGreaterThan(10);
    next = await nextFrom(small, { stage: 'stage1' });
    renameSync(small, path('elsewhere.json'));
    try {
      const stored = readStore(runs).experiments.find((one) => one.experiment.name === 'next');
      if (stored === undefined) throw new Error('it is in the store');
      expect(stored.files).toContainEqual({ path: 'small.json', content: expect.any(String) });
      expect(readRecord(stored.experiment, runs).rows).toEqual(rows);
      const again = await loadExperiment(path('next.json'));
      expect(readRecord(again, runs).rows).toEqual(rows);
      // Of its control, which was never trained, nothing can be looked for.
      const study = await loadStudy(path('next.json'));
      const source = { runs, changes: [], commands: { train: 'train', control: 'train control' } };
      const [report] = readResults(study, source).members;
      expect(report?.member.control).not.toBeNull();
      expect(report?.compared?.report.seeds).toEqual([1, 2]);
      expect(report?.compared?.control).toBeNull();
      expect(() => checkStarts(again, runs, [3])).toThrow('there is no file');
    } finally {
      renameSync(path('elsewhere.json'), small);
    }
  });

  it('trains a seed again to the same bytes', async () => {
    next = await nextFrom(small, { stage: 'stage1' });
    const rerun = prepareRerun(next, runs, { seed: 1 });
    trainHere(rerun.experiment, rerun.again);
    const [{ comparison }] = finishRerun(rerun) as [ReturnType<typeof finishRerun>[number]];
    expect(comparison).toMatchObject({ different: [], isWhole: true });
    expect(comparison.same.length).toBeGreaterThan(5);
  });
});
