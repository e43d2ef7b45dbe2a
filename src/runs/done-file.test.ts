import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { defineExperiment } from '../experiment/experiment.js';
import { readDone, removeUnfinished, verifyFile, writeDone } from './done-file.js';
import { readRecord } from './experiment-record.js';
import { layout, type StageRun } from './folder.js';
import { rowsFile, runFiles } from './stage-files.js';
import { testsFile, testsFolder } from './stage-record.js';
import { experimentStatus, unfinishedSeeds } from './status.js';
import { storedStages } from './store/stage-folders.js';
import { verifyStages } from './store/verification.js';

const experiment = defineExperiment(smallExperiment);
let folder: string;
let runs: readonly StageRun[];

/** Writes a stage as training leaves it, with one row. */
function finish(run: StageRun, value = 0.5): void {
  mkdirSync(run.folder, { recursive: true });
  const { seed, secondSeed, stage } = run;
  const row = { seed, secondSeed, stage: stage.name, epoch: stage.epochs, subset: 'D5cons' };
  for (const file of Object.values(runFiles)) writeFileSync(join(run.folder, file), '');
  writeFileSync(join(run.folder, runFiles.record), JSON.stringify(experiment));
  writeDone(run, 1.5);
  const measured = { ...row, set: 'questions', metric: 'exactMatch', value, questions: 10 };
  const tests = testsFolder(run);
  mkdirSync(tests.folder, { recursive: true });
  writeFileSync(join(tests.folder, testsFile), JSON.stringify(run.tests));
  writeFileSync(join(tests.folder, rowsFile('metrics')), `${JSON.stringify(measured)}\n`);
  writeDone(tests, 1.5);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
  runs = [...layout(experiment, folder).values()].flat();
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a finished stage', () => {
  it('is read back', () => {
    const [run] = runs as [StageRun];
    expect(readDone(run, runFiles.record)).toBeNull();
    finish(run);
    expect(readDone(run, runFiles.record)).toMatchObject({ identity: run.identity, seconds: 1.5 });
  });

  it('that is damaged is an error with the name of the file', () => {
    const [run] = runs as [StageRun];
    const done = join(run.folder, 'done.json');
    finish(run);
    writeFileSync(done, '{"identity"');
    expect(() => readDone(run, runFiles.record)).toThrow(`${done}, line 1, column 12: not JSON`);
    writeFileSync(done, '{"identity":"x"}');
    expect(() => readDone(run, runFiles.record)).toThrow(`${done}: finished:`);
    writeDone({ ...run, identity: '00000000' }, 1);
    expect(() => readDone(run, runFiles.record)).toThrow(`${done} is damaged: identity 00000000`);
    writeDone(run, 1);
    const remedy = `; remove ${done} and run again to retrain only this stage`;
    const model = join(run.folder, runFiles.model);
    writeFileSync(model, 'x');
    expect(() => readDone(run, runFiles.record)).toThrow(
      `${model} is damaged: 1 bytes, but 0 were written${remedy}`,
    );
    rmSync(model);
    expect(() => readDone(run, runFiles.record)).toThrow(
      `${model} is damaged: it is missing${remedy}`,
    );
  });

  it('is known by the content of run.json, and of others where that is asked', () => {
    const [run] = runs as [StageRun];
    const [config, model] = [join(run.folder, runFiles.record), join(run.folder, runFiles.model)];
    finish(run);
    writeFileSync(config, 'a');
    writeFileSync(model, 'a');
    writeDone(run, 1);
    writeFileSync(model, 'b');
    expect(readDone(run, runFiles.record)).not.toBeNull();
    expect(() => verifyFile(run, runFiles.model)).toThrow(
      `${model} is damaged: its content is not what was written; remove ${run.folder}`,
    );
    writeFileSync(config, 'b');
    expect(() => readDone(run, runFiles.record)).toThrow(`${config} is damaged: its content`);
  });
});

describe('removeUnfinished', () => {
  it("removes a stage's files and keeps the stages inside it", () => {
    const [parent, child] = runs as [StageRun, StageRun];
    finish(parent);
    finish(child);
    const draft = join(parent.folder, `.${runFiles.model}.123.tmp`);
    writeFileSync(draft, 'x');
    removeUnfinished(parent);
    expect(existsSync(draft)).toBe(false);
    expect(readDone(parent, runFiles.record)).toBeNull();
    expect(existsSync(join(parent.folder, runFiles.losses))).toBe(false);
    expect(readDone(testsFolder(parent), testsFile)).not.toBeNull();
    expect(readDone(child, runFiles.record)).not.toBeNull();
  });
});

describe('readRecord', () => {
  it('reads the seeds of which every stage is finished', () => {
    const [one, two, three] = runs as [StageRun, StageRun, StageRun];
    for (const run of [one, two, three]) finish(run);
    const record = readRecord(experiment, folder);
    expect(record).toMatchObject({ finished: [1], missing: [2], seconds: 3 });
    expect(record.rows.map((row) => [row.seed, row.secondSeed, row.stage])).toEqual([
      [1, null, 'stage1'],
      [1, 0, 'stage2'],
    ]);
    expect(
      experimentStatus(experiment, folder).map((seed) => seed.stages.map((s) => s.state)),
    ).toEqual([
      ['finished', 'finished'],
      ['finished', 'missing'],
    ]);
  });

  it('sets a seed with a damaged file aside, and names the file and its line', () => {
    for (const run of runs) finish(run);
    const [run] = runs as [StageRun];
    const metrics = join(testsFolder(run).folder, rowsFile('metrics'));
    writeFileSync(metrics, '{"seed":1}\n');
    writeDone(testsFolder(run), 1);
    const { finished, missing, damaged } = readRecord(experiment, folder);
    expect({ finished, missing }).toEqual({ finished: [2], missing: [] });
    expect(damaged.get(1)).toContain(`${metrics}, line 1: secondSeed:`);
  });

  it('sets a seed aside of which something is not as it was written', () => {
    for (const run of runs) finish(run);
    const [run] = runs as [StageRun];
    const metrics = join(testsFolder(run).folder, rowsFile('metrics'));
    writeFileSync(metrics, readFileSync(metrics, 'utf8').replace('0.5', '0.6'));
    const { damaged, rows } = readRecord(experiment, folder);
    expect([...damaged]).toEqual([
      [1, `${metrics} is damaged: its content is not what was written`],
    ]);
    expect(rows.filter(({ seed }) => seed === 1)).toEqual([]);
  });
});

describe('the records of a seed', () => {
  it('are compared with what was written, those that no mean is made of, too', () => {
    for (const run of runs) finish(run);
    const [run] = runs as [StageRun];
    for (const [results, file] of [
      [run, runFiles.losses],
      [run, runFiles.environment],
      [testsFolder(run), rowsFile('answers')],
    ] as const) {
      const path = join(results.folder, file);
      writeFileSync(path, '{"a":1}');
      writeDone(results, 1);
      writeFileSync(path, '{"a":2}');
      const { damaged, finished } = readRecord(experiment, folder);
      expect(finished).toEqual([2]);
      expect([...damaged]).toEqual([
        [1, `${path} is damaged: its content is not what was written`],
      ]);
      writeDone(results, 1);
    }
    expect(readRecord(experiment, folder).finished).toEqual([1, 2]);
  });
});

describe('verifyStages', () => {
  const verified = () => {
    const verifying = verifyStages(storedStages(folder));
    for (;;) {
      const { done, value } = verifying.next();
      if (done) return value;
      expect(value.bytes).toBeLessThanOrEqual(value.total);
    }
  };

  it('names every file that is not as it was written, weights too, and what to do', () => {
    for (const run of runs) finish(run);
    const [one, two] = runs as [StageRun, StageRun];
    for (const run of [one, two]) writeFileSync(join(run.folder, runFiles.model), run.identity);
    for (const run of [one, two]) writeDone(run, 1);
    expect(verified()).toMatchObject({ folders: 8, unfinished: 0, faults: [] });
    // Weights of the same size, swapped.
    const models = [one, two].map(({ folder }) => join(folder, runFiles.model)) as [string, string];
    writeFileSync(models[0], two.identity);
    writeFileSync(models[1], one.identity);
    const metrics = join(testsFolder(one).folder, rowsFile('metrics'));
    rmSync(metrics);
    rmSync(join(two.folder, runFiles.losses));
    mkdirSync(join(two.folder, runFiles.losses));
    const { faults } = verified();
    expect(faults.map(({ what }) => what).sort()).toEqual(
      [
        `${models[0]} is damaged: its content is not what was written`,
        `${metrics} is damaged: it is missing`,
        `${join(two.folder, runFiles.losses)} is damaged: it is a folder`,
        `${models[1]} is damaged: its content is not what was written`,
      ].sort(),
    );
    expect(faults[0]?.remedy).toContain('and run again to retrain only this stage');
    // What was said is done, and works though a folder stands in a file's place.
    rmSync(join(two.folder, 'done.json'));
    removeUnfinished(two);
    expect(verified()).toMatchObject({ unfinished: 1 });
  });
});

describe('a folder that cannot be read', () => {
  it('is named, and no seed of it counts as missing', () => {
    const [one, two, three, four] = runs as [StageRun, StageRun, StageRun, StageRun];
    for (const run of [three, four]) finish(run);
    mkdirSync(join(one.folder, '..'), { recursive: true });
    symlinkSync(one.folder, one.folder);
    const { finished, missing, damaged } = readRecord(experiment, folder);
    expect({ finished, missing }).toEqual({ finished: [2], missing: [] });
    const what = `cannot read ${join(one.folder, 'done.json')}: its links go in a circle`;
    expect([...damaged]).toEqual([[1, what]]);
    expect(experimentStatus(experiment, folder)[0]?.stages[0]).toMatchObject({ damage: what });
    expect(two.parent).toBe(one);
  });
});

describe('a damaged stage', () => {
  it('is shown as such, beside the other seeds', () => {
    const [one, two, three] = runs as [StageRun, StageRun, StageRun];
    for (const run of [one, two, three]) finish(run);
    rmSync(join(two.folder, runFiles.losses));
    const states = experimentStatus(experiment, folder).map(({ stages }) =>
      stages.map(({ state }) => state),
    );
    expect(states).toEqual([
      ['finished', 'damaged'],
      ['finished', 'missing'],
    ]);
    const { missing, damaged } = unfinishedSeeds(experiment, folder);
    expect(missing).toEqual([2]);
    expect([...damaged]).toEqual([[1, expect.stringContaining('losses.jsonl is damaged')]]);
  });
});
