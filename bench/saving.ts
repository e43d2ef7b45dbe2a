import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../src/errors/user-error.js';
import { executionOf } from '../src/experiment/execution.js';
import type { Experiment } from '../src/experiment/experiment.js';
import { loadExperiment } from '../src/plan/catalogue.js';
import type { Checkpointed } from '../src/runs/events.js';
import { layout } from '../src/runs/folder.js';
import { trainRun } from '../src/runs/train-run.js';
import { bytesText } from '../src/text/bytes.js';
import { type Result, whereMeasured } from './results.js';
import { showProgress } from './rounds.js';
import { median } from './samples.js';

/** How often a run is trained in each way, and how often it is saved meanwhile. */
export interface SavingOptions {
  readonly rounds: number;
  /** Minutes between two checkpoints, many times fewer than the default, so that there are many. */
  readonly every: number;
}

/** What a run took, and the checkpoints that it wrote. */
interface Trained {
  readonly seconds: number;
  readonly saved: readonly Checkpointed[];
}

const defaultMinutes = executionOf({ device: 'cpu' }).checkpointEvery;

/** Times runs with checkpoints within their stages beside the same runs without, in turn. */
export async function benchSaving({ rounds, every }: SavingOptions): Promise<Result> {
  const where = whereMeasured(1);
  const rows: string[][] = [];
  const values: object[] = [];
  for (const [name, experiment] of await experiments()) {
    const taken: { readonly without: Trained; readonly with: Trained }[] = [];
    for (let round = 0; round < rounds; round++) {
      showProgress(`${name}: round ${round + 1} of ${rounds}`);
      // The other one first in every second round.
      const order = round % 2 === 0 ? [0, every] : [every, 0];
      const [first, second] = order.map((minutes) => trained(experiment, minutes));
      const pair = round % 2 === 0 ? [first, second] : [second, first];
      taken.push({ without: pair[0] as Trained, with: pair[1] as Trained });
    }
    showProgress('');
    const saved = taken.flatMap((one) => one.with.saved);
    if (saved.length === 0) throw new UserError(`${name}: no checkpoint within ${every} minutes`);
    const milliseconds = median(saved.map((one) => one.milliseconds));
    const share = milliseconds / (defaultMinutes * 60_000);
    rows.push([
      name,
      median(taken.map(({ without }) => without.seconds)).toFixed(1),
      median(taken.map((one) => one.with.seconds)).toFixed(1),
      median(taken.map((one) => one.with.saved.length)).toFixed(0),
      median(taken.map((one) => one.with.seconds / one.without.seconds)).toFixed(3),
      bytesText(saved[0]?.bytes ?? 0),
      milliseconds.toFixed(0),
      `${(100 * share).toFixed(3)} %`,
    ]);
    values.push({ name, taken });
  }
  const head = ['s without', 's with', 'checkpoints', 'ratio', 'size', 'ms each', 'of training'];
  return {
    name: 'Checkpoints within a stage',
    what: `Training a seed with a checkpoint every ${every} minutes and without any, in turn; medians.`,
    where,
    table: [['', ...head], ...rows],
    notes: [
      `The last column is what one checkpoint takes of the default ${defaultMinutes} minutes between two.`,
    ],
    values,
  };
}

/** The demo's experiment, one seed; and few entities with as many weights as the model of `bench -- lm`. */
async function experiments(): Promise<(readonly [name: string, experiment: Experiment])[]> {
  const seeds = [10];
  const sizes = ['model.width=1024', 'model.heads=8', 'data.entities=16'];
  const few = ['facts', 'stage1', 'stage2'].flatMap((stage) => [
    `stages.${stage}.epochs=1`,
    `stages.${stage}.warmupSteps=0`,
  ]);
  return [
    ['`world`', await loadExperiment('world', { seeds })],
    [
      'three short stages, 26 million weights',
      await loadExperiment('world', { seeds, set: [...sizes, ...few] }),
    ],
  ];
}

function trained(experiment: Experiment, checkpointEvery: number): Trained {
  const folder = mkdtempSync(join(tmpdir(), 'credence-saving-'));
  try {
    const runs = layout(experiment, folder).get(experiment.seeds.first[0] ?? 0) ?? [];
    const execution = executionOf({ device: 'cpu', checkpointEvery });
    const saved: Checkpointed[] = [];
    const begun = performance.now();
    for (const event of trainRun({ experiment, runs, execution }))
      if (event.kind === 'checkpointed') saved.push(event);
    return { seconds: (performance.now() - begun) / 1000, saved };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
