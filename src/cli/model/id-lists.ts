import { z } from 'zod';
import { readJson } from '../../files/json-file.js';

const idLists = z.array(z.array(z.int().nonnegative()).min(1)).min(1);

/** The token ids of texts, a list each, in a JSON file; throws a UserError where it holds no such. */
export function readIds(path: string): number[][] {
  return readJson(path, idLists);
}
