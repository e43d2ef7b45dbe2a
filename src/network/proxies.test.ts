import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { proxyFor } from './proxies.js';

const fixture: {
  addresses: string[];
  cases: { variables: Record<string, string>; proxies: Record<string, string> }[];
} = JSON.parse(readFileSync(new URL('../../test/fixtures/proxies.json', import.meta.url), 'utf8'));

describe('proxyFor', () => {
  it.each(fixture.cases)(
    'takes the proxy that httpx takes: $variables',
    ({ variables, proxies }) => {
      const taken = fixture.addresses.flatMap((address) => {
        const proxy = proxyFor(new URL(address), variables);
        return proxy === null
          ? []
          : [[address, `${proxy.address.protocol}//${proxy.address.host}`]];
      });
      expect(Object.fromEntries(taken)).toEqual(proxies);
    },
  );

  it("takes a scheme's own port for said, where curl does and httpx does not", () => {
    const variables = { ALL_PROXY: 'p:1', NO_PROXY: 'hub.example:443' };
    expect(proxyFor(new URL('https://hub.example/'), variables)).toBeNull();
    expect(proxyFor(new URL('http://hub.example/'), variables)).not.toBeNull();
  });

  it.each([
    ['http://me:se%20cret@p:1', 'me:se cret'],
    ['http://me:50%@p:1', 'me:50%'],
    ['me:secret@p:1', 'me:secret'],
    ['http://me@p:1', 'me:'],
  ])('takes name and password out of %s', (value, wanted) => {
    const proxy = proxyFor(new URL('http://hub.example/'), { http_proxy: value });
    expect(proxy?.address.href).toBe('http://p:1/');
    const [, encoded = ''] = /^Basic (.*)$/.exec(proxy?.authorization ?? '') ?? [];
    expect(Buffer.from(encoded, 'base64').toString()).toBe(wanted);
  });

  it.each(['ftp://me:secret@p:1', 'http://me:secret@', 'http://me:secret@p:99999', '://secret'])(
    'refuses %s by its variable alone',
    (value) => {
      const take = () => proxyFor(new URL('https://hub.example/'), { HTTPS_PROXY: value });
      expect(take).toThrow(/^HTTPS_PROXY names no proxy that can be used: (?!.*secret)/);
    },
  );
});
