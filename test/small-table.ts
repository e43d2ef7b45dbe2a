import { writeFileSync } from 'node:fs';
import { executionOf } from '../src/experiment/execution.js';
import { defineExperiment, type Experiment } from '../src/experiment/experiment.js';
import { layout } from '../src/runs/folder.js';
import { trainRun } from '../src/runs/train-run.js';
import { smallExperiment } from './small-experiment.js';

const orders = ['owls', 'ducks', 'gulls'];
const foods = ['mice', 'seeds', 'fish'];
const colours = ['white', 'brown', 'black', 'grey'];

/** Writes a table of 40 invented birds; with another `turn` the same birds have other facts. */
export function writeBirds(path: string, turn = 0): void {
  const rows = Array.from({ length: 40 }, (_, bird) => {
    const pick = (list: readonly string[], by: number) => list[(bird * by + turn) % list.length];
    return `Bird ${bird},${pick(orders, 1)},${pick(foods, 5)},${pick(colours, 7)}`;
  });
  writeFileSync(path, `${['name,order,food,colour', ...rows].join('\n')}\n`);
}

/** An experiment about a table of birds, as it is written; it trains in a second. */
export const birdsInput = (file: string) =>
  ({
    ...smallExperiment,
    name: 'birds',
    data: {
      kind: 'csv',
      file,
      entity: 'name',
      attributes: [
        { column: 'order', question: 'What order is {e}?' },
        { column: 'food', question: 'What does {e} eat?' },
        { column: 'colour', question: 'What colour is {e}?' },
      ],
      aliasesPerEntity: 1,
      aliases: { form: 'symbols', alphabet: 24, length: 2 },
      testShare: 0.34,
      shares: { D1cons: 0.25, D2incons: 0.25, D5cons: 0.25, D6cons: 0.25 },
    },
    stages: smallExperiment.stages.map((stage) => ({ ...stage, epochs: 1 })),
  }) as const;

/** The same, checked. */
export const birdsExperiment = (file: string): Experiment => defineExperiment(birdsInput(file));

/** Trains all seeds of an experiment in this process. */
export function trainHere(experiment: Experiment, runs: string): void {
  const execution = executionOf({ device: 'cpu' });
  for (const own of layout(experiment, runs).values())
    for (const _ of trainRun({ experiment, runs: own, execution }));
}
