import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, runCredence, why } from '../../test/run-credence.js';
import { smallExperiment } from '../../test/small-experiment.js';

let folder: string;
const credence = (...args: string[]) => runCredence(folder, args);
const write = (name: string, written: object) =>
  writeFileSync(join(folder, name), JSON.stringify(written));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-from-'));
  const seeds = { first: [1] };
  write('small.json', { ...smallExperiment, seeds });
  const model = { kind: 'stage', experiment: 'small.json', stage: 'stage1' };
  const stages = [{ ...smallExperiment.stages[1], name: 'only', seed: 'first' }];
  write('next.json', { ...smallExperiment, name: 'next', model, stages, seeds });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!built || why !== '')(`an experiment that starts from a stage${why}`, () => {
  it('says what is missing before anything starts, runs, and is planned seed by seed', async () => {
    const wanted =
      'error: next starts from stage1 of small, which is not trained for seed 1. To ' +
      'make the weights:\n  credence run small.json --seeds 1 --keep-weights all\n';
    const run = ['run', 'next.json'];
    expect(await credence(...run)).toEqual({ status: 1, out: '', err: wanted });
    expect(await credence(...run, '--dry-run')).toEqual({ status: 1, out: '', err: wanted });
    expect(existsSync(join(folder, 'runs'))).toBe(false);
    const made = 'run small.json --seeds 1 --keep-weights all';
    expect((await credence(...made.split(' '))).status).toBe(0);
    const planned = await credence(...run, '--dry-run');
    expect(planned.out).toContain(
      '  starts from stage1 of small: seed 1, from the same seed there\n',
    );
    const { status, out } = await credence(...run);
    expect(out).toMatch(/^next\n/m);
    expect(status).toBe(0);
  }, 120_000);

  it('is made of another experiment by --set', async () => {
    const { status, err } = await credence('run', 'small.json', '--set', 'model=wrold:stage2');
    expect(status).toBe(1);
    expect(err).toContain('there is no bundled experiment "wrold" (did you mean "world"?)');
  });

  it('names words of a prompt that the model does not know', async () => {
    const prompt = ['--prompt', 'e1 zorp', '--max-new-tokens', '1'];
    const of = ['next.json:only', '--seed', '1'];
    const { status, out, err } = await credence('model', 'generate', ...of, ...prompt);
    expect(err.replaceAll('\n', ' ')).toBe(
      'warning: the model has no token for "zorp" and reads it as its unknown word, in the prompt ' +
        '"e1 zorp" ',
    );
    expect(out.trim()).toMatch(/^\S+$/);
    expect(status).toBe(0);
  });
});
