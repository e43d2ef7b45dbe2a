import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../../test/small-experiment.js';
import { smallImageExperiment } from '../../../test/small-images.js';
import { loadAnalyses } from '../../analyses/stage-analyses.js';
import { type ExecutionInput, executionOf } from '../../experiment/execution.js';
import { defineExperiment, type Experiment } from '../../experiment/experiment.js';
import { override } from '../../experiment/override.js';
import { WriteError } from '../../files/file-errors.js';
import { liveTensors } from '../../tensor/index.js';
import type { RunEvent } from '../events.js';
import { layout, type StageRun } from '../folder.js';
import { trainRun } from '../train-run.js';
import { checkpointFolders, checkpointsFolder } from './checkpoint-folders.js';
import { removeLeftovers } from './leftovers.js';

const root = mkdtempSync(join(tmpdir(), 'credence-resume-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = (): string => join(root, `${folders++}`);

/** Each result file with its content; what says when and how fast it was made is none. */
function contentOf(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .filter((name) => !/(environment|done)\.json$/.test(name));
  return new Map(files.sort().map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

/** How a run is trained, and when it is stopped. */
interface Way {
  readonly experiment: Experiment;
  readonly execution?: ExecutionInput;
  /** Asks to save and stop from then on; default: never. */
  readonly stopAt?: (events: readonly RunEvent[]) => boolean;
  /** Is told each event, and may throw. */
  readonly observe?: (event: RunEvent) => void;
}

const runsOf = (experiment: Experiment, folder: string): readonly StageRun[] =>
  layout(experiment, folder).get(1) ?? [];

/** Trains a seed until it ends or is stopped; gives back the events. */
async function train(
  folder: string,
  { experiment, execution = {}, stopAt = () => false, observe = () => {} }: Way,
): Promise<RunEvent[]> {
  const analyses = await loadAnalyses(experiment);
  const events: RunEvent[] = [];
  const setting = {
    ...{ experiment, analyses, runs: runsOf(experiment, folder), remakesWeights: true },
    execution: executionOf({ device: 'cpu', checkpointEvery: 0 }, execution),
    isStopped: () => stopAt(events),
  };
  for (const event of trainRun(setting)) {
    events.push(event);
    observe(event);
  }
  return events;
}

type Kind = RunEvent['kind'];
const ofKind = <K extends Kind>(events: readonly RunEvent[], kind: K) =>
  events.filter((event): event is Extract<RunEvent, { kind: K }> => event.kind === kind);

const defined = defineExperiment({
  ...smallExperiment,
  evaluate: { metrics: ['exactMatch', 'loss'] },
  seeds: { first: [1] },
});
const [stage1, stage2] = smallExperiment.stages;
const analysed = defineExperiment({
  ...smallExperiment,
  data: { ...smallExperiment.data, format: 'plain', entities: 32 },
  stages: [
    {
      ...stage1,
      analyses: {
        alignment: { atEpochs: [0, 1, 2], subsets: ['D1cons', 'D5cons', 'D6cons'] },
        probes: { tasks: ['tag'], questions: ['name'], aliasTokens: 2, folds: 3 },
      },
    },
    stage2,
  ],
  evaluate: { sets: ['questions', 'name'] },
  seeds: { first: [1] },
});
const images = defineExperiment({ ...smallImageExperiment, seeds: { first: [1] } });

describe.each([
  ['of text, with weights and answers of every epoch', defined, every()],
  ['with analyses', analysed, {}],
  ['of images', images, {}],
] as const)('a run %s', (_what, experiment, execution) => {
  it('that is stopped anywhere ends with the bytes of an unbroken one', async () => {
    const before = liveTensors();
    const whole = newFolder();
    const events = await train(whole, { experiment, execution });
    expect(events.at(-1)?.kind).toBe('run-finished');
    const wanted = contentOf(whole);
    expect([...wanted.keys()].filter((name) => name.includes('checkpoints'))).toEqual([]);
    let goneOn = 0;
    for (const share of [0.4, 0.8]) {
      const stop = Math.floor(share * events.length);
      const folder = newFolder();
      const stopAt = (seen: readonly RunEvent[]) => seen.length >= stop;
      const first = await train(folder, { experiment, execution, stopAt });
      const second = await train(folder, { experiment, execution });
      expect(second.at(-1)?.kind).toBe('run-finished');
      expect(contentOf(folder), `stopped after ${first.at(-2)?.kind}`).toEqual(wanted);
      goneOn += ofKind(second, 'resumed').length;
    }
    expect(goneOn).toBeGreaterThan(0);
    expect(liveTensors()).toBe(before);
  });
});

function every(): ExecutionInput {
  return { keepWeights: 'every', answers: 'every' };
}

/** Minutes that are over at every step. */
const always = 1e-9;

describe('checkpoints', () => {
  const small = override(defined, ['stages.stage1.documentsPerStep=7']);
  const whole = newFolder();
  let wanted: ReadonlyMap<string, string>;
  let steps: readonly number[];
  beforeAll(async () => {
    const events = await train(whole, { experiment: small });
    wanted = contentOf(whole);
    steps = ofKind(events, 'step').map(({ step }) => step);
  });
  const [first] = runsOf(small, whole) as [StageRun];

  /** A run that ended without notice after a step of its first stage, as if it was killed. */
  async function killed(step = 8): Promise<{ folder: string; stage: string }> {
    const folder = newFolder();
    const observe = (event: RunEvent) => {
      if (event.kind === 'step' && event.step === step) throw new Error('killed');
    };
    const way = { experiment: small, execution: { checkpointEvery: always }, observe };
    await expect(train(folder, way)).rejects.toThrow('killed');
    return { folder, stage: runsOf(small, folder)[0]?.folder ?? '' };
  }

  it('are written when their time has come, and the newest two stay', async () => {
    expect(steps.length).toBeGreaterThan(12);
    const { folder, stage } = await killed();
    const names = checkpointFolders(stage).map((path) => basename(path));
    expect(names).toEqual(['step-000007', 'step-000006']);
    const losses = readFileSync(join(stage, 'losses.jsonl'), 'utf8');
    // What comes after the checkpoint is cut off, be it torn.
    appendFileSync(join(stage, 'losses.jsonl'), losses.slice(0, 30));
    const events = await train(folder, { experiment: small });
    expect(ofKind(events, 'resumed')).toMatchObject([{ step: 7, changes: [] }]);
    expect(contentOf(folder)).toEqual(wanted);
  });

  it.each([
    ['cut off', (newest: string) => truncateSync(join(newest, 'optimizer.safetensors'), 99)],
    [
      'with another number in its state',
      (newest: string) => edit(join(newest, 'state.json'), '"step": 7', '"step": 6'),
    ],
    [
      'with a flipped byte among its weights',
      (newest: string) => flip(join(newest, 'weights.safetensors')),
    ],
    ['without its state', (newest: string) => rmSync(join(newest, 'state.json'))],
  ])('%s are named and set aside, and the one before is used', async (_how, damage) => {
    const { folder, stage } = await killed();
    const [newest = ''] = checkpointFolders(stage);
    damage(newest);
    const events = await train(folder, { experiment: small });
    const [refused] = ofKind(events, 'checkpoint-refused');
    expect(refused?.message).toContain('the checkpoint step-000007 is damaged');
    expect(refused?.message).toContain(`set aside as ${newest}.damaged`);
    expect(ofKind(events, 'resumed')).toMatchObject([{ step: 6 }]);
    expect(contentOf(folder)).toEqual(wanted);
  });

  it('whose rows were edited are not gone on with', async () => {
    const { folder, stage } = await killed();
    const [tests = ''] = readdirSync(stage).filter((name) => name.startsWith('tests-'));
    edit(join(stage, tests, 'metrics.jsonl'), '"epoch":1', '"epoch":2');
    const events = await train(folder, { experiment: small });
    expect(ofKind(events, 'checkpoint-refused')).toHaveLength(2);
    expect(ofKind(events, 'resumed')).toEqual([]);
    expect(contentOf(folder)).toEqual(wanted);
  });

  it('of other tests are not used, which is said', async () => {
    const { folder } = await killed();
    const other = override(small, ['evaluate.metrics=["loss"]']);
    const events = await train(folder, { experiment: other });
    const [refused] = ofKind(events, 'checkpoint-refused');
    expect(refused?.message).toBe(
      'the checkpoint after step 7 is of other tests of the stage: it is not used',
    );
    expect(events.at(-1)?.kind).toBe('run-finished');
  });

  it('are gone on with on another number of threads, which is said and recorded', async () => {
    const { folder, stage } = await killed();
    const events = await train(folder, { experiment: small, execution: { threads: 2 } });
    const changes = ['--threads 2 instead of 1'];
    expect(ofKind(events, 'resumed')).toMatchObject([{ step: 7, changes }]);
    const made = JSON.parse(readFileSync(join(stage, 'environment.json'), 'utf8'));
    expect(made).toMatchObject({ threads: 2, resumed: [{ untilStep: 7, threads: 1 }] });
  });

  it('that cannot be written leave the one before, and say how much room they want', async () => {
    const folder = newFolder();
    const stage = join(folder, first.identity, 'seed-1');
    const observe = (event: RunEvent) => {
      if (event.kind !== 'step' || event.step !== 6) return;
      // A file where the next checkpoint is to be written refuses it as a full disk does.
      writeFileSync(join(checkpointsFolder(stage), 'step-000006'), '');
    };
    const way = { experiment: small, execution: { checkpointEvery: always }, observe };
    const error = await train(folder, way).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WriteError);
    expect((error as Error).message).toMatch(
      /step-000006: .* A checkpoint of \d+ kB was to be written there\. What was saved before it is kept: put that right, then run the same command to go on\.$/,
    );
    rmSync(join(checkpointsFolder(stage), 'step-000006'));
    const events = await train(folder, { experiment: small });
    expect(ofKind(events, 'resumed')).toMatchObject([{ step: 5 }]);
    expect(contentOf(folder)).toEqual(wanted);
  });

  it('that are left beside a finished stage are removed', async () => {
    const { folder, stage } = await killed();
    await train(folder, { experiment: small });
    writeFileSync(join(stage, '.run.json.4711-00000000.tmp'), '');
    const { folder: other } = await killed();
    const left = runsOf(small, other)[0]?.folder ?? '';
    const done = readFileSync(join(stage, 'done.json'));
    writeFileSync(join(left, 'done.json'), done);
    removeLeftovers(small, folder);
    removeLeftovers(small, other);
    expect(contentOf(folder)).toEqual(wanted);
    expect(existsSync(checkpointsFolder(left))).toBe(false);
  });
});

function edit(path: string, before: string, after: string): void {
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(before);
  writeFileSync(path, text.replace(before, after));
}

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 9] = (bytes.at(-9) as number) ^ 1;
  writeFileSync(path, bytes);
}

describe('a stage that is trained again', () => {
  it('goes on where it was stopped, too, beside what was finished', async () => {
    const small = defined;
    const less = override(small, ['evaluate.metrics=["exactMatch"]']);
    const execution = { keepWeights: 'none' } as const;
    const [whole, folder] = [newFolder(), newFolder()];
    for (const one of [whole, folder]) await train(one, { experiment: less, execution });
    const unbroken = await train(whole, { experiment: small, execution });
    expect(ofKind(unbroken, 'stage-begun').every(({ again }) => again !== null)).toBe(true);
    const stopAt = (seen: readonly RunEvent[]) => ofKind(seen, 'step').length >= 8;
    const stopped = await train(folder, { experiment: small, execution, stopAt });
    expect(stopped.at(-1)?.kind).toBe('stopped');
    const events = await train(folder, { experiment: small, execution });
    expect(ofKind(events, 'resumed')).toMatchObject([{ stage: 'stage2', step: 2 }]);
    expect(contentOf(folder)).toEqual(contentOf(whole));
  });
});

describe('weights that are not finite', () => {
  it('after the last step are no result, and the learning rate is named', async () => {
    const broken = override(defined, [
      'stages.stage1.epochs=1',
      'stages.stage1.documentsPerStep=1000',
      'stages.stage1.learningRate=1e38',
      'stages.stage1.optimizer={"kind":"sgd","momentum":0,"nesterov":false,"weightDecay":100}',
    ]);
    const folder = newFolder();
    await expect(train(folder, { experiment: broken })).rejects.toThrow(
      /stages\.stage1\.learningRate: after step 1 of 1 .* not finite .* learning rate 1e\+38/,
    );
    expect(existsSync(join(runsOf(broken, folder)[0]?.folder ?? '', 'done.json'))).toBe(false);
  });
});
