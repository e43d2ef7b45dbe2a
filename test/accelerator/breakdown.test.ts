import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fitLogisticRegressions } from '../../src/analyses/probes/logistic-regression.js';
import { tryAddition } from '../../src/doctor/setup-state.js';
import { isDeviceFailure, ones, scope, tensor } from '../../src/tensor/index.js';
import { project, runCredence, why } from '../run-credence.js';
import { smallExperiment } from '../small-experiment.js';
import { device, fake } from './fake.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-fake-'));
});
afterEach(() => fake.breakDownAfter(-1));
afterAll(() => rmSync(folder, { recursive: true }));

const thrown = (body: () => unknown): Error => {
  try {
    scope(body);
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
};

describe('a device that breaks down', () => {
  it('says that another call may have failed, and how to see which', () => {
    const error = thrown(() => {
      const x = ones([2], { device });
      fake.breakDownAfter(1);
      x.add(1);
    });
    expect(error.message).toBe(
      'add.Scalar(self Float [2], other 1): CUDA error: device-side assert triggered (errors of a device ' +
        'may be asynchronously reported, at a later call than the one that failed: with ' +
        'CUDA_LAUNCH_BLOCKING=1 in the environment the error names that one)',
    );
    expect(isDeviceFailure(error)).toBe(true);
    expect(isDeviceFailure(new Error('a run failed', { cause: error }))).toBe(true);
    expect(isDeviceFailure(thrown(() => ones([2]).mm(ones([2]))))).toBe(false);
  });

  it.each([10, 30, 50, 70, 90])('after %s kernels is no fault of the features', (kernels) => {
    const numbers = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i * i));
    const labels = Array.from({ length: 20 }, (_, i): 0 | 1 => (i % 3 === 0 ? 1 : 0));
    const fit = { labels, learns: labels.map(() => true) };
    const error = thrown(() => {
      const x = tensor(numbers, [1, 20, 2]).to({ device });
      fake.breakDownAfter(kernels);
      fitLogisticRegressions(x, [fit], 1);
    });
    expect(error.message).toContain('device-side assert');
  });
});

const loader = pathToFileURL(join(project, 'dist', 'test', 'accelerator', 'fake.js')).href;
const engine = pathToFileURL(join(project, 'dist', 'src', 'tensor', 'index.js')).href;

/** A module that loads the fake accelerator, which breaks down once, in the first worker. */
function breakdown(marker: string): string {
  const path = join(folder, 'breakdown.mjs');
  writeFileSync(
    path,
    `import { writeFileSync } from 'node:fs';
     import { fake } from ${JSON.stringify(loader)};
     try {
       if (process.connected) {
         writeFileSync(${JSON.stringify(marker)}, '', { flag: 'wx' });
         fake.breakDownAfter(200);
       }
     } catch {}`,
  );
  return pathToFileURL(path).href;
}

describe.skipIf(why !== '')(`a worker whose device breaks down${why}`, () => {
  it('fails its seed only: a fresh one trains the next', async () => {
    writeFileSync(join(folder, 'small.json'), JSON.stringify(smallExperiment));
    const options = `--import=${breakdown(join(folder, 'broken'))}`;
    const alone = ['--batch-seeds', '1', '--retries', '0'];
    const args = ['run', 'small.json', '--device', device, '--seeds', '1-3', ...alone];
    const first = await runCredence(folder, args, { NODE_OPTIONS: options });
    expect(first.status).toBe(1);
    expect(first.err).toContain('seeds failed: 1;');
    expect(first.err).toContain('device-side assert triggered');
    const seeds = readdirSync(join(folder, 'runs'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('run.json'))
      .map((path) => JSON.parse(readFileSync(join(folder, 'runs', path), 'utf8')).seed);
    expect(new Set(seeds)).toEqual(new Set([2, 3]));
  });

  it('is what an addition tells the doctor', () => {
    expect(tryAddition('cpu', engine)).toBeNull();
    expect(tryAddition('cuda:77', engine)).not.toBeNull();
  });
});
