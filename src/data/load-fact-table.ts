import { readCsvFactTable } from './csv-fact-table.js';
import type { DataOptions } from './data-options.js';
import type { FactTable } from './fact-table.js';
import { inventWorld } from './world.js';

/** The facts that an experiment is about; only an invented world depends on the seed. */
export function loadFactTable(data: DataOptions, seed: number): FactTable {
  return data.kind === 'world' ? inventWorld(data, seed) : readCsvFactTable(data);
}
