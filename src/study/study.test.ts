import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment } from '../experiment/experiment.js';
import { stageIdentities } from '../experiment/identity.js';
import { quickStudy } from './quick-study.js';
import { resolveStudy, sweepAxis, trainedExperiments, withControl } from './resolve-study.js';
import { asStudy, defineStudy, type MemberInput, type StudyInput, studyOf } from './study.js';

const named = (name: string) => ({ ...smallExperiment, name });
const halves = { D1cons: 0.25, D9incons: 0.25, D2incons: 0.25, D10cons: 0.25 };
/** An experiment that has no control, since its tags say nothing. */
const fair = {
  ...named('fair'),
  data: { ...smallExperiment.data, shares: halves },
  stages: [smallExperiment.stages[0]],
};
const two = {
  name: 'two',
  axis: 'letter',
  members: [
    { at: 'a', experiment: named('a') },
    { at: 'b', experiment: named('b'), control: null },
  ],
} as const satisfies StudyInput;

const namesOf = (...args: Parameters<typeof resolveStudy>) =>
  trainedExperiments(resolveStudy(...args)).map(({ experiment }) => experiment.name);

describe('defineStudy', () => {
  it('fills in every default, and takes its own result', () => {
    const study = defineStudy({ name: 'one', members: [{ experiment: smallExperiment }] });
    expect(study).toEqual({
      name: 'one',
      title: '',
      figure: null,
      axis: null,
      members: [
        {
          at: null,
          experiment: smallExperiment,
          control: 'automatic',
          paper: [],
          paperAnalyses: {},
          execution: {},
        },
      ],
      execution: {},
      runsControls: false,
      small: null,
    });
    expect(defineStudy({ ...study, name: 'other' })).toEqual({ ...study, name: 'other' });
  });

  it('has its small form as a study of its own', () => {
    const { small } = defineStudy({ ...two, small: { ...two, name: 'two-small' } });
    expect(small).toMatchObject({ name: 'two-small', runsControls: false, small: null });
  });

  const withMember = (index: number, fields: object): unknown => ({
    ...two,
    members: two.members.map((one, at) => (at === index ? { ...one, ...fields } : one)),
  });
  it.each([
    ['a misspelt key', { ...two, axes: 'x' }, 'study "two": axes: unknown key (did you mean "axi'],
    ['no member', { ...two, members: [] }, 'members: expected at least 1 element'],
    ['an axis that is missing', { ...two, axis: null }, 'members[0].at: the study has no axis for'],
    [
      'a member without its value',
      withMember(1, { at: undefined }),
      'study "two": members[1].at: missing: where the member stands by letter',
    ],
    ['a value twice', withMember(1, { at: 'a' }), 'members[1].at: two members stand at "a"'],
    ['no experiment', withMember(0, { experiment: 'world' }), 'experiment: expected an experiment'],
    [
      'an unknown execution',
      { ...two, execution: { microbatch: 1 } },
      'execution.microbatch: unknown key (did you mean "microBatch"?)',
    ],
    ['a faulty small form', { ...two, small: { name: 'x' } }, 'study "x": members is missing'],
  ])('refuses %s', (_what, study, message) => {
    expect(() => defineStudy(study as StudyInput)).toThrow(message);
  });
});

describe('asStudy', () => {
  it('takes an experiment, a list of them, or a study', () => {
    expect(asStudy(smallExperiment, 'file')).toEqual(studyOf(smallExperiment));
    expect(asStudy(defineExperiment(smallExperiment), 'file').name).toBe('small');
    const list = asStudy([named('a'), named('b')], 'file');
    expect([list.name, list.axis, list.members.length]).toEqual(['file', null, 2]);
    expect(asStudy(two, 'file')).toEqual(defineStudy(two));
  });

  it('refuses what is no object', () => {
    for (const exported of [7, null, 'world'])
      expect(() => asStudy(exported, 'file')).toThrow(
        /^file: expected an experiment, a study or a list of experiments, given (7|null|"world")$/,
      );
  });

  it('leaves it to the check of the experiment to refuse another object', () => {
    expect(() => resolveStudy(asStudy({ title: 'x' }, 'file'))).toThrow(/name is missing: expecte/);
  });

  it.each([
    ['..', 'study "..": name: expected a name'],
    ['a\nb', 'name: expected a name'],
    ['x'.repeat(300), 'name: expected at most 150 bytes'],
  ])('does not name figures %j', (name, message) => {
    expect(() => defineStudy({ ...two, name })).toThrow(message);
  });

  it.each(['title', 'axis', 'figure'])('keeps line ends out of its %s', (key) => {
    expect(() => defineStudy({ ...two, [key]: 'a\nb' })).toThrow(`${key}: expected one line`);
  });

  it('stands on its axis at a number or one line', () => {
    const at = (value: unknown): unknown => ({
      ...two,
      members: [two.members[0], { ...two.members[1], at: value }],
    });
    expect(() => asStudy(at('a\r'), 'file')).toThrow('members[1].at: expected one line');
    expect(() => asStudy(at(true), 'file')).toThrow(
      'members[1].at: expected a number or text, given true',
    );
  });
});

describe('resolveStudy', () => {
  it("finds a member's control: the automatic one, a given one, or none", () => {
    const { members } = resolveStudy(
      defineStudy({
        name: 'three',
        members: [
          { experiment: named('a') },
          { experiment: named('b'), control: named('mine') },
          { experiment: named('c'), control: null },
          { experiment: fair },
        ],
      }),
    );
    expect(members.map(({ control }) => control?.name ?? null)).toEqual([
      'a-control',
      'mine',
      null,
      null,
    ]);
  });

  it('changes members and controls alike', () => {
    const assignments = ['stages.stage1.epochs=7'];
    const study = resolveStudy(defineStudy(two), { assignments });
    const [{ experiment, control } = { experiment: null, control: null }] = study.members;
    expect([experiment, control].map((one) => one?.stages[0]?.epochs)).toEqual([7, 7]);
  });

  it('trains controls only where they are run', () => {
    expect(namesOf(defineStudy(two))).toEqual(['a', 'b']);
    expect(namesOf(defineStudy({ ...two, runsControls: true }))).toEqual(['a', 'a-control', 'b']);
    expect(namesOf(defineStudy(two), { runsControls: true })).toEqual(['a', 'a-control', 'b']);
  });

  it('refuses a number of the paper’s for a group that there is not', () => {
    const paper = [{ stage: 'stage1', subset: 'D1con', value: 1 }];
    const study = defineStudy({ name: 's', members: [{ experiment: named('a'), paper }] });
    expect(() => resolveStudy(study)).toThrow(
      'study "s": members[0].paper[0].subset: there is no group "D1con" (did you mean "D1cons"?)',
    );
  });

  it.each<[string, readonly MemberInput[], string]>([
    ['a control that there is not', [{ experiment: fair }], 'experiment "fair"'],
    ['no control at all', [{ experiment: fair, control: null }], 'study "s" has no controls'],
    [
      'two experiments of a name',
      [{ experiment: named('a') }, { experiment: named('a-control') }],
      'study "s" has two experiments named "a-control"',
    ],
  ])('refuses %s where controls are run', (_what, members, message) => {
    const study = defineStudy({ name: 's', members });
    expect(() => resolveStudy(study, { runsControls: true })).toThrow(message);
  });

  it('has one experiment, or none, in the place of every control', () => {
    const study = resolveStudy(defineStudy(two));
    const other = defineExperiment(named('other'));
    expect(withControl(study, other).members.map(({ control }) => control)).toEqual([other, other]);
    expect(withControl(study, null).members.every(({ control }) => control === null)).toBe(true);
  });

  it('is a sweep where several stand on its axis', () => {
    expect(sweepAxis(resolveStudy(defineStudy(two)))).toBe('letter');
    const [first] = two.members;
    expect(sweepAxis(resolveStudy(defineStudy({ ...two, members: [first] })))).toBeNull();
    expect(sweepAxis(resolveStudy(asStudy([named('a'), named('b')], 'list')))).toBeNull();
  });
});

describe('the execution of a study', () => {
  it("is its own, then the member's, then the command line's", () => {
    const study = defineStudy({
      ...two,
      execution: { microBatch: 128, testBatch: 64 },
      members: [{ ...two.members[0], execution: { microBatch: 32 } }, two.members[1]],
      runsControls: true,
    });
    const executions = trainedExperiments(resolveStudy(study)).map(({ execution }) =>
      executionOf(execution, { testBatch: 5 }),
    );
    expect(executions.map(({ microBatch, testBatch }) => [microBatch, testBatch])).toEqual([
      [32, 5],
      [32, 5],
      [128, 5],
    ]);
  });

  it('is no part of an identity', () => {
    const identities = (['search', 1, null] as const).map((microBatch) => {
      const execution = { microBatch, testBatch: 3, keepWeights: 'parents' } as const;
      const [member] = resolveStudy(studyOf(smallExperiment, { execution })).members;
      return member === undefined ? null : stageIdentities(member.experiment);
    });
    const own = stageIdentities(defineExperiment(smallExperiment));
    expect(identities).toEqual([own, own, own]);
  });
});

describe('the quick form of a study', () => {
  it("has the quick form of each member and its control, and not the paper's numbers", () => {
    const paper = [{ subset: 'D5cons', stage: 'stage2', value: 0.3 }] as const;
    const study = defineStudy({
      name: 'one',
      members: [
        {
          experiment: named('a'),
          control: named('mine'),
          paper,
          paperAnalyses: { alignment: { D5cons: 0.2, D6cons: 0.1 } },
          execution: { microBatch: 7 },
        },
      ],
      execution: { keepWeights: 'parents', testBatch: 7 },
    });
    const quick = resolveStudy(quickStudy(study));
    expect(quick.name).toBe('one-quick');
    const [member] = quick.members;
    expect(member).toMatchObject({
      experiment: { name: 'a-quick' },
      control: { name: 'mine-quick' },
      paper: [],
      paperAnalyses: {},
      execution: { microBatch: 64, testBatch: 64, keepWeights: 'parents' },
    });
  });
});
