import { describe, expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.js';
import { subsetNames } from './subsets.js';

describe('didYouMean', () => {
  it('names the closest word, whatever its case', () => {
    expect(didYouMean('D5con', subsetNames)).toBe(' (did you mean "D5cons"?)');
    expect(didYouMean('qa3', subsetNames)).toBe(' (did you mean "QA3"?)');
  });

  it('says nothing where no word is close', () => {
    expect(didYouMean('everything', subsetNames)).toBe('');
    expect(didYouMean('x', [])).toBe('');
  });
});
