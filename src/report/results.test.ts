import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment, type Experiment } from '../experiment/experiment.js';
import { layout } from '../runs/folder.js';
import { trainRun } from '../runs/train-run.js';
import { resolveStudy, type Study, withControl } from '../study/resolve-study.js';
import { asStudy, defineStudy } from '../study/study.js';
import type { ReportSource } from './compared-report.js';
import { comparedText } from './report-text.js';
import { readResults } from './results.js';

const runs = mkdtempSync(join(tmpdir(), 'credence-results-'));
afterAll(() => rmSync(runs, { recursive: true }));

/** With as many entities as halves of a source need. */
const named = (name: string, epochs = 1) => ({
  ...smallExperiment,
  name,
  data: {
    ...smallExperiment.data,
    entities: 40,
    aliases: { form: 'symbols', alphabet: 16 } as const,
  },
  stages: smallExperiment.stages.map((stage) => ({ ...stage, epochs })),
  seeds: { first: [1] },
});

function train(experiment: Experiment): void {
  const execution = executionOf({ device: 'cpu' });
  for (const own of layout(experiment, runs).values())
    for (const _ of trainRun({ experiment, runs: own, execution }));
}

const sweep = resolveStudy(
  defineStudy({
    name: 'epochs',
    axis: 'epochs',
    members: [
      { at: 1, experiment: named('one') },
      { at: 2, experiment: named('two', 2) },
      { at: 3, experiment: named('three', 3) },
    ],
  }),
);
const list = resolveStudy(asStudy([named('one'), named('two', 2)], 'list'));
const other = defineExperiment(named('other'));
/** Of seeds that nobody trains: by its name alone it would share the weights of others. */
const unfinished = { ...named('unfinished'), seeds: { first: [9] } };
const [one, two] = sweep.members;

const source: ReportSource = {
  runs,
  changes: [],
  commands: { train: 'credence run epochs', control: 'credence run epochs --with-control' },
};

beforeAll(() => {
  for (const experiment of [one?.experiment, two?.experiment, one?.control, other])
    if (experiment) train(experiment);
});

/** The control that stands beside each member, by what figures and by what the sweep's text get. */
function controlsOf(study: Study, from: ReportSource = source) {
  const results = readResults(study, from);
  const name = (control: { experiment: Experiment } | null | undefined) =>
    control?.experiment.name ?? null;
  return {
    figures: results.members.map(({ compared }) => name(compared?.control)),
    text: results.sweep?.members.map(({ control }) => name(control)),
  };
}

describe('the controls of a study', () => {
  it('are the members own, where they are finished', () => {
    const controls = ['one-control', null, null];
    expect(controlsOf(sweep)).toEqual({ figures: controls, text: controls });
    expect(controlsOf(list)).toEqual({ figures: controls.slice(0, 2), text: undefined });
  });

  it('are those that are asked for, in the text and in the figures of a list or sweep', () => {
    const asked = { ...source, needsControls: true };
    const controls = ['other', 'other', null];
    expect(controlsOf(withControl(sweep, other), asked)).toEqual({
      figures: controls,
      text: controls,
    });
    expect(controlsOf(withControl(list, other), asked).figures).toEqual(['other', 'other']);
    const none = [null, null, null];
    expect(controlsOf(withControl(sweep, null))).toEqual({ figures: none, text: none });
  });

  it('are missed where they are needed and not finished', () => {
    const command = 'credence run unfinished';
    const commands = { ...source.commands, control: command };
    const withOther = withControl(list, defineExperiment(unfinished));
    expect(() => readResults(withOther, { ...source, commands, needsControls: true })).toThrow(
      `no seed of "unfinished" is finished in ${runs}; train it with: ${command}`,
    );
  });

  it('are offered to be trained', () => {
    const [first, second] = readResults(list, source).members;
    const text = ({ member, compared }: NonNullable<typeof first>) =>
      compared === null ? '' : comparedText(compared, { member, source }, 200).join('\n');
    expect(first && text(first)).toContain('Exact match in the control one-control');
    expect(second && text(second)).toContain(
      'Its control has no finished seeds; to train it: credence run epochs --with-control',
    );
    const [alone] = readResults(withControl(list, null), source).members;
    expect(alone && text(alone)).not.toContain('Its control');
  });
});

it('a study of which nothing is finished says what to run', () => {
  const study = resolveStudy(asStudy([unfinished], 'file'));
  expect(() => readResults(study, source)).toThrow(
    `no seed of "unfinished" is finished in ${runs}; train it with: credence run epochs`,
  );
});
