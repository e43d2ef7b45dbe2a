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
const args = ['run', 'small.json', '--device', device, '--seeds', '1'];

/** The device of each environment.json below a folder. */
const devices = (below: string): string[] =>
  readdirSync(below, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('environment.json'))
    .map((path) => JSON.parse(readFileSync(join(below, path), 'utf8')).device);

describe.skipIf(why !== '')(`--device ${device}${why}`, () => {
  it('trains on the fake accelerator, in a worker too, where a test has loaded it', async () => {
    const ended = await runCredence(folder, args, { NODE_OPTIONS: `--import=${loader}` });
    expect(ended.err).not.toContain('error');
    expect(ended.status).toBe(0);
    const recorded = devices(join(folder, 'runs'));
    expect(recorded.length).toBeGreaterThan(1);
    expect(new Set(recorded)).toEqual(new Set([device]));
  });

  it('is no device elsewhere', async () => {
    const { status, err } = await runCredence(folder, args);
    expect(status).not.toBe(0);
    expect(err).toContain("argument 'fake:0' is invalid. Expected auto, cpu, cuda:N or");
  });
});
