import { describe, expect, it } from 'vitest';
import { withEntry } from './results.js';
import { median, rotated } from './samples.js';

describe('entries of bench/RESULTS.md', () => {
  const document = withEntry(withEntry('# Results\n\nBy hand.\n', 'ops', 'first'), 'world', 'W');

  it('are added at the end', () => {
    expect(document).toBe(
      '# Results\n\nBy hand.\n\n<!-- begin ops -->\nfirst\n<!-- end ops -->\n\n' +
        '<!-- begin world -->\nW\n<!-- end world -->\n',
    );
  });

  it('take the place of the earlier one of the same name and leave all else as it is', () => {
    const edited = document.concat('\nMore by hand.\n');
    expect(withEntry(edited, 'ops', 'second')).toBe(edited.replace('first', 'second'));
    expect(withEntry(edited, 'ops', '$& $1')).toContain('$& $1');
  });

  it('that lost a mark are an error', () => {
    const broken = document.replace('<!-- end ops -->', '');
    expect(() => withEntry(broken, 'ops', 'second')).toThrow('do not enclose an entry');
  });
});

it('median and rotation', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([5])]).toEqual([2, 2.5, 5]);
  expect([0, 1, 4].map((by) => rotated(['a', 'b', 'c'], by).join(''))).toEqual([
    'abc',
    'bca',
    'bca',
  ]);
});
