import { buildDataset, type Dataset } from '../data/dataset.js';
import type { FactTable } from '../data/fact-table.js';
import { loadFactTable } from '../data/load-fact-table.js';
import type { Experiment } from '../stages/experiment.js';

/**
 * The data of a first and a second seed. Stages of seed 'first' (`second` null) are tested on X2's
 * split by the first of the second seeds, as the authors' release tests Stage 1 on that of its
 * `seed_stage2` 0.
 */
export function datasetOf(
  experiment: Experiment,
  table: FactTable,
  first: number,
  second: number | null,
): Dataset {
  const seeds = { first, second: second ?? experiment.seeds.second[0] ?? 0 };
  return buildDataset(experiment.data, table, seeds);
}

/** The facts and the data of one pair of seeds; by default the experiment's first of each. */
export function dataOf(
  experiment: Experiment,
  first = experiment.seeds.first[0] ?? 0,
  second: number | null = null,
): { readonly table: FactTable; readonly dataset: Dataset } {
  const table = loadFactTable(experiment.data, first);
  return { table, dataset: datasetOf(experiment, table, first, second) };
}
