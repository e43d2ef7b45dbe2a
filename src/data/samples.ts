import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Entities of the quick form of a world or a table, where each has several aliases. */
export const quickEntitiesWithAliases = 40;

/** A file of invented people or works that comes with the project, for quick forms. */
export function sampleFile(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'experiments', 'samples', name);
}
