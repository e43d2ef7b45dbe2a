import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import bundled from '../../experiments/claims.js';
import { claimOf, type InventedMember, iml, reportsOf } from '../../test/invented-claims.js';
import { projectFolder } from '../../test/source-files.js';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { holmAdjusted } from '../statistics/holm.js';
import type { Claim, ClaimForm, Statistic } from '../study/claim.js';
import { resolveStudy } from '../study/resolve-study.js';
import { asStudy } from '../study/study.js';
import { claimsJson } from './claims-json.js';
import { claimsSchema } from './claims-schema.js';
import { checkClaim, evaluateClaims } from './evaluate-claims.js';
import type { EvaluatedClaim } from './evaluated-claim.js';

const above: Statistic = {
  kind: 'contrast',
  measure: iml,
  direction: 'above',
  besideControl: false,
};

const normalFrom = (seed: number) => {
  const random = new MersenneTwister(seed);
  return (sd: number): number =>
    sd * Math.sqrt(-2 * Math.log(1 - random.random())) * Math.cos(2 * Math.PI * random.random());
};

const ofTests = normalFrom(14);
const drawn = (mean: number, sd: number, seeds = 8): number[] =>
  Array.from({ length: seeds }, () => mean + ofTests(sd));

/** Claims tested together, each of a study of its own. */
const together = (
  all: readonly (readonly [Partial<Claim>, InventedMember])[],
  form: ClaimForm = 'small',
): EvaluatedClaim[] =>
  evaluateClaims(
    all.map(([differs, member]) => ({
      claim: claimOf([above], differs),
      reports: reportsOf(member),
    })),
    form,
  );

describe('evaluateClaims', () => {
  it('corrects p-values by the method of Holm, over claims that have one', () => {
    const found = together([
      [{}, { iml: drawn(0.1, 0.02) }],
      [{}, { iml: [] }],
      [{}, { iml: drawn(0.02, 0.02) }],
      [{ untestable: 'It takes a model of a billion weights.' }, { iml: drawn(0.1, 0.02) }],
      [{}, { iml: drawn(0, 0.02) }],
    ]);
    expect(found.map(({ holmP }) => holmP)).toEqual(holmAdjusted(found.map(({ p }) => p)));
    expect(found.map(({ p }) => p === null)).toEqual([false, true, false, true, false]);
    expect(found[3]).toMatchObject({
      verdict: 'cannot be tested at this scale',
      reasons: ['It takes a model of a billion weights.'],
      parts: [],
    });
  });

  it('tests what is untestable on two cores at the scale of the paper', () => {
    const claim = { untestable: 'It takes a model of a billion weights.' };
    const [found] = together([[claim, { iml: drawn(0.1, 0.02) }]], 'paper');
    expect(found?.verdict).toBe('shown');
  });

  it('leaves undecided what only the uncorrected p shows', () => {
    // By hand: mean .025, standard error .009063, t 2.759 with 7 df: p .0282.
    const weak = [-0.03, -0.02, -0.02, -0.02, 0.01, 0.02, 0.02, 0.04].map((one) => 0.025 + one);
    const parts = [{ title: 'part 1', statistic: above, smallestEffect: 0.03 }];
    const [alone] = together([[{ parts }, { iml: weak }]]);
    expect(alone?.verdict).toBe('shown');
    const [among] = together([
      [{ parts }, { iml: weak }],
      ...Array.from({ length: 9 }, () => [{}, { iml: [0, 0.1, -0.1, 0.02] }] as const),
    ]);
    expect(among?.p).toBeCloseTo(0.0282, 4);
    expect(among?.holmP).toBeCloseTo(0.282, 3);
    expect(among?.verdict).toBe('undecided');
    expect(among?.reasons.join(' ')).toContain('only before the correction for 10 claims');
  });

  it('a claim is as good as its worst part, and has the largest p', () => {
    const parts = [above, { ...above, measure: { ...iml, at: 2 } }] as const;
    const [first, second] = parts;
    const claim = claimOf([{ ...first, measure: { ...iml, at: 1 } }, second]);
    const reports = reportsOf({ iml: drawn(0.1, 0.02), at: 1 }, { iml: drawn(0, 0.02), at: 2 });
    const [found] = evaluateClaims([{ claim, reports }], 'small');
    expect(found?.parts.map(({ verdict }) => verdict)).toEqual(['shown', found?.verdict]);
    expect(found?.verdict).not.toBe('shown');
    expect(found?.p).toBe(found?.parts[1]?.p);
    expect(found?.reasons[0]).toMatch(/^1 of 2 parts: /);
    expect(found?.reasons[1]).toMatch(/: part 2 /);
  });

  it('a declared caveat stands beside what is shown, but at the scale of the paper', () => {
    const claim = { caveat: 'The model is small.' };
    const member = { iml: drawn(0.1, 0.02) };
    const [small] = together([[claim, member]]);
    expect([small?.verdict, small?.reasons.at(-1)]).toEqual([
      'shown with a caveat',
      'The model is small.',
    ]);
    expect(together([[claim, member]], 'paper')[0]?.verdict).toBe('shown');
    const [against] = together([[claim, { iml: drawn(-0.1, 0.02) }]]);
    expect([against?.verdict, against?.reasons.length]).toEqual(['opposite', 1]);
  });

  it('exchanging minuend and subtrahend turns shown into opposite, and back', () => {
    const value = fc.double({ min: -0.4, max: 0.4, noNaN: true });
    const seeds = fc.array(value, { minLength: 5, maxLength: 9 });
    const evaluate = (iml: readonly number[], other: readonly number[], isTurned: boolean) => {
      const sides = [1, 2].map((at) => ({ ...memberContrast, at }));
      const [minuend, subtrahend] = isTurned ? [sides[1], sides[0]] : sides;
      if (minuend === undefined || subtrahend === undefined) throw new Error('there are two sides');
      const measure = { kind: 'difference', minuend, subtrahend } as const;
      const reports = reportsOf({ iml, at: 1 }, { iml: other, at: 2 });
      const claim = claimOf([{ ...above, measure }]);
      return evaluateClaims([{ claim, reports }], 'small')[0]?.verdict ?? '';
    };
    const memberContrast = iml;
    fc.assert(
      fc.property(seeds, fc.double({ min: -0.5, max: 0.5, noNaN: true }), (values, shift) => {
        const other = values.map((_, i) => (i % 3) / 50 - shift);
        const [one, two] = [evaluate(values, other, false), evaluate(values, other, true)];
        expect(one.startsWith('shown')).toBe(two === 'opposite');
        expect(two.startsWith('shown')).toBe(one === 'opposite');
      }),
      { numRuns: 60 },
    );
  });

  it('its JSON is as its schema says, whatever is found', () => {
    const found = together([
      [{ number: 1 }, { iml: drawn(0.1, 0.02) }],
      [{ number: 2 }, { iml: [] }],
      [{ number: 3, untestable: 'Too large.' }, { iml: [0.1] }],
      [{ number: 4, caveat: 'Small.' }, { iml: [0.1] }],
    ]);
    const json = claimsJson(found, 'small');
    expect(claimsSchema.parse(JSON.parse(JSON.stringify(json)))).toEqual(json);
    expect(json.tested).toBe(1);
    expect(json.claims[0]?.parts[0]?.estimates[0]?.seeds).toHaveLength(8);
  });
});

// NULL_EXPERIMENTS=10000 is the long form.
const experiments = Number(process.env.NULL_EXPERIMENTS ?? 600);

/** The root of n times Kolmogorov and Smirnov's distance of p-values from uniform ones. */
function distance(ps: readonly number[]): number {
  const sorted = [...ps].sort((a, b) => a - b);
  const gaps = sorted.map((p, i) => Math.max((i + 1) / ps.length - p, p - i / ps.length));
  return Math.sqrt(ps.length) * Math.max(...gaps);
}

const normal = normalFrom(15);

/** A grid of first and second seeds without an effect, around what the first seeds share. */
function nullGrid(): number[][] {
  return Array.from({ length: 6 }, () => {
    const first = normal(0.03);
    return Array.from({ length: 3 }, () => first + normal(0.02));
  });
}

describe('claims of which none is true', () => {
  const trend: Statistic = {
    kind: 'trend',
    measure: iml,
    points: [1, 2, 3],
    direction: 'above',
    minusControl: true,
  };
  const simulate = () => {
    const members = [1, 2, 3].map((at) => ({ at, iml: nullGrid(), control: nullGrid() }));
    const reports = reportsOf(...members);
    const at = (point: number, inControl: boolean) => ({ ...iml, at: point, inControl });
    const beside: Statistic = {
      ...above,
      measure: { kind: 'difference', minuend: at(1, false), subtrahend: at(1, true) },
    };
    const claims = [
      claimOf([trend]),
      claimOf([beside]),
      claimOf([{ ...above, measure: at(3, false) }]),
    ];
    return evaluateClaims(
      claims.map((claim) => ({ claim, reports })),
      'small',
    );
  };
  const found = Array.from({ length: experiments }, simulate);

  it.each([
    ['a trend beside its control', 0],
    ['a difference from the control', 1],
    ['a contrast', 2],
  ])('have uniform p-values over nested seeds: %s', (_what, index) => {
    const ps = found.map((claims) => claims[index]?.p ?? Number.NaN);
    // Above 1.628 it is significant at 1 % (Kolmogorov's distribution).
    expect(distance(ps)).toBeLessThan(1.628);
  });

  it('are hardly ever taken for true, nor for their opposite, all together', () => {
    const wrong = found.filter((claims) =>
      claims.some(({ verdict }) => verdict.startsWith('shown') || verdict === 'opposite'),
    );
    const rate = wrong.length / experiments;
    expect(rate).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / experiments));
    expect(rate).toBeGreaterThan(0.01);
  });
});

describe('a claim that asks for what is not there', () => {
  const member = { iml: drawn(0.1, 0.02), at: 1 };
  const evaluate = (statistic: Statistic, members: readonly InventedMember[] = [member]) =>
    evaluateClaims([{ claim: claimOf([statistic]), reports: reportsOf(...members) }], 'small');
  const of = (measure: Extract<Statistic, { kind: 'contrast' }>['measure']): Statistic => {
    return { ...above, measure };
  };
  const where = '"template" of study "invented"';

  it.each<[string, Statistic, string]>([
    [
      'a contrast',
      of({ kind: 'contrast', contrast: 'imml' }),
      `${where} has no contrast "imml" (did you mean "iml"?); there are: stage1Gap, iml`,
    ],
    ['a group', of({ kind: 'score', group: 'D11' }), `${where} has no group "D11"`],
    [
      'a set',
      of({ kind: 'score', group: 'D5cons', set: 'name' }),
      `${where} does not ask set 'name'`,
    ],
    [
      'a metric',
      of({ kind: 'score', group: 'D5cons', metric: 'loss' }),
      `${where} does not measure 'loss'; there are: exactMatch`,
    ],
    [
      'a stage',
      of({ kind: 'score', group: 'D5cons', stage: 'stage3' }),
      `${where} has no stage 'stage3'`,
    ],
    [
      'an epoch',
      of({ kind: 'score', group: 'D5cons', epoch: 3 }),
      `${where} has 2 epochs in stage 'stage2', so no epoch 3`,
    ],
    [
      'an analysis',
      of({ kind: 'analysis', analysis: 'alignment', value: 'D5cons cosine after stage1' }),
      `${where} makes no analysis "alignment"; there are: none`,
    ],
    ['a member', of({ ...iml, at: 7 }), 'study "invented" has no member at 7; there are: 1'],
    [
      'a control',
      of({ ...iml, inControl: true }),
      '"template" of study "invented" has no control; name the member that is one',
    ],
    ['a study', of({ ...iml, study: 'other' }), 'there is nothing of study "other"'],
  ])('%s: says so before training and after', (_what, statistic, message) => {
    const claim = claimOf([statistic]);
    const text = `claim 1 (invented): ${message}`;
    expect(() => checkClaim({ claim, reports: reportsOf(member) }, 'small')).toThrow(text);
    expect(() => evaluate(statistic)).toThrow(text);
  });

  it('an epoch that was not tested', () => {
    const statistic = of({ kind: 'score', group: 'D5cons', epoch: 1 });
    expect(() => evaluate(statistic)).toThrow('after epoch 1; it did after 0, 2');
    const quick = { claim: claimOf([of({ kind: 'score', group: 'D5cons', epoch: 9 })]) };
    const [found] = evaluateClaims([{ ...quick, reports: reportsOf(member) }], 'quick');
    expect(found?.parts[0]?.estimates[0]?.mean).toBeGreaterThan(0.4);
  });

  it('which of several members', () => {
    expect(() => evaluate(above, [member, { ...member, at: 2 }])).toThrow(
      'study "invented" has several members, say which by `at`: 1, 2',
    );
  });

  it('a control of what is in the control', () => {
    const statistic: Statistic = {
      ...above,
      measure: { ...iml, inControl: true },
      besideControl: true,
    };
    const controlled = { ...member, control: drawn(0, 0.02) };
    expect(() => evaluate(statistic, [controlled])).toThrow(
      'iml in control has no control of its own to be compared with',
    );
  });
});

/** A bundled study in a form, of which nothing is trained. */
async function untrained(name: string, form: 'small' | 'paper') {
  const path = join(projectFolder, 'experiments', `${name}.ts`);
  const { default: exported } = (await import(path)) as { readonly default: unknown };
  const defined = asStudy(exported, name);
  const { members } = resolveStudy((form === 'small' && defined.small) || defined);
  return members.map((member) => ({ member, compared: null, damaged: [] }));
}

describe.each(['small', 'paper'] as const)('in the %s form', (form) => {
  it.each(bundled.map((claim) => [claim.number, claim] as const))(
    'studies have what claim %i asks for',
    async (_number, claim) => {
      const found = claim.studies.map(async (name) => [name, await untrained(name, form)] as const);
      const reports = new Map(await Promise.all(found));
      expect(() => checkClaim({ claim, reports }, form)).not.toThrow();
    },
  );
});
