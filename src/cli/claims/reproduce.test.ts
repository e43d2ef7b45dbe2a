import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, credenceHere, runCredence, why } from '../../../test/run-credence.js';
import { claimsSchema } from '../../claims/claims-schema.js';
import { tableMarkers } from '../../claims/page/placed-lines.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const here = (...args: string[]) => credenceHere(folder, ['reproduce', ...args]);

describe.skipIf(!built)(`credence reproduce without training${built ? '' : why}`, () => {
  it('names claims that are not there, and those that are', async () => {
    const { status, err } = await here('--claims', '2,99');
    expect(status).toBe(1);
    expect(err).toMatch(/^error: there is no claim 99; there are 1 /);
  });

  it.each([
    [['--seeds-from', 'x'], /Expected a whole number from 0/],
    [['--claims', 'iml'], /Expected numbers of claims, such as 1,2,5 or 1-4/],
    [['--paper', '--quick'], /cannot be used with/],
    [['--partition', 'gpu'], /--on slurm/],
  ])('refuses %j', async (args, message) => {
    const { status, err } = await here(...args, '--claims', '1');
    expect(status).toBe(1);
    expect(err).toMatch(message);
  });

  it('reports an empty folder: every claim as not run, in files and in a Markdown file', async () => {
    writeFileSync(join(folder, 'README.md'), `${tableMarkers.begin}\n${tableMarkers.end}\n`);
    const args = ['--report-only', '--claims', '1,2', '--into', 'README.md', '--json'];
    const { status, out } = await here(...args);
    expect(status).toBe(0);
    const { claims } = claimsSchema.parse(JSON.parse(out));
    expect(claims.map(({ number, verdict }) => [number, verdict])).toEqual([
      [1, 'not run'],
      [2, 'not run'],
    ]);
    const written = join(folder, 'reproduction-claims-1-2');
    expect(JSON.parse(readFileSync(join(written, 'claims.json'), 'utf8')).claims).toEqual(claims);
    for (const file of ['claims.md', 'claims.html'])
      expect(existsSync(join(written, file))).toBe(true);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('· not run');
  });
});

describe.skipIf(why !== '')(`credence reproduce${why}`, () => {
  it('tests all claims in their quick form, says so, and continues what is there', async () => {
    const args = ['reproduce', '--quick', '--jobs', '2'];
    const first = await runCredence(folder, args);
    expect(first.status, first.err).toBe(0);
    expect(first.out).toContain('its numbers and verdicts mean nothing');
    expect(first.out).toMatch(/^claim 22 /m);
    const again = await runCredence(folder, [...args, '--json']);
    expect(again.status, again.err).toBe(0);
    expect(again.err).not.toContain('trains on');
    const { form, made, claims } = claimsSchema.parse(JSON.parse(again.out));
    expect(form).toBe('quick');
    expect(made?.command).toContain('reproduce --quick');
    expect(claims.length).toBeGreaterThanOrEqual(22);
    for (const { verdict, seeds, parts } of claims) {
      expect(verdict).not.toBe('not run');
      // A claim that cannot be tested at this scale has no parts, and nothing is trained for it.
      expect(seeds).toEqual(parts.length === 0 ? [] : [1, 2]);
    }
    const written = join(folder, 'reproduction-quick');
    expect(existsSync(join(written, 'claims.md'))).toBe(true);
    const page = readFileSync(join(written, 'claims.html'), 'utf8');
    const drawn = [...page.matchAll(/<summary>Curves of ([\w-]+) /g)].map(([, study]) => study);
    // Each once, under the first claim that is about it.
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(drawn).toContain('fig3-main-small-quick');
    expect(page).toContain('Curves of fig3-main-small-quick: under <a href="#claim-1">claim 1</a>');
  });
});
