import { describe, expect, it } from 'vitest';
import { evaluatedClaims } from '../../../test/evaluated-claims.js';
import { claimsJson } from '../claims-json.js';
import { claimRow } from './claim-row.js';
import { claimLine, claimsText } from './claims-text.js';
import { htmlPage } from './html-page.js';
import { markdownPage, resultsTable } from './markdown.js';
import { tableMarkers, withLines } from './placed-lines.js';
import type { Reproduction } from './reproduction.js';

const reproduction: Reproduction = {
  setting: {
    command: "credence reproduce --runs '<script>alert(1)</script>'",
    ...{ form: 'small', seedsFrom: null, date: '2026-11-28 16:30', credence: '0.1.0' },
    ...{ commit: '0123456789abcdef', node: 'v20.20.2', cpu: 'A Processor & more', seconds: 5200 },
  },
  claims: evaluatedClaims,
  failures: new Map([[21, 'seed 3000: no space left on <device>']]),
};
const rows = claimsJson(evaluatedClaims, 'small').claims.map(claimRow);
const page = await htmlPage(reproduction);

describe('a line of the table', () => {
  it('has the least certain estimate of the least certain part', () => {
    expect(rows[0]).toMatchObject({ effect: '+0.051 [+0.024, +0.078]', control: '-' });
    expect(rows[0]?.of).toBe('EM(QA3) - EM(D2), the least certain of 2');
    expect(rows[1]).toMatchObject({ control: '-0.002 [-0.019, +0.015]', seeds: '8: 100-107' });
  });

  it('says how many seeds an undecided claim needs', () => {
    expect(rows[2]?.seeds).toBe('8: 100-107 (22 needed)');
  });

  it('has dashes where nothing was measured', () => {
    expect(rows[5]).toMatchObject({ effect: '-', of: '', p: '-', holmP: '-', seeds: '-' });
  });
});

describe('the page', () => {
  it('needs nothing beside it: no script, and no address but links to read', () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\((?!#)|\bon[a-z]+="/);
    const sources = [...page.matchAll(/\b(?:src|href)="([^"#]*)/g)].map(([, to]) => to);
    expect(new Set(sources)).toEqual(new Set(['', 'https://arxiv.org/abs/2310.15047']));
  });

  it('escapes text from outside', () => {
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('no space left on &lt;device&gt;');
    expect(page).toContain('other &lt;families&gt; &amp; &quot;kinds&quot;');
  });

  it('has every anchor once that a link goes to, and every name once', () => {
    const names = [...page.matchAll(/\bid="([^"]+)"/g)].map(([, name]) => name);
    expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
    const wanted = [...page.matchAll(/(?:href="#|url\(#)([^")]+)/g)].map(([, name]) => name);
    expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
    const described = [...page.matchAll(/aria-labelledby="([^"]+)"/g)].flatMap(([, list = '']) =>
      list.split(' '),
    );
    expect(described.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('closes every element that it opens', () => {
    const open: string[] = [];
    const text = page.replace(/<style>.*?<\/style>/s, '');
    for (const [, end, name = '', empty] of text.matchAll(/<(\/?)([a-z][\w-]*)\b[^>]*?(\/?)>/gi)) {
      if (empty === '/' || name === 'meta') continue;
      if (end === '/') expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('has a section, a verdict in words and the command for every claim', () => {
    for (const { claim, verdict } of evaluatedClaims) {
      const section = page.slice(page.indexOf(`<section class="claim" id="claim-${claim.number}"`));
      const own = section.slice(0, section.indexOf('</section>'));
      expect(own).toContain(`</i>${verdict}</span>`);
      expect(own).toContain(`npx credence reproduce --claims ${claim.number}</code>`);
    }
  });

  it('has a style whose dark colours hold on dark screens alone', () => {
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    let depth = 0;
    const outermost = [...style].filter((letter) => {
      if (letter === '{') depth++;
      if (letter === '}') depth--;
      return depth === 0;
    });
    expect(depth).toBe(0);
    expect(outermost.join('')).not.toContain('--');
    const [light = '', dark = ''] = style.split('@media screen and (prefers-color-scheme:dark)');
    expect(light).not.toMatch(/--c[0-9a-f]{6}:/);
    expect(dark).toMatch(/^\{:root\{[^{}]*\}:root\{[^{}]*\}\}$/);
  });

  it('gives every colour of a figure its counterpart on a dark page', () => {
    const used = new Set([...page.matchAll(/var\((--c[0-9a-f]{6}),/g)].map(([, name]) => name));
    const given = new Set([...page.matchAll(/(--c[0-9a-f]{6}):#/g)].map(([, name]) => name));
    expect(used.size).toBeGreaterThan(4);
    expect(given).toEqual(used);
  });
});

describe('Markdown', () => {
  const table = resultsTable(claimsJson(evaluatedClaims, 'small').claims);

  it('has a line of the table for every claim, of as many cells', () => {
    expect(table).toHaveLength(evaluatedClaims.length + 2);
    const cells = table.map((line) => line.replaceAll('\\|', '').split('|').length);
    expect(new Set(cells).size).toBe(1);
    expect(table[3]).toBe(
      '| 2 | IML: D5 &gt; D6 | Fig. 3b | ◐ shown with a caveat | +0.096 \\[+0.073, +0.119\\] (EM(D5) - EM(D6)) | &lt;0.0001 | &lt;0.0001 | -0.002 \\[-0.019, +0.015\\] | 8: 100-107 |',
    );
  });

  it('has the same table at its head, and a section for every claim', () => {
    const text = markdownPage(reproduction);
    expect(text).toContain(table.join('\n'));
    for (const { claim } of evaluatedClaims) expect(text).toContain(`\n## ${claim.number}. `);
    expect(text).toContain('no space left on &lt;device&gt;');
  });

  it('is put between the markers of another file, as often as one likes', () => {
    const text = `# Title\n\n${tableMarkers.begin}\nold\n${tableMarkers.end}\nrest\n`;
    const once = withLines(text, table, tableMarkers, 'README.md');
    expect(once).toBe(
      `# Title\n\n${tableMarkers.begin}\n${table.join('\n')}\n${tableMarkers.end}\nrest\n`,
    );
    expect(withLines(once, table, tableMarkers, 'README.md')).toBe(once);
  });

  it.each([
    'none',
    `${tableMarkers.end}\n${tableMarkers.begin}`,
    `${tableMarkers.begin}\n`.repeat(2),
  ])('refuses a file whose markers are not there once: %#', (text) => {
    expect(() => withLines(text, table, tableMarkers, 'README.md')).toThrow(
      /README\.md has no place/,
    );
  });
});

describe('the terminal', () => {
  it('shows all claims in lines of 80 columns', () => {
    const lines = claimsText(reproduction, 80);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.join(' ')).toContain('2 of 7 claims are shown, 1 of them with a caveat.');
  });

  it('says at once what is found of one claim, and that p is not corrected', () => {
    const [, iml, , , , size] = evaluatedClaims;
    if (iml === undefined || size === undefined) throw new Error('claims are missing');
    expect(claimLine(iml)).toBe(
      'claim 2 (iml) shown with a caveat: EM(D5) - EM(D6) +0.096 [+0.073, +0.119], p <0.0001 uncorrected',
    );
    expect(claimLine(size)).toBe(
      'claim 18 (model-size) cannot be tested at this scale: Models of 70 million to 2.8 billion weights take a GPU.',
    );
  });
});
