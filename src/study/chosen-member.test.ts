import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { withMember } from './chosen-member.js';
import { resolveStudy } from './resolve-study.js';
import { asStudy, defineStudy } from './study.js';

const named = (name: string) => ({
  ...smallExperiment,
  name,
  data: {
    ...smallExperiment.data,
    entities: 40,
    aliases: { form: 'symbols', alphabet: 16 } as const,
  },
});
const sweep = resolveStudy(
  defineStudy({
    name: 'sweep',
    axis: 'epochs',
    members: [
      { at: 0.5, experiment: named('half') },
      { at: 1, experiment: named('one') },
    ],
  }),
);
const list = resolveStudy(asStudy([named('first'), named('second')], 'list'));

const shown = (typed: string, study = sweep) =>
  withMember(study, typed, 'sweep.ts').members.map(({ experiment, control }) => [
    experiment.name,
    control?.name ?? null,
  ]);

describe('one member of a study', () => {
  it('is meant by where it stands, or by its name, with its control', () => {
    expect(shown('0.5')).toEqual([['half', 'half-control']]);
    expect(shown('one')).toEqual([['one', 'one-control']]);
    expect(shown('second', list)).toEqual([['second', 'second-control']]);
  });

  it('may be a control, by its name', () => {
    expect(shown('one-control')).toEqual([['one-control', null]]);
  });

  it('is one that there is', () => {
    expect(() => shown('2')).toThrow(
      'sweep.ts has no experiment "2"; it has 0.5 (half), half-control, 1 (one), one-control',
    );
  });
});
