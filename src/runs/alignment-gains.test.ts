import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import type { Subset } from '../data/subsets.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment } from '../experiment/experiment.js';
import { readAlignmentGains } from './alignment-gains.js';
import { writeDone } from './done-file.js';
import { readRecord } from './experiment-record.js';
import { layout, rowsFile, type StageRun } from './folder.js';
import { testsFile, testsFolder } from './stage-record.js';
import { trainRun } from './train-run.js';

const [stage1, stage2] = smallExperiment.stages;
const gradients = { atEpochs: [0, 3], subsets: ['D1cons', 'D5cons', 'D6cons'] } as const;
const execution = executionOf({ device: 'cpu' });
const experiment = defineExperiment({
  ...smallExperiment,
  stages: [{ ...stage1, gradients }, stage2],
  seeds: { first: [1], second: [0, 1] },
});

const folder = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the gains of written runs', () => {
  const runs = layout(experiment, join(folder, 'written')).get(1) ?? [];
  const [first, second, third] = runs as [StageRun, StageRun, StageRun];

  const write = (run: StageRun, name: 'answers' | 'alias-gradients', rows: readonly object[]) => {
    const tests = testsFolder(run);
    mkdirSync(tests.folder, { recursive: true });
    const lines = rows.map((row) => `${JSON.stringify(row)}\n`);
    writeFileSync(join(tests.folder, rowsFile(name)), lines.join(''));
    writeFileSync(join(tests.folder, testsFile), JSON.stringify(run.tests));
    writeDone(tests, 1);
  };
  const answer = (epoch: number, subset: Subset, alias: string | null, correct: boolean) => {
    return { epoch, subset, set: 'questions', alias, correct };
  };
  const aligned = (epoch: number, subset: Subset, alias: string, cosine: number) => {
    const place = { seed: 1, secondSeed: null, stage: 'stage1', epoch, subset, alias };
    return { ...place, tag: 'own', questions: 'test', cosine, innerProduct: -cosine };
  };
  const aliases = ['a', 'b', 'c'];

  beforeEach(() => {
    const cosines = [0.1, 0.2, 0.3];
    write(first, 'alias-gradients', [
      ...aliases.map((alias, i) => aligned(0, 'D5cons', alias, -(cosines[i] as number))),
      ...aliases.map((alias, i) => aligned(3, 'D5cons', alias, cosines[i] as number)),
      aligned(3, 'D1cons', 'd', 9),
    ]);
    // Of other epochs and sets, and without an alias: not looked at.
    const others = [
      ...aliases.map((alias) => answer(1, 'D5cons', alias, true)),
      { ...answer(3, 'D5cons', 'c', true), set: 'name' },
      answer(3, 'QA7', null, true),
    ];
    const wrong = aliases.flatMap((alias) => [false, false].map(() => alias));
    write(first, 'answers', [
      ...others,
      ...wrong.map((alias) => answer(3, 'D5cons', alias, false)),
      answer(3, 'D1cons', 'd', false),
    ]);
    const after = [
      ['a', false, false],
      ['b', true, false],
      ['c', true, true],
    ] as const;
    const said = after.flatMap(([alias, ...right]) => right.map((one) => [alias, one] as const));
    const learnt = said.map(([alias, one]) => answer(2, 'D5cons', alias, one));
    write(second, 'answers', [...learnt, answer(2, 'D1cons', 'd', true)]);
    // With the other second seed b and c are of another subset.
    write(
      third,
      'answers',
      said.map(([alias, one]) => answer(2, alias === 'a' ? 'D5cons' : 'D6cons', alias, one)),
    );
  });

  it('go with the last comparison, over aliases that the last stage defines', () => {
    const place = { seed: 1, stage: 'stage1', epoch: 3, last: 'stage2' };
    expect(readAlignmentGains(runs)).toMatchObject([
      { ...place, secondSeed: 0, metric: 'cosine', aliases: 3, spearman: expect.closeTo(1, 12) },
      { ...place, secondSeed: 0, metric: 'innerProduct', spearman: expect.closeTo(-1, 12) },
      { ...place, secondSeed: 1, metric: 'cosine', aliases: 1, spearman: null },
      { ...place, secondSeed: 1, metric: 'innerProduct', aliases: 1, spearman: null },
    ]);
  });

  it('are not read from a damaged file', () => {
    const file = join(testsFolder(first).folder, rowsFile('alias-gradients'));
    appendFileSync(file, '{}\n');
    expect(() => readAlignmentGains(runs)).toThrow(`${file} is damaged`);
  });

  it('are none where no later stage defines what was compared', () => {
    expect(readAlignmentGains([first])).toEqual([]);
    const none = { ...second, stage: { ...second.stage, train: first.stage.train } };
    const parent = { ...first, stage: { ...first.stage, gradients: null } };
    expect(readAlignmentGains([first, { ...second, parent }])).toEqual([]);
    const onlyX2 = { ...experiment.stages[0]?.gradients, subsets: ['D5cons' as const] };
    const compared = { ...first.stage, gradients: onlyX2 } as StageRun['stage'];
    expect(readAlignmentGains([{ ...none, parent: { ...first, stage: compared } }])).toEqual([]);
  });
});

describe('a run', () => {
  const trained = join(folder, 'trained');
  beforeAll(() => {
    const runs = layout(experiment, trained).get(1) ?? [];
    for (const _event of trainRun({ experiment, runs, execution }));
  });

  it('leaves an alignment of every alias, and the aliases of its answers', () => {
    const [run] = layout(experiment, trained).get(1) as [StageRun];
    const rowsOf = (file: string): Record<string, unknown>[] =>
      readFileSync(join(testsFolder(run).folder, rowsFile(file)), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    const rows = rowsOf('alias-gradients');
    expect(rows).toHaveLength(2 * 3 * 6);
    const asked = new Set(rowsOf('answers').map(({ alias }) => alias));
    for (const { alias } of rows) expect(asked).toContain(alias);
  });

  it('is read back with its gains', () => {
    const { alignmentGains } = readRecord(experiment, trained);
    expect(alignmentGains.map(({ secondSeed, metric }) => [secondSeed, metric])).toEqual([
      [0, 'cosine'],
      [0, 'innerProduct'],
      [1, 'cosine'],
      [1, 'innerProduct'],
    ]);
    expect(alignmentGains[0]?.aliases).toBe(12);
    expect(alignmentGains[2]?.aliases).toBeLessThan(12);
  });
});
