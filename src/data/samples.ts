import { join } from 'node:path';
import { projectFolder } from '../files/project-folder.js';

/** Entities of the quick form of a world or a table, where each has several aliases. */
export const quickEntitiesWithAliases = 40;

/** A file of invented people or works that comes with the project, for quick forms. */
export function sampleFile(name: string): string {
  return join(projectFolder(), 'experiments', 'samples', name);
}
