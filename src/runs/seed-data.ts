import { buildDataset, type Dataset } from '../data/dataset.js';
import type { FactTable } from '../data/fact-table.js';
import { loadFactTable } from '../data/load-fact-table.js';
import { buildSetInclusion } from '../data/set-inclusion/dataset.js';
import type { Experiment } from '../experiment/experiment.js';
import { textExperiment } from '../experiment/image-experiment.js';

/**
 * The data of a first and a second seed. Stages of seed 'first' (`second` null) are tested on X2's
 * split by the first of the second seeds, as the authors' release tests Stage 1 on that of its
 * `seed_stage2` 0. Throws a UserError where the experiment is about images.
 */
export function datasetOf(
  experiment: Experiment,
  table: FactTable,
  first: number,
  second: number | null,
): Dataset {
  const { data, seeds } = textExperiment(experiment);
  const drawing = { first, second: second ?? seeds.second[0] ?? 0, test: second ?? first };
  return data.kind === 'set-inclusion'
    ? buildSetInclusion(data, table, drawing)
    : buildDataset(data, table, drawing);
}

/**
 * The facts and the data of one pair of seeds; by default the experiment's first of each. Throws a
 * UserError where the experiment is about images.
 */
export function dataOf(
  experiment: Experiment,
  first = experiment.seeds.first[0] ?? 0,
  second: number | null = null,
): { readonly table: FactTable; readonly dataset: Dataset } {
  const table = loadFactTable(textExperiment(experiment).data, first);
  return { table, dataset: datasetOf(experiment, table, first, second) };
}
