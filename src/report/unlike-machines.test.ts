import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { defineExperiment } from '../experiment/experiment.js';
import type { TestedRun } from '../runs/experiment-record.js';
import { layout } from '../runs/folder.js';
import { unlikeText } from './unlike-machines.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-unlike-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The first stage of each seed, made as is said. */
function runsMade(made: readonly object[]): TestedRun[] {
  const seeds = { first: made.map((_, index) => index + 1), second: [0] };
  const runs = [...layout(defineExperiment({ ...smallExperiment, seeds }), folder).values()];
  return runs.flatMap(([run], index) => {
    if (run === undefined) return [];
    mkdirSync(run.folder, { recursive: true });
    const environment = { cpu: 'x', device: 'cpu', commit: null, ...made[index] };
    writeFileSync(join(run.folder, 'environment.json'), JSON.stringify(environment));
    return [{ run, tests: [], gaps: { tests: [], analyses: [] } }];
  });
}

it('says which seeds are of which commit, processor and number of threads', () => {
  const [a, b] = ['a'.repeat(40), `${'b'.repeat(40)}-changed`];
  const runs = runsMade([
    { commit: a, instructionSet: 'AVX2', threads: 1 },
    { commit: a, instructionSet: 'AVX512', threads: 1 },
    { commit: b, instructionSet: 'AVX512', threads: 1 },
  ]);
  expect(unlikeText('small', runs)).toBe(
    'small pools seeds of unlike commits of credence aaaaaaaaaaaa (seeds 1-2), ' +
      'bbbbbbbbbbbb-changed (seed 3); instruction sets AVX2 (seed 1), AVX512 (seeds 2-3): rounding ' +
      'may differ between them, and after many steps a few answers.',
  );
});

it('is silent about like ones, and about what was not written down', () => {
  const like = { commit: 'a'.repeat(40), threads: 2 };
  expect(unlikeText('small', runsMade([like, { ...like, instructionSet: 'AVX2' }, {}]))).toBeNull();
});
