import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { built, project, runCredence, why } from '../../test/run-credence.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const credence = (...args: string[]) => runCredence(folder, args);

describe.skipIf(!built)(`credence init${built ? '' : why}`, () => {
  it('writes an experiment and its table, which pass a dry run', async () => {
    const { out } = await credence('init');
    expect(out).toContain('credence run my-experiment.ts --dry-run');
    expect(readdirSync(folder).sort()).toEqual(['my-experiment.csv', 'my-experiment.ts']);
    const planned = await credence('run', 'my-experiment.ts', '--dry-run');
    expect(planned.err).toBe('');
    expect(planned.out).toContain('to train: 8 of 8 seeds (10-17)');
  });

  it('starts from a checkpoint where one is named', async () => {
    await credence('init', 'birds', '--checkpoint', "it's here");
    const text = readFileSync(join(folder, 'birds.ts'), 'utf8');
    expect(text).toContain("model: pretrained('it\\'s here')");
    expect(text).toContain("file: 'birds.csv'");
    expect(text).not.toMatch(/my-(experiment|checkpoint)/);
    // The quick form has a model of its own, so that data and stages are checked without weights.
    const planned = await credence('run', 'birds.ts', '--quick', '--dry-run');
    expect(planned).toMatchObject({ status: 0, err: '' });
  });

  it('overwrites nothing, and says so in one sentence', async () => {
    writeFileSync(join(folder, 'birds.csv'), 'mine');
    const { status, err } = await credence('init', 'birds');
    expect(status).toBe(1);
    expect(err).toMatch(/^error: birds\.csv exists already and nothing was written: .*birds-2\n$/);
    expect(readdirSync(folder)).toEqual(['birds.csv']);
    expect(readFileSync(join(folder, 'birds.csv'), 'utf8')).toBe('mine');
    const named = await credence('init', '../birds');
    expect(named.err).toMatch(/^error: "\.\.\/birds" cannot name an experiment: /);
  });

  it('says the version, and the commit in a checkout', async () => {
    const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
    const { out } = await credence('--version');
    expect(out).toMatch(new RegExp(`^${version}( \\(commit [0-9a-f]{12}(-changed)?\\))?\\n$`));
  });
});
