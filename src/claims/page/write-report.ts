import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../files/write-whole.js';
import { claimJson, claimsJson } from '../claims-json.js';
import { htmlPage } from './html-page.js';
import { markdownPage, resultsTable } from './markdown.js';
import { tableMarkers, withLines } from './placed-lines.js';
import type { Reproduction } from './reproduction.js';

/** Writes the report into a folder as JSON, Markdown and HTML, each whole or not at all; gives back the paths. */
export async function writeReport(reproduction: Reproduction, folder: string): Promise<string[]> {
  const { claims, setting } = reproduction;
  const { form, ...made } = setting;
  const files: readonly (readonly [string, string])[] = [
    ['claims.html', await htmlPage(reproduction)],
    ['claims.md', markdownPage(reproduction)],
    ['claims.json', `${JSON.stringify(claimsJson(claims, form, made), null, 2)}\n`],
  ];
  return files.map(([name, content]) => {
    const path = join(folder, name);
    writeWhole(path, content);
    return path;
  });
}

/** Writes the table of results between the markers of a Markdown file. Errors as of `withLines`. */
export function placeTable({ claims }: Reproduction, path: string): void {
  const table = resultsTable(claims.map(claimJson));
  writeWhole(path, withLines(readFileSync(path, 'utf8'), table, tableMarkers, path));
}
