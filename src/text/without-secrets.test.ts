import { describe, expect, it } from 'vitest';
import { withoutSecrets } from './without-secrets.js';

const hidden = (words: readonly string[], environment = {}) =>
  withoutSecrets(words, environment).join(' ');

describe('withoutSecrets', () => {
  it.each([
    [['run', '--hf-token', 'abc', '--seeds', '1'], 'run --hf-token *** --seeds 1'],
    [['run', '--token=abc'], 'run --token=***'],
    [['run', '--set', 'my.password=a b'], 'run --set my.password=***'],
    [['HF_TOKEN=abc', 'run'], 'HF_TOKEN=*** run'],
    [['run', 'hf_AbCdEfGhIjKl'], 'run hf_***'],
    [['run', 'https://me:pw@example.org/a'], 'run https://***@example.org/a'],
    [['run', 'http://proxy:8080/?api_key=77&x=1'], 'run http://proxy:8080/?api_key=***&x=1'],
  ])('hides the secret of %j', (words, safe) => {
    expect(hidden(words)).toBe(safe);
  });

  it('hides the values of variables wherever they stand', () => {
    const environment = { MY_API_KEY: 'sesame-open', X_TOKEN: 'ab', HOME: '/home' };
    expect(hidden(['run', 'sesame-open.json', 'ab', '/home'], environment)).toBe(
      'run ***.json ab /home',
    );
  });

  it.each([
    ['run', 'world', '--seeds', '10-17', '--set', 'data.order=3'],
    ['model', 'logits', 'tokenizer.json', '--set', 'model.tokenizer=words'],
    ['run', 'my-tokens.json', '--runs', 'tokens'],
  ])('leaves other words as they are', (...words) => {
    expect(withoutSecrets(words)).toEqual(words);
  });
});
