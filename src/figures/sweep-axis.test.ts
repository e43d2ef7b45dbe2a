import { describe, expect, it } from 'vitest';
import { sweepAxis } from './sweep-axis.js';

const width = 420;

const textOf = (values: readonly (number | string)[]) => {
  const axis = sweepAxis(values, { width });
  return values.map((value) => axis.labels.get(axis.positions.get(value) ?? -1)?.join('|'));
};

describe('sweepAxis', () => {
  it('places numbers in proportion, and by their logarithm where they span decades', () => {
    const alpha = sweepAxis([0.5, 0.95, 1], { width });
    expect([...alpha.positions.values()]).toEqual([0.5, 0.95, 1]);
    expect(alpha.continuous).toBe(true);
    const batch = sweepAxis([32, 256, 32768], { width });
    expect([...batch.positions.values()]).toEqual([5, 8, 15]);
    expect(textOf([32, 256, 32768])).toEqual(['32', '256', '32k']);
    expect(textOf([70e6, 2.8e9])).toEqual(['70M', '2.8B']);
  });

  it('leaves out the label of a number too close to the one before', () => {
    expect(textOf([0, 0.998, 1])).toEqual(['0', '0.998', '']);
  });

  it('places names in order, and breaks them between words and after hyphens', () => {
    const values = ['tag alias entity', 'b', 'c', 'd', 'e', 'pythia-70m-deduped'];
    const names = sweepAxis(values, { width });
    expect([...names.positions.values()]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(names.domain).toEqual([-0.5, 5.5]);
    expect(names.continuous).toBe(false);
    expect(names.labels.get(0)).toEqual(['tag alias', 'entity']);
    expect(names.labels.get(5)).toEqual(['pythia-', '70m-', 'deduped']);
    expect(names.upright).toBe(false);
  });

  it('stands names upright where a part of one is too long to lie beside the next', () => {
    const values = Array.from({ length: 12 }, (_, index) => `EleutherAI/model-${index}`);
    const axis = sweepAxis(values, { width });
    expect(axis.upright).toBe(true);
    expect([...axis.labels.values()]).toEqual(values.map((name) => [name]));
    expect(sweepAxis(values.slice(0, 4), { width })).toMatchObject({ upright: false });
  });

  it('keeps small numbers apart', () => {
    const axis = sweepAxis([1e-7, 1.5e-7, 2e-7], { width });
    expect([...axis.positions.values()]).toEqual([1e-7, 1.5e-7, 2e-7]);
  });

  it('says what does not fit', () => {
    expect(() => sweepAxis([], { width })).toThrow('a sweep needs values, got none');
    expect(() => sweepAxis([1, 2, 1], { width })).toThrow(
      'two experiments of the sweep stand at 1',
    );
  });
});
