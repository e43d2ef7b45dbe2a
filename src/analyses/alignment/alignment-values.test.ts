import { expect, it } from 'vitest';
import { alignments } from '../../../test/invented-alignments.js';
import { groupsWith } from '../../../test/table-one.js';
import { tableOne } from '../../data/presets/table-1.js';
import { summariseAlignmentGains } from './alignment-gain.js';
import { summariseAlignments } from './alignment-summary.js';
import { alignmentValues } from './alignment-values.js';

it('has the sides and the difference of every comparison, before a stage and after it', () => {
  const last = [
    ...alignments('cosine', 'D5cons', 'own', [0.25, 0.5]),
    ...alignments('cosine', 'D6cons', 'own', [0.125, 0.25]),
    ...alignments('cosine', 'D5cons', 1, [0.5, 0.5]),
    ...alignments('cosine', 'D5cons', 2, [0.25, 0.125]),
  ];
  const earlier = [0, 1].flatMap((epoch) =>
    last.map((row) => ({ ...row, epoch, value: row.value / 2 })),
  );
  const declared = { groups: groupsWith(), contrasts: tableOne.contrasts };
  const run = { seed: 1, secondSeed: null, stage: 'stage1', epoch: 3, last: 'stage2' };
  const found = alignmentValues({
    comparisons: summariseAlignments([...earlier, ...last], declared),
    gains: summariseAlignmentGains([{ ...run, metric: 'cosine', spearman: 0.5, aliases: 9 }]),
  });
  const values = Object.fromEntries(
    [...found].map(([name, seeds]) => [name, seeds.map(({ value }) => value)]),
  );
  expect(values).toEqual({
    'tag 1 cosine before stage1': [0.25, 0.25],
    'tag 2 cosine before stage1': [0.125, 0.0625],
    'tag 1 - tag 2 cosine before stage1': [0.125, 0.1875],
    'D5cons cosine before stage1': [0.125, 0.25],
    'D6cons cosine before stage1': [0.0625, 0.125],
    'D5cons - D6cons cosine before stage1': [0.0625, 0.125],
    'tag 1 cosine after stage1': [0.5, 0.5],
    'tag 2 cosine after stage1': [0.25, 0.125],
    'tag 1 - tag 2 cosine after stage1': [0.25, 0.375],
    'D5cons cosine after stage1': [0.25, 0.5],
    'D6cons cosine after stage1': [0.125, 0.25],
    'D5cons - D6cons cosine after stage1': [0.125, 0.25],
    'cosine with gain after stage1': [0.5],
  });
  expect(found.get('D5cons cosine after stage1')?.map(({ seed }) => seed)).toEqual([1, 2]);
});
