import { describe, expect, it } from 'vitest';
import { widthArgument } from './figure-options.js';

describe('widthArgument', () => {
  it('reads pixels and millimetres, 96 pixels to the inch', () => {
    expect(widthArgument('720')).toBe(720);
    expect(widthArgument('300px')).toBe(300);
    expect(widthArgument('85mm')).toBe(321);
    expect(widthArgument('254mm')).toBe(960);
  });

  it.each(['', '0', '10mm', '-85mm', '85cm', '1e3', '99999'])('refuses %j', (text) => {
    expect(() => widthArgument(text)).toThrow('such as 720px or 85mm, from 280 to 4000 px');
  });
});
