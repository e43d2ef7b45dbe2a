import type { Dataset, DatasetSeeds } from '../data/dataset.js';
import type { FactTable } from '../data/fact-table.js';
import { textKind } from '../data/kinds.js';
import type { Experiment } from '../experiment/experiment.js';
import { textExperiment } from '../experiment/image-experiment.js';

/**
 * What draws the data of a first and a second seed. Stages of seed 'first' (`second` null) are tested
 * on X2's split by the first of the second seeds, as the authors' release tests Stage 1 on that of its
 * `seed_stage2` 0.
 */
export function dataSeeds(
  { seeds }: Pick<Experiment, 'seeds'>,
  first: number,
  second: number | null,
): DatasetSeeds {
  return { first, second: second ?? seeds.second[0] ?? 0, test: second ?? first };
}

/** The data of a first and a second seed. A UserError where the experiment is about images. */
export function datasetOf(
  experiment: Experiment,
  table: FactTable,
  first: number,
  second: number | null,
): Dataset {
  const { data } = textExperiment(experiment);
  return textKind(data).dataset(data, table, dataSeeds(experiment, first, second));
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
  const { data } = textExperiment(experiment);
  const table = textKind(data).facts(data, first);
  return { table, dataset: datasetOf(experiment, table, first, second) };
}
