import { describe, expect, it } from 'vitest';
import { sweepAxis } from './sweep-axis.js';

const textOf = (values: readonly (number | string)[]) => {
  const axis = sweepAxis(values);
  return values.map((value) => axis.labels[`${axis.places.get(value)}`]?.join('|'));
};

describe('sweepAxis', () => {
  it('places numbers in proportion, and by their logarithm where they span decades', () => {
    const alpha = sweepAxis([0.5, 0.95, 1]);
    expect([...alpha.places.values()]).toEqual([0.5, 0.95, 1]);
    expect(alpha.continuous).toBe(true);
    const batch = sweepAxis([32, 256, 32768]);
    expect([...batch.places.values()]).toEqual([5, 8, 15]);
    expect(textOf([32, 256, 32768])).toEqual(['32', '256', '32k']);
    expect(textOf([70e6, 2.8e9])).toEqual(['70M', '2.8B']);
  });

  it('leaves out the label of a number too close to the one before', () => {
    expect(textOf([0, 0.998, 1])).toEqual(['0', '0.998', '']);
  });

  it('places names in order, and breaks them between words and after hyphens', () => {
    const names = sweepAxis(['tag alias entity', 'b', 'c', 'd', 'e', 'pythia-70m-deduped']);
    expect([...names.places.values()]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(names.domain).toEqual([-0.5, 5.5]);
    expect(names.continuous).toBe(false);
    expect(names.lines).toBe(3);
    expect(names.labels['0']).toEqual(['tag alias', 'entity']);
    expect(names.labels['5']).toEqual(['pythia-', '70m-', 'deduped']);
  });

  it('says what does not fit', () => {
    expect(() => sweepAxis([])).toThrow('a sweep needs values, got none');
    expect(() => sweepAxis([1, 2, 1])).toThrow('two experiments of the sweep stand at 1');
  });
});
