import { readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { sha256OfFile } from '../../src/files/hash.js';

const compared = ['losses.jsonl', 'metrics.jsonl', 'answers.jsonl', 'model.safetensors'];

/** The hash of every loss, score, answer and weight in a folder of runs, by its path there. */
export function resultsIn(runs: string): Map<string, string> {
  const files = readdirSync(runs, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && compared.includes(basename(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(files.map((file) => [relative(runs, file), sha256OfFile(file)]));
}
