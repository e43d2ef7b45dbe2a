import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { project, runCredence, why } from '../run-credence.js';
import { smallExperiment } from '../small-experiment.js';
import { device } from './fake.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-fake-'));
  writeFileSync(join(folder, 'small.json'), JSON.stringify(smallExperiment));
});
afterAll(() => rmSync(folder, { recursive: true }));

const loader = pathToFileURL(join(project, 'dist', 'test', 'accelerator', 'fake.js'));
const args = ['run', 'small.json', '--device', device];

/** What each environment.json below a folder of runs says. */
const environments = (runs: string): { device: string; batchSeeds: number; peakBytes: number }[] =>
  readdirSync(join(folder, runs), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('environment.json'))
    .map((path) => JSON.parse(readFileSync(join(folder, runs, path), 'utf8')));

describe.skipIf(why !== '')(`--device ${device}${why}`, () => {
  it('trains on the fake accelerator, in a worker too, where a test has loaded it', async () => {
    const ended = await runCredence(folder, [...args, '--seeds', '1'], {
      NODE_OPTIONS: `--import=${loader}`,
    });
    expect(ended.err).not.toContain('error');
    expect(ended.status).toBe(0);
    const made = environments('runs');
    expect(made.length).toBeGreaterThan(1);
    expect(new Set(made.map((one) => one.device))).toEqual(new Set([device]));
  });

  it('trains seeds one by one where memory runs out for all of them as one program', async () => {
    const peak = Math.max(...environments('runs').map(({ peakBytes }) => peakBytes));
    const limited = join(folder, 'limited.mjs');
    writeFileSync(
      limited,
      `const { fake } = await import('${loader}');\nfake.setLimit(${Math.round(1.5 * peak)});\n`,
    );
    const ended = await runCredence(
      folder,
      [...args, '--seeds', '2-4', '--batch-seeds', '3', '--runs', 'limited', '--jobs', '1'],
      { NODE_OPTIONS: `--import=${pathToFileURL(limited)}` },
    );
    expect(ended.err).toContain('small: stage1 of 3 seeds is trained as one program');
    for (const seed of [2, 3, 4])
      expect(ended.err).toMatch(
        new RegExp(`seed ${seed}: memory ran out .*; trying again without other seeds beside it`),
      );
    expect(ended.status).toBe(0);
    expect(new Set(environments('limited').map(({ batchSeeds }) => batchSeeds))).toEqual(
      new Set([1]),
    );
  });

  it('is no device elsewhere', async () => {
    const { status, err } = await runCredence(folder, [...args, '--seeds', '1']);
    expect(status).not.toBe(0);
    expect(err).toContain("argument 'fake:0' is invalid. Expected auto, cpu, cuda:N or");
  });
});
