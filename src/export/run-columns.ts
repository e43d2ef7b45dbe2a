import type { ExportedExperiment, ExportedRun } from './exported-runs.js';
import type { Column } from './table.js';

/** What every row of a table is of. */
export interface OfRun {
  readonly run: ExportedRun;
}

/** Where a row comes from: the first columns of every table. */
export function originColumns(experiments: readonly ExportedExperiment[]): Column<OfRun>[] {
  const isNumber = experiments.every(({ at }) => typeof at !== 'string');
  return [
    { name: 'experiment', type: 'string', of: ({ run }) => run.of.experiment.name },
    { name: 'axis', type: 'string', isOptional: true, of: ({ run }) => run.of.axis },
    {
      name: 'at',
      type: isNumber ? 'double' : 'string',
      isOptional: true,
      of: ({ run: { of } }) => (isNumber || of.at === null ? of.at : String(of.at)),
    },
    { name: 'control', type: 'boolean', of: ({ run }) => run.of.isControl },
    { name: 'seed', type: 'int', of: ({ run }) => run.run.seed },
    { name: 'second_seed', type: 'int', isOptional: true, of: ({ run }) => run.run.secondSeed },
    { name: 'stage', type: 'string', of: ({ run }) => run.run.stage.name },
  ];
}

/** What made a row: the last columns of every table. */
export const madeColumns: readonly Column<OfRun>[] = [
  { name: 'identity', type: 'string', of: ({ run }) => run.run.identity },
  { name: 'commit', type: 'string', isOptional: true, of: ({ run }) => run.commit },
];
