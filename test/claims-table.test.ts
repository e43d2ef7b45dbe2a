import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimsSchema } from '../src/claims/claims-schema.js';
import { resultsTable } from '../src/claims/page/markdown.js';
import { tableMarkers, withTable } from '../src/claims/page/placed-table.js';
import { projectFolder } from './source-files.js';

/** What `credence reproduce --json` found in all claims. */
const results = join(projectFolder, 'docs', 'claims.json');
const why = existsSync(results) ? '' : ' (skipped: docs/claims.json is not there yet)';

describe.skipIf(why !== '')(`the tables of results${why}`, () => {
  it.each(['README.md', 'docs/claims.md'])('%s has what docs/claims.json says', (file) => {
    const path = join(projectFolder, file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(tableMarkers.begin);
    const { form, claims } = claimsSchema.parse(JSON.parse(readFileSync(results, 'utf8')));
    expect(form).toBe('small');
    expect(text).toBe(withTable(text, resultsTable(claims), file));
  });
});
