import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { drawAliases } from './aliases.js';

describe('drawAliases', () => {
  it('draws different aliases of the form that is asked for', () => {
    const forms = fc.constantFrom(
      { options: { form: 'letters', length: 2 } as const, written: /^<\|[a-z]{2}\|>$/ },
      {
        options: { form: 'symbols', alphabet: 8, length: 3 } as const,
        written: /^a[0-7] b[0-7] c[0-7]$/,
      },
    );
    fc.assert(
      fc.property(forms, fc.nat({ max: 400 }), fc.nat(), ({ options, written }, count, seed) => {
        const aliases = drawAliases(options, count, new MersenneTwister(seed));
        expect(new Set(aliases).size).toBe(count);
        for (const alias of aliases) expect(alias).toMatch(written);
      }),
      { numRuns: 40 },
    );
  });

  it('can use up every alias of a form', () => {
    const options = { form: 'symbols', alphabet: 32, length: 2 } as const;
    const aliases = drawAliases(options, 1024, new MersenneTwister(0));
    expect(new Set(aliases).size).toBe(1024);
  });

  it('refuses more aliases than there are', () => {
    const options = { form: 'symbols', alphabet: 4, length: 2 } as const;
    expect(() => drawAliases(options, 17, new MersenneTwister(0))).toThrow(
      'the data need 17 aliases, but 2 words of an alphabet of 4 give only 16: ' +
        'write data.aliases.alphabet 5, or leave it out',
    );
    const letters = { form: 'letters', length: 1 } as const;
    expect(() => drawAliases(letters, 700, new MersenneTwister(0))).toThrow(
      'but aliases of 1 letter are only 26: write data.aliases.length 3',
    );
  });

  it('takes as large an alphabet as is needed where none is given', () => {
    const options = { form: 'symbols', length: 2 } as const;
    const drawn = (count: number) => drawAliases(options, count, new MersenneTwister(0));
    // 32 as long as that is enough, which is what it was before.
    expect(drawn(1024)).toEqual(
      drawAliases({ ...options, alphabet: 32 }, 1024, new MersenneTwister(0)),
    );
    const words = new Set(drawn(1500).map((alias) => alias.split(' ')[0]));
    expect(words.size).toBe(39);
  });
});
