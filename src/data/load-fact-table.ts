import { readCsvFactTable } from './csv-fact-table.js';
import { readCvdb } from './cvdb.js';
import type { TextDataOptions } from './data-options.js';
import type { FactTable } from './fact-table.js';
import { inventNumberFacts } from './set-inclusion-facts.js';
import { readTrex } from './trex.js';
import { inventWorld } from './world.js';

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
