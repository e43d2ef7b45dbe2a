import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { loadPretrained } from '../checkpoints/checkpoint.js';
import { answerQuestions } from '../evaluation/answers.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment } from '../experiment/experiment.js';
import { localCheckpoint } from '../hub/local-checkpoint.js';
import { removeResults, writeDone } from '../runs/done-file.js';
import { exportFiles } from '../runs/export-stage.js';
import { layout, type StageRun } from '../runs/folder.js';
import { earlierRecord, hasWeights, readTraining, weightFiles } from '../runs/stage-files.js';
import { readStage, testsFolder } from '../runs/stage-record.js';
import { trainRun } from '../runs/train-run.js';
import { pretrainedTokenizer } from '../tokenizers/pretrained.js';
import { keptStage } from './chosen-stage.js';
import { modelCard } from './model-card.js';

const experiment = defineExperiment(smallExperiment);
const folder = mkdtempSync(join(tmpdir(), 'credence-'));
const file = join(folder, 'small.json');
const runs = join(folder, 'runs');
const stages = layout(experiment, runs).get(1) as readonly [StageRun, StageRun];
const train = () => [
  ...trainRun({
    ...{ experiment, runs: stages },
    execution: executionOf({ device: 'cpu', keepWeights: 'every' }),
  }),
];
const choose = (more: object = {}) =>
  keptStage({ experiment: file, seed: 1, changes: {}, runs, ...more });

beforeAll(() => {
  writeFileSync(file, JSON.stringify(smallExperiment));
  train();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a stage of a run', () => {
  it('is exported as a checkpoint that gives the answers of the run', async () => {
    const kept = await choose();
    const out = join(folder, 'out');
    exportFiles(kept.run.folder, kept.files, { out, readme: modelCard(kept), option: '--out' });
    expect(readFileSync(join(out, 'README.md'), 'utf8')).toContain(
      `# small, stage2, seed 1, second seed 0`,
    );
    const rows = readFileSync(join(testsFolder(kept.run).folder, 'answers.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ epoch }) => epoch === 2);
    const model = loadPretrained(out);
    const answers = answerQuestions(model, pretrainedTokenizer(out), rows, {
      testBatch: 512,
      newTokens: experiment.evaluate.newTokens,
      precision: 'float32',
      f1: false,
    });
    expect(rows.length).toBeGreaterThan(20);
    expect(answers.map(({ prediction }) => prediction)).toEqual(
      rows.map(({ prediction }) => prediction),
    );
    model.dispose();
    expect(() =>
      exportFiles(kept.run.folder, kept.files, { out, readme: '', option: '--out' }),
    ).toThrow(`--out ${out} is not empty`);
  });

  it('is taken after one of its epochs, or before the first', async () => {
    const [first, last] = stages;
    const middle = await choose({ stage: 'stage1', epoch: 2 });
    expect(middle).toMatchObject({ epoch: 2, folder: join(first.folder, 'epoch-2') });
    expect(modelCard(middle)).toContain('- epochs of the stage: 2 of 3');
    const out = join(folder, 'middle');
    exportFiles(middle.folder, middle.files, { out, readme: modelCard(middle), option: '--out' });
    expect(readdirSync(out).sort()).toEqual([...middle.files, 'README.md'].sort());
    loadPretrained(out).dispose();
    expect((await choose({ epoch: 0 })).folder).toBe(first.folder);
    expect((await choose({ epoch: 2 })).folder).toBe(last.folder);
    await expect(choose({ stage: 'stage1', epoch: 0 })).rejects.toThrow('the first stage');
    await expect(choose({ epoch: 3 })).rejects.toThrow('--epoch 3: stage2 has 2 epochs');
    const rarer = { set: ['stages.stage1.evaluate.everyEpochs=3'] };
    await expect(choose({ stage: 'stage1', epoch: 1, changes: rarer, seed: 8 })).rejects.toThrow(
      '--epoch 1: stage1 of small is tested after epoch 3, and only of those',
    );
    await expect(choose({ stage: 'stage1', epoch: 1, seed: 8 })).rejects.toThrow(
      /is not trained; train it with: .*--keep-weights every$/,
    );
    const config = join(middle.folder, 'config.json');
    const before = readFileSync(config);
    writeFileSync(config, '{}');
    await expect(choose({ stage: 'stage1', epoch: 2 })).rejects.toThrow(
      /epoch-2.config\.json is damaged/,
    );
    writeFileSync(config, before);
  });

  it('has to be there, trained and kept', async () => {
    await expect(choose({ stage: 'stage9' })).rejects.toThrow('its stages: stage1, stage2');
    await expect(choose({ seed: 7 })).rejects.toThrow(
      /small, seed 7: stage2 is not trained; train it with: credence run .* --seeds 7 .*--keep-weights all/,
    );
    await expect(choose({ member: 'other' })).rejects.toThrow('it has small, small-control');
  });

  it('of an earlier version is read, but its weights are not, and are made anew', async () => {
    const [, last] = stages;
    const training = readTraining(last);
    if (training === null) throw new Error('it is trained');
    removeResults(last, weightFiles(training));
    expect(() => localCheckpoint(last.folder, 'main')).toThrow('whose weights were not kept');
    await expect(choose()).rejects.toThrow('is trained, but its weights were not kept');
    renameSync(join(last.folder, 'run.json'), join(last.folder, earlierRecord));
    writeFileSync(join(last.folder, 'model.safetensors'), 'of another layout');
    writeDone(last, 1);
    expect(readStage(last).tests).not.toBeNull();
    expect(hasWeights(readTraining(last))).toBe(false);
    expect(() => localCheckpoint(last.folder, 'main')).toThrow('an earlier version of credence');
    await expect(choose()).rejects.toThrow('its weights were not kept');
    expect(existsSync(join(last.folder, 'run.json'))).toBe(false);
  });
});
