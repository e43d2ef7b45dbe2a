import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import claims from '../experiments/claims.js';
import { claimsList } from '../src/claims/page/claims-list.js';
import { listMarkers, withLines } from '../src/claims/page/placed-lines.js';
import { projectFolder } from '../src/files/project-folder.js';
import { writeWhole } from '../src/files/write-whole.js';

const path = join(projectFolder(), 'docs', 'claims.md');
const text = readFileSync(path, 'utf8');
writeWhole(path, withLines(text, claimsList(claims), listMarkers, 'docs/claims.md'));
console.log(`${claims.length} claims in docs/claims.md`);
