import { describe, expect, it } from 'vitest';
import { dataOf } from '../../test/figure-data.js';
import { groupsWith } from '../../test/table-one.js';
import type { Measurement } from '../evaluation/measurement.js';
import { chanceLevels } from './chance.js';
import { type GroupStyles, groupStyles } from './group-style.js';
import { type LearningCurvesOptions, learningCurves } from './learning-curves.js';

import { vegaSvg } from './render.js';

const stages = [
  { name: 'facts', epochs: 9 },
  { name: 'stage1', epochs: 4, title: 'Stage 1' },
  { name: 'stage2', epochs: 2, title: 'Stage 2: definitions only' },
];

function row(
  seed: number,
  stage: string,
  epoch: number,
  subset: Measurement['subset'],
  value: number,
) {
  const asked = { set: 'questions', metric: 'exactMatch', questions: 10 } as const;
  return { seed, secondSeed: null, stage, epoch, subset, value, ...asked };
}

const rows: Measurement[] = [0, 1].flatMap((seed) => [
  row(seed, 'stage1', 2, 'D6cons', 0.1),
  row(seed, 'stage1', 4, 'D6cons', 0.2 + seed / 5),
  row(seed, 'stage2', 0, 'D6cons', 0.9),
  row(seed, 'stage2', 2, 'D6cons', 0.4),
  row(seed, 'stage2', 0, 'D5cons', 0.3),
  row(seed, 'stage2', 2, 'D5cons', 0.5),
  row(seed, 'stage1', 4, 'D1cons', 1 / 3),
]);

const draw = (
  measured: readonly Measurement[],
  options: Omit<LearningCurvesOptions, 'groups'> & { readonly groups?: GroupStyles },
) => learningCurves(measured, { groups: groupStyles(groupsWith()), ...options });

describe('learningCurves', () => {
  it('puts the stages side by side from the first measured one', () => {
    const figure = draw(rows, { title: 'small', stages });
    expect(figure.columns.slice(0, 2)).toEqual(['metric', 'set']);
    const shown = figure.columns.slice(2);
    expect(figure.rows.map((one) => shown.map((column) => one[column]))).toEqual([
      ['stage1', 2, 2, 'D6cons', 0.1, 0.1, 0.1, 2],
      ['stage1', 4, 4, 'D1cons', 0.333333, 0.333333, 0.333333, 2],
      ['stage1', 4, 4, 'D6cons', 0.3, 0.2, 0.4, 2],
      ['stage2', 0, 4, 'D5cons', 0.3, 0.3, 0.3, 2],
      ['stage2', 2, 6, 'D5cons', 0.5, 0.5, 0.5, 2],
      ['stage2', 2, 6, 'D6cons', 0.4, 0.4, 0.4, 2],
    ]);
  });

  it('draws one line and its bars a subset in the paper’s colours and order', async () => {
    const figure = draw(rows, { title: 'small', stages });
    const spec = JSON.stringify(figure.spec(720));
    expect(spec).toContain('"domain":["D1cons","D5cons","D6cons"]');
    expect(spec).toContain('"range":["#2e0a4a","#0f74c5","#a50000"]');
    const drawn = dataOf(figure.spec(720)).filter(({ totalEpoch }) => totalEpoch !== undefined);
    expect(drawn.map(({ series, x, ...point }) => point)).toEqual(figure.rows);
    const svg = await vegaSvg(figure);
    for (const subset of ['D5cons', 'D6cons'] as const) {
      const colour = groupStyles(groupsWith()).colourOf(subset);
      expect(
        svg.match(new RegExp(`<line[^>]*stroke="${colour}" stroke-width="1.5" opacity="0.5"`, 'g')),
      ).toHaveLength(figure.rows.filter((point) => point.subset === subset).length);
      expect(
        svg.match(new RegExp(`<path[^>]*stroke="${colour}" stroke-width="1.5"`, 'g')),
      ).toHaveLength(1);
    }
    for (const text of [
      'Stage 1',
      'Exact match (EM)',
      'Epoch',
      'Ḋ₅ᶜᵒⁿˢ: reliable tag, true',
      'small, 2 seeds',
    ]) {
      expect(svg).toContain(`>${text}<`);
    }
    expect(svg.match(/stroke-dasharray="5,4"/g)).toHaveLength(1);
    expect(svg).toContain('>Stage 2: definitions<');
    expect(svg).toContain('95 % bootstrap interval over seeds<');
  });

  it('leaves out leading stages that were measured at their end only', () => {
    const facts = row(0, 'facts', 9, 'D6cons', 0.1);
    const { rows: drawn } = draw([facts, ...rows], { title: 'small', stages });
    expect(drawn).toEqual(draw(rows, { title: 'small', stages }).rows);
    const ends = [facts, row(0, 'stage1', 4, 'D6cons', 0.2)];
    const only = draw(ends, { title: 'small', stages });
    expect(only.rows.map(({ totalEpoch }) => totalEpoch)).toEqual([9, 13]);
  });

  it('names what was known beforehand under the figure instead of drawing it', async () => {
    const known = [0, 4].map((epoch) => row(0, 'stage1', epoch, 'QA4', 1 - epoch / 100));
    const figure = draw([...rows, ...known], { title: 'small', stages });
    expect(figure.rows.some(({ subset }) => subset === 'QA4')).toBe(false);
    expect(await vegaSvg(figure)).toContain(
      '>not drawn: Q̂A₄ (asked by own name), 0.960 to 1.000 throughout<',
    );
    const only = draw(known, { title: 'small', stages });
    expect(only.rows).toHaveLength(2);
    const asked = { title: 'small', stages, subsets: ['QA4', 'D5cons'] } as const;
    const shown = draw([...rows, ...known], asked);
    expect(shown.rows.some(({ subset }) => subset === 'QA4')).toBe(true);
  });

  it("orders X1's subsets before X2's, and calls equal sources by their number", async () => {
    const more = [...rows, row(0, 'stage1', 4, 'D9incons', 0.2)];
    const figure = draw(more, {
      ...{ title: 'small', stages },
      groups: groupStyles(groupsWith({ D1cons: 0.1, D9incons: 0.1, D2incons: 0.1, D10cons: 0.1 })),
    });
    expect(JSON.stringify(figure.spec(720))).toContain(
      '"domain":["D1cons","D9incons","D5cons","D6cons"]',
    );
    const svg = await vegaSvg(figure);
    expect(svg).toContain('>Ḋ₉ⁱⁿᶜᵒⁿˢQA₉: tag 1, false<');
    expect(svg).not.toContain('reliable');
  });

  it('draws a plot a set under one legend, false definitions by what they say', async () => {
    const named = rows.map((one): Measurement => ({ ...one, set: 'name' }));
    const false1 = { ...row(0, 'stage1', 4, 'D2incons', 0), set: 'name' } as const;
    const false2 = { ...false1, set: 'nameWithDefs', value: 0.25 } as const;
    const all = [...rows, ...named, false1, false2];
    const sets = ['questions', 'name'] as const;
    const figure = draw(all, { title: 'small', stages, sets });
    expect(figure.rows.map(({ set }) => set)).toEqual([
      ...rows.slice(0, 6).map(() => 'questions'),
      'name',
      'name',
      'nameWithDefs',
      'name',
      'name',
      'name',
      'name',
    ]);
    expect(figure.rows.find(({ subset }) => subset === 'D2incons')).toMatchObject({ mean: 0.25 });
    const svg = await vegaSvg(figure);
    expect(svg.match(/>Epoch</g)).toHaveLength(1);
    expect(svg.match(/>Ḋ₅ᶜᵒⁿˢ: reliable tag, true</g)).toHaveLength(1);
    for (const text of [
      'Exact match on test questions and entity attribution',
      'Test questions',
      'Entity attribution, “What is the name of [X]?”',
      'D̄₂ⁱⁿᶜᵒⁿˢQA₂ in entity attribution: against the entity that the false definition names',
    ]) {
      expect(svg).toContain(`>${text}<`);
    }
    const alone = await vegaSvg(draw(all, { title: 'small', stages, sets: ['name'] }));
    expect(alone).toContain('>D̄₂ⁱⁿᶜᵒⁿˢQA₂: assoc with defs<');
    expect(alone).not.toContain('>Test questions<');
  });

  it('draws the groups in their given style: order, symbols, colours and dashes', async () => {
    const groups: GroupStyles = {
      ...groupStyles(groupsWith()),
      order: ['D6cons', 'D5cons', 'D1cons'],
      symbolOf: (name) => `group ${name}`,
      meaningOf: () => 'mine',
      colourOf: (name) => (name === 'D5cons' ? '#123456' : '#abcdef'),
      dashOf: (name) => (name === 'D5cons' ? [6, 3] : []),
    };
    const figure = draw(rows, { title: 'small', stages, groups });
    const svg = await vegaSvg(figure);
    expect(svg.match(/>group D\dcons: mine</g)).toEqual(
      groups.order.map((name) => `>group ${name}: mine<`),
    );
    const dashed = svg.match(/<(path|line)[^>]*stroke="#123456"[^>]*stroke-dasharray="6,3"/g);
    expect(dashed).toHaveLength(2); // the line and its piece in the legend
    expect(svg).not.toMatch(/stroke="#abcdef"[^>]*stroke-dasharray="6,3"/);
  });

  it('draws losses as they are', async () => {
    const losses = rows.map((one): Measurement => ({ ...one, metric: 'loss', value: 3 }));
    const options = { title: 'small', stages, metric: 'loss' } as const;
    const figure = draw([...rows, ...losses], options);
    expect(figure.rows).toHaveLength(6);
    expect(figure.rows.every(({ mean }) => mean === 3)).toBe(true);
    const svg = await vegaSvg(figure);
    expect(svg).toContain('>Loss on test questions<');
    expect(svg).toContain('>Loss (nats a token)<');
  });

  it('has no bars for one seed', async () => {
    const figure = draw(
      rows.filter(({ seed }) => seed === 0),
      { title: 'small', stages, subsets: ['D5cons'] },
    );
    expect(figure.rows.map(({ subset, low, high }) => [subset, low, high])).toEqual([
      ['D5cons', null, null],
      ['D5cons', null, null],
    ]);
    const svg = await vegaSvg(figure);
    expect(svg).not.toContain('opacity="0.5"');
    expect(svg).toContain('>small, 1 seed<');
    expect(svg).toContain('>one seed, no interval<');
  });

  it('says what does not fit', () => {
    const groups = { ...groupStyles(groupsWith()), order: ['D5cons', 'D6cons'] };
    expect(() => draw(rows, { title: 'small', stages, groups })).toThrow(
      'the figure has no style for the group D1cons, only for D5cons, D6cons',
    );
    expect(() => draw(rows, { title: 'small', stages: [{ name: 'stage3', epochs: 1 }] })).toThrow(
      'nothing to draw: no measurement belongs to the stages stage3',
    );
    expect(() => draw(rows, { title: 'small', stages: [{ name: 'stage1', epochs: 3 }] })).toThrow(
      "stage 'stage1' trains 3 epochs but was measured at 4",
    );
  });

  it('draws a stage that was tested at its end alone where it has groups that later ones lack', () => {
    const atEnd = rows.filter(({ stage, epoch }) => stage === 'stage2' || epoch === 4);
    const stagesOf = (measured: readonly Measurement[]) =>
      new Set(draw(measured, { title: 'small', stages }).rows.map(({ stage }) => stage));
    expect(stagesOf(atEnd)).toEqual(new Set(['stage1', 'stage2']));
    expect(stagesOf(atEnd.filter(({ subset }) => subset !== 'D1cons'))).toEqual(
      new Set(['stage2']),
    );
  });

  it('leaves out sets of which nothing was measured', async () => {
    const sets = ['questions', 'trainQuestions'] as const;
    const svg = await vegaSvg(draw(rows, { title: 'small', stages, sets }));
    expect(svg).not.toContain('Training questions<');
    expect(svg.match(/>Exact match \(EM\)</g)).toHaveLength(1);
  });

  it('asks its question, and has chance as a dotted line within a scale from 0 to 1', async () => {
    const high = rows.map((one): Measurement => ({ ...one, value: 0.99 - one.value / 2 }));
    const options = {
      ...{ title: 'small', stages, question: 'Is it so?' },
      chance: chanceLevels(
        new Map([
          [
            'questions',
            new Map([
              ['D5cons', 0.1],
              ['D6cons', 0.14],
            ]),
          ],
        ]),
      ),
    };
    const figure = draw(high, options);
    const svg = await vegaSvg(figure);
    expect(svg).toContain('>chance 0.12<');
    expect(svg).toMatch(/stroke-dasharray="1,3"/);
    expect(svg).toContain('>Is it so?<');
    expect(svg).toContain('>Exact match on test questions: small, 2 seeds<');
    expect(JSON.stringify(figure.spec(720))).toContain('"scale":{"domain":[0,1]');
    expect(figure.title).toBe('Is it so?');
    expect(figure.caption).toContain('the commonest answer (0.12).');
    expect(draw(high, { ...options, metric: 'exactMatch' }).caption).toContain('95 % bootstrap');
  });

  it('fits any width, with its legend over a narrow plot', async () => {
    for (const width of [280, 560, 1000]) {
      const svg = await vegaSvg(draw(rows, { title: 'small', stages }), { width });
      expect(svg).toMatch(new RegExp(`^<svg [^>]* width="${width}"`));
      for (const [, x] of svg.matchAll(
        /<text text-anchor="start" transform="translate\(([-\d.]+),/g,
      ))
        expect(Number(x)).toBeLessThan(width);
    }
  });
});
