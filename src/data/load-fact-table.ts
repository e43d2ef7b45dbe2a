import { readCvdb } from './cvdb/fact-table.js';
import type { TextDataOptions } from './data-options.js';
import type { FactTable } from './fact-table.js';
import { inventNumberFacts } from './set-inclusion/facts.js';
import { readCsvFactTable } from './table/fact-table.js';
import { readTrex } from './trex/fact-table.js';
import { inventWorld } from './world/fact-table.js';

/**
 * The facts that an experiment is about; those of an invented world, of T-REx and of set inclusion
 * hang on the seed.
 */
export function loadFactTable(data: TextDataOptions, seed: number): FactTable {
  switch (data.kind) {
    case 'world':
      return inventWorld(data, seed);
    case 'csv':
      return readCsvFactTable(data);
    case 'cvdb':
      return readCvdb(data);
    case 'trex':
      return readTrex(data, seed);
    case 'set-inclusion':
      return inventNumberFacts(data, seed);
  }
}
