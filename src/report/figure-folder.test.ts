import { describe, expect, it } from 'vitest';
import { type FigureVariant, figureFolder } from './figure-folder.js';

const own: FigureVariant = { changes: [] };

describe('figureFolder', () => {
  it('is the experiment’s name, and says what differs', () => {
    expect(figureFolder('world', own)).toBe('world');
    expect(figureFolder('world', { ...own, seeds: [10, 11, 12, 13] })).toBe('world-seeds-10-13');
    expect(figureFolder('world', { ...own, seeds: [3, 1, 2, 7] })).toBe('world-seeds-1-3,7');
    expect(figureFolder('world-quick', { changes: ['--quick'] })).toBe('world-quick');
    expect(figureFolder('world', { ...own, control: 'none' })).toBe('world-alone');
    expect(figureFolder('world', { ...own, control: './my/other.ts' })).toBe(
      'world-beside-my-other.ts',
    );
    expect(figureFolder('world', { changes: ['stages.stage2.epochs=10'] })).toMatch(
      /^world-[0-9a-f]{8}$/,
    );
  });

  it('is another for any other seeds, settings and controls', () => {
    const many = Array.from({ length: 60 }, (_, index) => 2 * index);
    const variants: FigureVariant[] = [
      own,
      ...[[10], [1, 0], [10, 12], many, many.slice(1)].map((seeds) => ({ ...own, seeds })),
      ...[['a=1'], ['a=2'], ['a=1', 'b=2'], ['a=1,b=2']].map((changes) => ({ changes })),
      { changes: ['a=1'], seeds: [10] },
      { ...own, control: 'none' },
      { ...own, control: 'other' },
    ];
    const names = variants.map((variant) => figureFolder('world', variant));
    expect(new Set(names).size).toBe(variants.length);
    for (const name of names) expect(name).toMatch(/^[\w,.-]{1,80}$/);
  });
});
