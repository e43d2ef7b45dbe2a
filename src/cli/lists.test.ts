import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, credenceHere, runCredence, why } from '../../test/run-credence.js';
import { smallExperiment } from '../../test/small-experiment.js';

let folder: string;

const credence = (...args: string[]) => credenceHere(folder, args);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-lists-'));
  writeFileSync(join(folder, 'small.json'), JSON.stringify(smallExperiment));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!built)(`credence experiments, credence data${built ? '' : why}`, () => {
  it('lists the bundled experiments', async () => {
    const { out } = await credence('experiments', '--json', '--no-cost');
    const files = JSON.parse(out) as { name: string; cost: unknown }[];
    const names = files.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['people', 'people-lm', 'world']));
    expect(files.every(({ cost }) => cost === null)).toBe(true);
    const table = (await credence('experiments', '--no-cost')).out.trimEnd().split('\n');
    expect(table[0]).toMatch(/^experiment +figure +data +model +epochs +seeds$/);
    expect(table.filter((line) => line.startsWith('world '))[0]).toMatch(
      /gpt-neox 2x128 +20\+40\+20/,
    );
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('writes the data of a seed', async () => {
    const { status, out } = await credence(
      'data',
      'write',
      'small.json',
      '--seed',
      '1',
      '--out',
      'data',
    );
    expect(status).toBe(0);
    const lines = readFileSync(join(folder, 'data', 'stages', 'stage2.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(out).toMatch(new RegExp(`data/stages/stage2\\.jsonl +${lines.length}  documents`));
    expect(out).toContain('data/evaluation/questions.jsonl');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ kind: 'definition' });
    const first = readFileSync(join(folder, 'data', 'test-questions.jsonl'), 'utf8');
    await credence('data', 'write', 'small.json', '--seed', '1', '--out', 'again');
    expect(readFileSync(join(folder, 'again', 'test-questions.jsonl'), 'utf8')).toBe(first);
    const over = await credence('data', 'write', 'small.json', '--seed', '2', '--out', 'data');
    expect(over).toMatchObject({ status: 1, out: '' });
    expect(over.err).toMatch(
      /^error: --out data is not empty \(definitions\.jsonl, evaluation, facts\.jsonl and \d more\): name a new/,
    );
    expect(readFileSync(join(folder, 'data', 'test-questions.jsonl'), 'utf8')).toBe(first);
  });

  it('writes the data of each experiment of a list to its own folder', async () => {
    const list = [smallExperiment, { ...smallExperiment, name: 'other' }];
    writeFileSync(join(folder, 'two.json'), JSON.stringify(list));
    const { status } = await credence('data', 'write', 'two.json', '--seed', '1', '--out', 'both');
    expect(status).toBe(0);
    const [small, other] = ['small', 'other'].map((name) =>
      readFileSync(join(folder, 'both', name, 'stages', 'stage1.jsonl'), 'utf8'),
    );
    expect(small).toBe(other);
  });

  it('shows a few documents of a seed', async () => {
    const { status, out } = await credence('data', 'show', 'small.json', '--count', '1');
    expect(status).toBe(0);
    expect(out).toMatch(
      /\nD2incons: unreliable tag, false; X1, 6 pairs\n {2}definitions, false \(6\)\n {4}/,
    );
    expect(out).toMatch(
      /\n {2}entity attribution: “Who is \[X\]\?”, by its definition \(6\)\n {4}who /,
    );
    const { out: json } = await credence('data', 'show', 'small.json', '--seed', '2', '--json');
    expect(JSON.parse(json)).toMatchObject({ experiment: 'small', facts: [] });
  });
});

describe.skipIf(why !== '')(`credence run of a list${why}`, () => {
  it('reports and draws a list along its axis, and those of it that are finished', async () => {
    const at = (value: number) => ({
      at: value,
      experiment: {
        ...smallExperiment,
        name: `small-${value}`,
        model: { ...smallExperiment.model, width: value },
        seeds: { first: [1] },
        evaluate: { sets: ['questions', 'name', 'nameWithDefs'], metrics: ['exactMatch', 'loss'] },
      },
    });
    const list = (values: readonly number[]) => {
      const study = { name: 'widths', axis: 'width', members: values.map(at) };
      writeFileSync(join(folder, 'widths.json'), JSON.stringify(study));
    };
    list([8, 16]);
    expect((await runCredence(folder, ['run', 'widths.json', '--runs', 'list'])).err).not.toContain(
      'failed',
    );
    const drawn = readdirSync(join(folder, 'figures'), { recursive: true });
    for (const file of [
      'widths/sweep.svg',
      'widths/sweep-loss.csv',
      'small-8/learning-curves.png',
      'small-8/attribution.svg',
      'small-16/losses.svg',
    ]) {
      expect(drawn).toContain(file);
    }
    list([8, 16, 32]);
    const { out } = await credence('report', 'widths.json', '--runs', 'list');
    expect(out).toContain('2 of 3 experiments by width');
    expect(out).toMatch(/\n {2}32 +none\n/);
    const json = await credence('report', 'widths.json', '--runs', 'list', '--json');
    expect(JSON.parse(json.out)).toMatchObject({
      study: { name: 'widths', axis: 'width' },
      members: [{ at: 8 }, { at: 16 }],
      sweep: { axis: 'width', finished: [8, 16], unfinished: [32] },
    });
  });
});
