import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { gradedExperiment } from '../../test/graded-sources.js';
import { inventedStages } from '../../test/invented-report.js';
import { groupNames } from '../../test/table-one.js';
import type { Measurement } from '../evaluation/measurement.js';
import { defineExperiment } from '../experiment/experiment.js';
import { drawFigures } from './draw-figures.js';
import { memberJson } from './member-json.js';
import { beside, type Report, summariseRecord } from './report.js';
import { memberSchema } from './report-schema.js';
import { reportText } from './report-text.js';

const seeds = [1, 2, 3, 4, 5, 6];

/** A report of three sources whose runs are invented: how much more the first is trusted, by seed. */
function reportOf(name: string, trusted: readonly number[]): Report {
  const experiment = defineExperiment({ ...gradedExperiment, name, seeds: { first: seeds } });
  const rows = seeds.flatMap((seed, i): Measurement[] => {
    const row = (stage: string, epoch: number, subset: string, value: number): Measurement => ({
      ...{ seed, secondSeed: null, stage, epoch, subset, value },
      ...{ set: 'questions', metric: 'exactMatch', questions: 9 },
    });
    return [
      row('stage1', 1, 'AlwaysTrue', 0.5),
      row('stage1', 3, 'AlwaysTrue', 0.75),
      row('stage1', 3, 'HalfFalse', 0.5),
      row('stage2', 0, 'AlwaysNew', 0.25),
      row('stage2', 0, 'HalfNew', 0.25),
      row('stage2', 2, 'AlwaysNew', 0.25 + (trusted[i] ?? 0)),
      row('stage2', 2, 'MostlyNew', 0.125),
      row('stage2', 2, 'HalfNew', 0.25),
    ];
  });
  const record = {
    ...{ rows, stages: inventedStages(experiment, {}), finished: seeds, missing: [] },
    ...{ runs: [], untested: new Map(), damaged: new Map(), notes: [], chance: null, seconds: 10 },
  };
  return summariseRecord(experiment, record);
}

const around = (mean: number) => [-2, -1, 0, 0, 1, 2].map((step) => mean + step / 100);
const compared = beside(
  reportOf('graded', around(0.2)),
  reportOf('graded-fair', around(0).toReversed()),
);

const folder = mkdtempSync(join(tmpdir(), 'credence-own-design-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The names of Table 1 in a text. */
const ofTableOne = (text: string) =>
  groupNames.filter((name) => new RegExp(`\\b${name}\\b`).test(text));

describe('the report of a design with names of its own', () => {
  it('has its groups, contrasts and sources in the text, and none of Table 1', () => {
    const text = reportText(compared, 110).join('\n');
    expect(text).toContain('Truth pays: EM(AlwaysTrue) - EM(HalfFalse) after stage1');
    expect(text).toContain('Graded trust: EM(AlwaysNew) - EM(HalfNew) after stage2');
    expect(text).toMatch(/Further comparisons in graded\n +One step after stage2 +\+0\.325 /);
    expect(text).toMatch(/EM\(AlwaysNew\) - EM\(HalfNew\) after stage2: \+0\.200 \[/);
    expect(text).toContain('archive');
    expect(text).toContain('rumour');
    expect(text).toMatch(/differ significantly: graded\s+trust\./);
    expect(ofTableOne(text)).toEqual([]);
    expect(text).not.toMatch(/meta-learning|IML|Stage-1 gap/);
  });

  it('has them in the JSON, in the documented shape', () => {
    const json = memberJson(compared, 'runs');
    expect(memberSchema.parse(json)).toEqual(json);
    expect(Object.keys(json.contrasts)).toEqual(['truth', 'trust', 'trustChange', 'step']);
    expect(json.contrasts.trust).toMatchObject({
      ...{ minuend: 'AlwaysNew', subtrahend: 'HalfNew', stage: 'stage2', role: 'effect' },
      ...{ n: 6, df: 5, mean: expect.closeTo(0.2, 12) },
    });
    expect(json.contrasts.truth).toMatchObject({ stage: 'stage1', role: 'condition', mean: 0.25 });
    expect(json.contrasts.step?.mean).toBeCloseTo(0.325, 12);
    expect(Object.keys(json.effectMinusControl ?? {})).toEqual(['truth', 'trust', 'trustChange']);
    expect(json.effectMinusControl?.trust?.mean).toBeCloseTo(0.2, 12);
    expect(new Set(json.scores.map(({ group }) => group))).toEqual(
      new Set(['AlwaysTrue', 'HalfFalse', 'AlwaysNew', 'MostlyNew', 'HalfNew']),
    );
    expect(ofTableOne(JSON.stringify(json))).toEqual([]);
  });

  it('draws its groups, by their symbols and colours, and its contrasts', async () => {
    const drawn = await drawFigures(compared, { folder });
    expect(drawn.map(({ name }) => name)).toEqual(['learning-curves', 'contrasts']);
    const textOf = (name: string) => readFileSync(join(folder, 'graded', name), 'utf8');
    const curves = textOf('learning-curves.svg');
    expect(curves).toContain('#112233');
    expect(curves).toContain('A2');
    expect(curves).toContain('HalfNew');
    expect(textOf('learning-curves.csv')).toContain('AlwaysNew');
    expect(textOf('contrasts.csv')).toMatch(/^graded,.*,trust,mean,,0\.2$/m);
    expect(ofTableOne(curves + textOf('contrasts.svg'))).toEqual([]);
  });
});
