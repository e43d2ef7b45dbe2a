import { Command } from '@commander-js/extra-typings';
import { UserError } from '../data/user-error.js';
import { durationText } from '../runs/progress.js';
import { experimentStatus, type SeedStatus, type StageState } from '../runs/status.js';
import type { Experiment } from '../stages/experiment.js';
import { bundledNames, loadExperiments } from './experiment-files.js';
import {
  experimentArgument,
  jsonOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
} from './options.js';
import { tableLines } from './table.js';
import { bold, print, printJson } from './terminal.js';

const examples = `
Examples:
  credence status                    every bundled experiment, in short
  credence status world              every seed and stage of one`;

function stateOf({ stages }: SeedStatus): StageState {
  const states = stages.map(({ state }) => state);
  const worst = (['damaged', 'running', 'missing'] as const).find((one) => states.includes(one));
  return worst ?? 'finished';
}

function summary(experiment: Experiment, seeds: readonly SeedStatus[]): string[] {
  const count = (state: StageState) => seeds.filter((seed) => stateOf(seed) === state).length;
  const damaged = count('damaged');
  return [
    experiment.name,
    ...(['finished', 'running', 'missing'] as const).map((state) => `${count(state)} ${state}`),
    damaged === 0 ? '' : `${damaged} damaged`,
  ];
}

function detail(experiment: Experiment, seeds: readonly SeedStatus[]): string[] {
  const [first] = seeds;
  const columns = (first?.stages ?? []).map(({ stage, secondSeed }) =>
    secondSeed === null || experiment.seeds.second.length === 1 ? stage : `${stage}.${secondSeed}`,
  );
  const rows = seeds.map(({ seed, stages }) => [
    String(seed),
    ...stages.map(({ state, seconds }) =>
      seconds === null ? state : `finished, ${durationText(seconds)}`,
    ),
  ]);
  const alignments = ['right' as const, ...columns.map(() => 'left' as const)];
  const damages = seeds.flatMap(({ seed, stages }) =>
    stages.flatMap(({ damage }) => (damage === null ? [] : [`seed ${seed}: ${damage}`])),
  );
  return [
    bold(experiment.name),
    ...tableLines([['seed', ...columns], ...rows], alignments),
    ...damages,
  ];
}

/**
 * Bundled experiments as they are defined; those that need options (a file of data) are left out.
 */
async function loadAllBundled(): Promise<Experiment[]> {
  const loaded = bundledNames().map(async (name) => {
    try {
      return await loadExperiments(name);
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  });
  return (await Promise.all(loaded)).flat();
}

/** `credence status`: what is finished, running, missing and damaged. */
export function statusCommand() {
  return new Command('status')
    .summary('show which runs are finished, running, missing or damaged')
    .description('Shows which seeds and stages are finished, running, missing or damaged.')
    .argument('[experiment]', experimentArgument)
    .addOption(setOption())
    .addOption(quickOption())
    .addOption(seedsOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name, { runs, json, seeds, set, quick }) => {
      const experiments =
        name === undefined
          ? await loadAllBundled()
          : await loadExperiments(name, { seeds, set, quick });
      const all = experiments.map((experiment) => ({
        experiment,
        seeds: experimentStatus(experiment, runs),
      }));
      if (json) {
        const values = all.map((one) => ({ experiment: one.experiment.name, seeds: one.seeds }));
        // Without a name it is a list, however few are bundled.
        printJson(name === undefined ? [values] : values);
      } else if (name === undefined) {
        const rows = all.map((one) => summary(one.experiment, one.seeds));
        print(...tableLines(rows, ['left', 'right', 'right', 'right', 'left']));
      } else {
        for (const one of all) print(...detail(one.experiment, one.seeds));
      }
    });
}
