import fs, { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { textKind } from '../data/kinds.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment } from '../experiment/experiment.js';
import { layout } from '../runs/folder.js';
import { trainRun } from '../runs/train-run.js';
import { experimentWork } from '../runs/work/experiment-work.js';
import { runCommand } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-'));
const [file, runs] = [join(folder, 'small.json'), join(folder, 'runs')];
const experiment = defineExperiment(smallExperiment);
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  writeFileSync(file, JSON.stringify(smallExperiment));
  const execution = executionOf({ device: 'cpu', keepWeights: 'every' });
  for (const _ of trainRun({ experiment, runs: layout(experiment, runs).get(1) ?? [], execution }));
});

/** What a dry run prints as JSON. */
async function planned(...words: string[]): Promise<Record<string, unknown>> {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    const typed = [file, '--runs', runs, '--dry-run', '--json', ...words];
    await runCommand().parseAsync(typed, { from: 'user' });
  } finally {
    write.mockRestore();
  }
  return JSON.parse(written.join(''))[0];
}

it('a plan builds the data of a seed once, and says for which device it counts the time', async () => {
  const built = vi.spyOn(textKind(experiment.data), 'dataset');
  const plan = await planned('--device', 'cpu', '--keep-weights', 'every');
  expect(built).toHaveBeenCalledTimes(1);
  built.mockRestore();
  expect(plan).toMatchObject({
    missing: [2],
    cost: { measured: 1, device: 'cpu' },
    weights: { stages: 2, epochs: 5 },
  });
});

it('work is planned with one look at each stage and its tests', () => {
  const read: string[] = [];
  const { openSync } = fs;
  const spy = vi.spyOn(fs, 'openSync').mockImplementation(((...given: unknown[]) => {
    read.push(String(given[0]));
    return Reflect.apply(openSync, fs, given);
  }) as typeof openSync);
  syncBuiltinESMExports();
  try {
    const one = { ...experiment, seeds: { ...experiment.seeds, first: [1] } };
    experimentWork(one, runs, executionOf({ device: 'cpu' }));
  } finally {
    spy.mockRestore();
    syncBuiltinESMExports();
  }
  const seen = read.filter((path) => path.endsWith('done.json'));
  expect(seen).toHaveLength(4);
  expect(new Set(seen).size).toBe(4);
});
