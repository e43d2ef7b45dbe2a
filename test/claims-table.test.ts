import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import claims from '../experiments/claims.js';
import { claimsSchema } from '../src/claims/claims-schema.js';
import { claimsList } from '../src/claims/page/claims-list.js';
import { resultsTable } from '../src/claims/page/markdown.js';
import { listMarkers, tableMarkers, withLines } from '../src/claims/page/placed-lines.js';
import { projectFolder } from './source-files.js';

const read = (file: string): string => readFileSync(join(projectFolder, file), 'utf8');

it('docs/claims.md says what the claims are (npm run generate)', () => {
  const text = read('docs/claims.md');
  expect(text).toBe(withLines(text, claimsList(claims), listMarkers, 'docs/claims.md'));
});

/** What `credence reproduce --json` found in all claims. */
const results = 'docs/claims.json';
const why = existsSync(join(projectFolder, results)) ? '' : ` (skipped: no ${results} yet)`;

describe.skipIf(why !== '')(`the tables of results${why}`, () => {
  it.each(['README.md', 'docs/claims.md'])('%s has what docs/claims.json says', (file) => {
    const text = read(file);
    const { form, claims: found } = claimsSchema.parse(JSON.parse(read(results)));
    expect(form).toBe('small');
    expect(text).toBe(withLines(text, resultsTable(found), tableMarkers, file));
  });
});
