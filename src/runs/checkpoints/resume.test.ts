import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../../test/small-experiment.js';
import { loadAnalyses } from '../../analyses/stage-analyses.js';
import { type ExecutionInput, executionOf } from '../../experiment/execution.js';
import { defineExperiment, type Experiment } from '../../experiment/experiment.js';
import { liveTensors } from '../../tensor/index.js';
import type { RunEvent } from '../events.js';
import { layout } from '../folder.js';
import { trainRun } from '../train-run.js';

const root = mkdtempSync(join(tmpdir(), 'credence-resume-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = (): string => join(root, `${folders++}`);

/** Each result file with its content; what says when and how fast it was made is none. */
function contentOf(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .filter((name) => !/(environment|done)\.json$/.test(name));
  return new Map(files.sort().map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

interface Way {
  readonly experiment: Experiment;
  readonly execution?: ExecutionInput;
  readonly remakesWeights?: boolean;
}

/** Trains a seed until it ends, or is stopped at its n-th event; gives back the events. */
async function train(
  { experiment, execution, remakesWeights }: Way,
  folder: string,
  stopAt = Number.POSITIVE_INFINITY,
): Promise<RunEvent[]> {
  const analyses = await loadAnalyses(experiment);
  const runs = layout(experiment, folder).get(1) ?? [];
  const events: RunEvent[] = [];
  const setting = {
    ...{ experiment, runs, analyses, remakesWeights },
    execution: executionOf({ device: 'cpu', checkpointEvery: 0 }, execution ?? {}),
    isStopped: () => events.length >= stopAt,
  };
  for (const event of trainRun(setting)) events.push(event);
  return events;
}

const resumed = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.kind === 'resumed' ? [event] : []));

const written = defineExperiment({
  ...smallExperiment,
  evaluate: { metrics: ['exactMatch', 'loss'] },
  seeds: { first: [1] },
});

describe('a run that is stopped', () => {
  it('after any event ends with the same bytes as an unbroken one', async () => {
    const before = liveTensors();
    const whole = newFolder();
    const events = await train({ experiment: written }, whole);
    expect(events.at(-1)?.kind).toBe('run-finished');
    const wanted = contentOf(whole);
    expect([...wanted.keys()].filter((name) => name.includes('checkpoints'))).toEqual([]);
    let goneOn = 0;
    for (let stop = 1; stop < events.length; stop += 2) {
      const folder = newFolder();
      const first = await train({ experiment: written }, folder, stop);
      expect(['stopped', 'run-finished']).toContain(first.at(-1)?.kind);
      const second = await train({ experiment: written }, folder);
      goneOn += resumed(second).length;
      expect(second.at(-1)?.kind).toBe('run-finished');
      expect(contentOf(folder)).toEqual(wanted);
    }
    expect(goneOn).toBeGreaterThan(4);
    expect(liveTensors()).toBe(before);
  });
});
