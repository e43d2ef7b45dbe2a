import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLine } from './command-line.js';

describe('commandLine', () => {
  it('quotes only where a shell would read otherwise', () => {
    const words = ['credence', 'run', 'my exp.ts', '--set', 'data.attributes=[2,3]', '--seeds=1,2'];
    expect(commandLine(words)).toBe(
      "credence run 'my exp.ts' --set 'data.attributes=[2,3]' --seeds=1,2",
    );
    expect(commandLine(["it's", '', '~'])).toBe(`'it'\\''s' '' '~'`);
  });

  it('is read back by a shell as the same words', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', ' ', "'", '"', '$', '\\', '*', '\n', '='),
    });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const script = `printf '%s\\0' ${commandLine(words)}`;
        const read = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
        expect(read.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 30 },
    );
  });
});
