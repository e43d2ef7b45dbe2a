import { describe, expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.js';

const groupNames = ['D1cons', 'D2incons', 'QA3', 'QA4', 'D5cons', 'D6cons', 'QA7', 'D8cons'];

describe('didYouMean', () => {
  it('names the closest word, whatever its case', () => {
    expect(didYouMean('D5con', groupNames)).toBe(' (did you mean "D5cons"?)');
    expect(didYouMean('qa3', groupNames)).toBe(' (did you mean "QA3"?)');
  });

  it('takes two letters that are swapped for one mistake', () => {
    const keys = ['name', 'mode', 'node', 'model'];
    expect(didYouMean('modle', keys)).toBe(' (did you mean "mode"?)');
    expect(
      didYouMean(
        'modle',
        keys.filter((key) => key !== 'mode'),
      ),
    ).toBe(' (did you mean "model"?)');
    expect(didYouMean('abdc', ['abxx', 'abcd'])).toBe(' (did you mean "abcd"?)');
  });

  it('names what goes on from a beginning, up to a hyphen before all else', () => {
    const names = ['fig3-main', 'fig4a-alpha', 'fig4b-word-order', 'fig4c-batch-size', 'fig40'];
    expect(didYouMean('fig3', names)).toBe(' (did you mean "fig3-main"?)');
    expect(didYouMean('Fig4', names.slice(0, 4))).toBe(
      ' (did you mean "fig4a-alpha" or "fig4b-word-order" or "fig4c-batch-size"?)',
    );
    expect(didYouMean('fig4b', names)).toBe(' (did you mean "fig4b-word-order"?)');
    expect(didYouMean('', names)).toBe('');
  });

  it('says nothing where no word is close', () => {
    expect(didYouMean('everything', groupNames)).toBe('');
    expect(didYouMean('x', [])).toBe('');
  });
});
