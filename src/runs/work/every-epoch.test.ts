import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../../test/small-experiment.js';
import { type LoadedAnalyses, loadAnalyses } from '../../analyses/stage-analyses.js';
import { loadPretrained } from '../../checkpoints/checkpoint.js';
import { type ExecutionInput, executionOf } from '../../experiment/execution.js';
import { defineExperiment, type Experiment } from '../../experiment/experiment.js';
import { override } from '../../experiment/override.js';
import { readRecord } from '../experiment-record.js';
import { layout, type StageRun } from '../folder.js';
import { rowsFile, runFiles } from '../stage-files.js';
import { readStage } from '../stage-record.js';
import { unfinishedSeeds } from '../status.js';
import { removalOf, remove } from '../store/removal.js';
import { finishRerun, prepareRerun } from '../store/rerun.js';
import { readStore } from '../store/stored-experiments.js';
import { trainRun } from '../train-run.js';
import { keptWeights } from './kept-weights.js';

const root = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(root, { recursive: true }));

const few = defineExperiment({
  ...smallExperiment,
  seeds: { first: [1] },
  evaluate: { sets: ['questions'], metrics: ['exactMatch'] },
});
const more = override(few, [
  'evaluate.sets=["questions","definitions","trainQuestions"]',
  'evaluate.metrics=["exactMatch","f1","loss"]',
]);

interface How extends ExecutionInput {
  readonly analyses?: LoadedAnalyses;
  readonly trains?: boolean;
  readonly remakesWeights?: boolean;
  /** Is stopped after so many epochs of a stage. */
  readonly steps?: number;
}

const runsOf = (experiment: Experiment, folder: string) =>
  (layout(experiment, folder).get(1) ?? []) as [StageRun, StageRun];

/** Runs what is missing; what was begun, stage by stage. */
function run(experiment: Experiment, folder: string, { steps, ...how }: How = {}): string[] {
  const { trains, remakesWeights, analyses = new Map(), ...given } = how;
  const execution = executionOf({ device: 'cpu' }, given);
  const runs = runsOf(experiment, folder);
  const begun: string[] = [];
  let left = steps ?? Number.POSITIVE_INFINITY;
  for (const event of trainRun({ experiment, runs, execution, analyses, trains, remakesWeights })) {
    if (event.kind === 'stage-begun')
      begun.push(`${event.isTested ? 'test' : (event.again ?? 'train')} ${event.stage}`);
    if (event.kind === 'step' && --left === 0) break;
  }
  return begun;
}

/** The bytes of every file of a folder that is no record of its time, by its name inside. */
function contents(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(run|tests|environment|done)\.json$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return new Map(
    names.sort().map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  );
}

/** The rows of a file of all tests of a stage, as they are written. */
function linesOf(of: StageRun, file: string): string[] {
  const { tests } = readStage(of);
  return (tests ?? [])
    .flatMap(({ folder }) => readFileSync(join(folder, rowsFile(file)), 'utf8').split('\n'))
    .filter((line) => line !== '');
}

const [every, whole] = [join(root, 'every'), join(root, 'whole')];
beforeAll(() => {
  run(few, every, { keepWeights: 'every' });
  run(more, whole, { keepWeights: 'none', answers: 'every' });
});

describe('the weights of every tested epoch', () => {
  it('are folders in that of the stage, listed and whole, and change nothing that is learnt', () => {
    const [first, second] = runsOf(few, every);
    const epochs = (of: StageRun) => keptWeights(of).map(({ epoch }) => epoch);
    expect([epochs(first), epochs(second)]).toEqual([
      [1, 2, 3],
      [0, 1, 2],
    ]);
    const { training } = readStage(first);
    const inside = [...(training?.files.keys() ?? [])].filter((name) => name.startsWith('epoch-'));
    expect(inside).toEqual(
      ['epoch-1', 'epoch-2'].flatMap((folder) =>
        readdirSync(join(first.folder, folder))
          .sort()
          .map((name) => `${folder}/${name}`),
      ),
    );
    expect(inside).toContain('epoch-2/tokenizer.json');
    loadPretrained(join(first.folder, 'epoch-1')).dispose();

    const plain = join(root, 'plain');
    run(few, plain, { keepWeights: 'all' });
    const [before, after] = [contents(plain), contents(every)];
    expect([...before].filter(([name, bytes]) => after.get(name) !== bytes)).toEqual([]);
    const others = [...after.keys()].filter((name) => !before.has(name));
    expect(others.every((name) => /epoch-\d+\//.test(name))).toBe(true);
    // Weights that still change from epoch to epoch.
    const models = [...after].filter(([name]) => name.endsWith(runFiles.model));
    expect(new Set(models.map(([, bytes]) => bytes)).size).toBe(5);
  });

  it('give the bytes that training writes, at every epoch', () => {
    const folder = join(root, 'evaluated');
    cpSync(every, folder, { recursive: true });
    const how = { trains: false, answers: 'every' } as const;
    expect(run(more, folder, how)).toEqual(['test stage1', 'test stage2']);
    let compared = 0;
    for (const index of [0, 1] as const)
      for (const set of more.evaluate.sets)
        for (const file of ['metrics', 'answers']) {
          const [all = [], found = []] = [whole, folder].map((one) =>
            linesOf(runsOf(more, one)[index], file).filter(
              (line) => line.includes(`"set":"${set}"`) && !line.includes('"f1":null'),
            ),
          );
          // Exact match of questions was tested before, in a folder of its own.
          const isJoined = set === 'questions' && file === 'metrics';
          expect(isJoined ? found.sort() : found).toEqual(isJoined ? all.sort() : all);
          compared += all.length;
        }
    expect(compared).toBeGreaterThan(400);
    expect(readRecord(more, folder).rows).toEqual(readRecord(more, whole).rows);
    expect(unfinishedSeeds(more, folder).missing).toEqual([]);
    expect(run(more, folder, how)).toEqual([]);
    expect(run(more, folder)).toEqual([]);
  });

  it('answer what a run asks of finished stages, without training', async () => {
    const folder = join(root, 'run');
    cpSync(every, folder, { recursive: true });
    const analysed = override(few, ['stages.stage2.analyses={"alignment":{"atEpochs":[0,1]}}']);
    expect(run(override(few, ['evaluate.metrics=["loss"]']), folder)).toEqual([
      'test stage1',
      'test stage2',
    ]);
    const loaded = await loadAnalyses(analysed);
    expect(run(analysed, folder, { analyses: loaded })).toEqual(['test stage2']);
    run(analysed, join(root, 'analysed'), { keepWeights: 'none', analyses: loaded });
    const [made, wanted] = [folder, join(root, 'analysed')].map((one) => {
      const { tests } = readStage(runsOf(analysed, one)[1]);
      const [own] = (tests ?? []).filter(({ done }) => done.files.has('gradients.jsonl'));
      return readFileSync(join(own?.folder ?? '', 'gradients.jsonl'), 'utf8');
    });
    expect(made).toBe(wanted);
  });

  it('are kept later by training again, whole or not at all', () => {
    const folder = join(root, 'later');
    run(few, folder, { keepWeights: 'all' });
    const before = contents(folder);
    expect(run(few, folder, { keepWeights: 'every' })).toEqual([]);
    const again = { keepWeights: 'every', remakesWeights: true } as const;
    const [stage1, stage2] = runsOf(few, folder);
    // Stopped in the last epoch, when the weights of those before are written.
    const perEpoch = linesOfLosses(stage1) / 3;
    run(few, folder, { ...again, steps: 2 * perEpoch + 1 });
    expect(contents(folder)).toEqual(before);
    // Killed: what it wrote is still there.
    cpSync(join(runsOf(few, every)[0].folder, 'epoch-2'), join(stage1.folder, 'epoch-2'), {
      recursive: true,
    });
    writeFileSync(join(stage1.folder, 'epoch-2', 'config.json'), '{');
    expect(run(few, folder, again)).toEqual([
      'its weights after epochs 1-2 were not kept stage1',
      'its weights after epoch 1 were not kept stage2',
    ]);
    expect(contents(folder)).toEqual(contents(every));
    expect(run(few, folder, again)).toEqual([]);
    truncateSync(join(stage2.folder, 'epoch-1', runFiles.model), 10);
    expect(() => readStage(stage2)).toThrow(/epoch-1.model\.safetensors is damaged: 10 bytes/);
  });

  it('are gone with a training that is stopped', () => {
    const folder = join(root, 'stopped');
    run(few, folder, { keepWeights: 'every', steps: linesOfLosses(runsOf(few, every)[0]) });
    expect([...contents(folder).keys()]).toEqual([]);
  });

  it('are removed by themselves, and compared by a rerun, which may add them', () => {
    const folder = join(root, 'removed');
    cpSync(every, folder, { recursive: true });
    const store = readStore(folder);
    const [stored] = store.experiments;
    if (stored === undefined) throw new Error('it is stored');
    const options = { what: 'middle weights', shared: false } as const;
    const removal = removalOf(store, stored, options);
    const bytes = [...contents(every)]
      .filter(([name]) => name.includes('epoch-'))
      .reduce((sum, [, text]) => sum + Buffer.from(text, 'base64').length, 0);
    expect(removal.bytes).toBe(bytes);
    const again = prepareRerun(few, folder, { seed: 1 });
    run(again.experiment, again.again, { keepWeights: 'every' });
    const [same] = finishRerun(again);
    expect(same?.comparison.same).toContain('epoch-1/model.safetensors');
    expect(same).toMatchObject({ aside: null, added: [], comparison: { different: [] } });

    remove(removal, folder);
    expect([...contents(folder).keys()].filter((name) => name.includes('epoch-'))).toEqual([]);
    expect(runsOf(few, folder).map((one) => keptWeights(one).map(({ epoch }) => epoch))).toEqual([
      [3],
      [0, 2],
    ]);
    expect(removalOf(readStore(folder), stored, options).stages).toEqual([]);
    const third = prepareRerun(few, folder, { seed: 1 });
    run(third.experiment, third.again, { keepWeights: 'every' });
    const replaced = finishRerun(third, { addsWeights: true });
    expect(
      replaced.map(({ added }) => added.filter((name) => name.endsWith('config.json'))),
    ).toEqual([
      expect.arrayContaining(['epoch-1/config.json', 'epoch-2/config.json']),
      expect.arrayContaining(['epoch-1/config.json']),
    ]);
    expect(contents(folder)).toEqual(contents(every));
  });
});

const linesOfLosses = ({ folder }: StageRun): number =>
  readFileSync(join(folder, runFiles.losses), 'utf8').trim().split('\n').length;
