import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../../test/small-experiment.js';
import { trainHere } from '../../../test/small-table.js';
import { defineExperiment, type Experiment } from '../../experiment/experiment.js';
import { override } from '../../experiment/override.js';
import { takeLease } from '../../files/leases/lease.js';
import { readRecord } from '../experiment-record.js';
import { layout, type StageRun } from '../folder.js';
import { testsFolder } from '../stage-record.js';
import { removalOf, remove } from './removal.js';
import { finishRerun, prepareRerun } from './rerun.js';
import { readStore } from './stored-experiments.js';

const root = mkdtempSync(join(tmpdir(), 'credence-store-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Two experiments that share their first stage, of seeds 1 and 2, and of seed 1. */
const experiment = defineExperiment(smallExperiment);
const other = override(experiment, ['name=other', 'stages.stage2.epochs=1', 'seeds.first=[1]']);
const trained = join(root, 'trained');
let runs: string;
let copies = 0;

beforeAll(() => {
  trainHere(experiment, trained);
  trainHere(other, trained);
});
beforeEach(() => {
  runs = join(root, `copy-${copies++}`);
  cpSync(trained, runs, { recursive: true });
});

const stagesOf = (one: Experiment, seed: number) =>
  layout(one, runs).get(seed) as [StageRun, StageRun];

const called = (name: string) => {
  const stored = readStore(runs).experiments.find((one) => one.experiment.name === name);
  if (stored === undefined) throw new Error(`no ${name}`);
  return stored;
};

const options = { what: 'all', shared: false } as const;

describe('the removal of an experiment', () => {
  it('leaves the stages that another one shares, unless they are asked for', () => {
    const removal = removalOf(readStore(runs), called('other'), options);
    expect(removal.stages.map(({ folder }) => folder)).toEqual([stagesOf(other, 1)[1].folder]);
    expect(removal.shared.map(({ folder }) => folder)).toEqual([stagesOf(other, 1)[0].folder]);
    remove(removal, runs);
    expect(existsSync(stagesOf(other, 1)[1].folder)).toBe(false);
    expect(readRecord(experiment, runs).finished).toEqual([1, 2]);
    const whole = removalOf(readStore(runs), called('small'), { ...options, shared: true });
    remove(whole, runs);
    expect(readdirSync(runs)).toEqual([]);
  });

  it('takes single seeds, or weights alone, whose results stay', () => {
    const rows = readRecord(experiment, runs).rows;
    const weights = removalOf(readStore(runs), called('small'), {
      ...options,
      what: 'weights',
      shared: true,
    });
    expect(weights.bytes).toBeGreaterThan(0);
    remove(weights, runs);
    expect(readRecord(experiment, runs).rows).toEqual(rows);
    expect(removalOf(readStore(runs), called('small'), { ...options, what: 'weights' }).bytes).toBe(
      0,
    );
    remove(removalOf(readStore(runs), called('small'), { ...options, seeds: [2] }), runs);
    expect(readRecord(experiment, runs)).toMatchObject({ finished: [1], missing: [2] });
    expect(() => removalOf(readStore(runs), called('small'), { ...options, seeds: [7] })).toThrow(
      'small has no seed 7',
    );
  });

  it('removes nothing where a part of it is being trained', () => {
    const lease = takeLease(stagesOf(experiment, 2)[1].folder, 'seed 2');
    const removal = removalOf(readStore(runs), called('small'), { ...options, shared: true });
    expect(() => remove(removal, runs)).toThrow('is being trained by process');
    lease.release();
    expect(readRecord(experiment, runs).finished).toEqual([1, 2]);
  });
});

describe('a seed that is trained again', () => {
  const again = (stage?: string) => {
    const rerun = prepareRerun(experiment, runs, { seed: 2, stage });
    trainHere(rerun.experiment, rerun.again);
    return finishRerun(rerun);
  };

  it('has the same bytes, and then nothing is replaced', () => {
    const before = readFileSync(join(stagesOf(experiment, 2)[1].folder, 'done.json'), 'utf8');
    const replaced = again();
    expect(replaced.map(({ run, aside }) => [run.stage.name, aside])).toEqual([
      ['stage1', null],
      ['stage2', null],
    ]);
    for (const { comparison } of replaced) {
      expect(comparison).toMatchObject({ different: [], isWhole: true });
      expect(comparison.same).toEqual(
        expect.arrayContaining(['losses.jsonl', expect.stringMatching(/^tests-.*metrics\.jsonl$/)]),
      );
    }
    expect(readFileSync(join(stagesOf(experiment, 2)[1].folder, 'done.json'), 'utf8')).toBe(before);
    expect(existsSync(join(runs, 'rerun'))).toBe(false);
  });

  it('takes the place of what is damaged, which is set aside', () => {
    const { rows } = readRecord(experiment, runs);
    const [, second] = stagesOf(experiment, 2);
    const metrics = join(testsFolder(second).folder, 'metrics.jsonl');
    const damaged = `${readFileSync(metrics, 'utf8')}x\n`;
    appendFileSync(metrics, 'x\n');
    expect([...readRecord(experiment, runs).damaged.keys()]).toEqual([2]);
    const [replaced, ...others] = again('stage2');
    expect(others).toEqual([]);
    expect(replaced?.comparison.different).toEqual([expect.stringContaining('metrics.jsonl: ')]);
    const kept = readdirSync(replaced?.aside as string, { recursive: true, encoding: 'utf8' });
    const old = kept.find((name) => name.endsWith('metrics.jsonl')) as string;
    expect(readFileSync(join(replaced?.aside as string, old), 'utf8')).toBe(damaged);
    expect(readRecord(experiment, runs)).toMatchObject({ finished: [1, 2], rows });
  });

  it('is of a stage that there is', () => {
    expect(() => prepareRerun(experiment, runs, { seed: 2, stage: 'stage3' })).toThrow(
      '"small" has no stage "stage3": expected stage1 or stage2',
    );
  });
});
