import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, runCredence, why } from '../../../test/run-credence.js';
import { birdsExperiment, birdsInput, trainHere, writeBirds } from '../../../test/small-table.js';
import { layout } from '../../runs/folder.js';
import { testsFolder } from '../../runs/stage-record.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'credence-commands-')));
const below = join(folder, 'notes');
afterAll(() => rmSync(folder, { recursive: true }));

const credence = (...args: string[]) => runCredence(folder, args);

beforeAll(() => {
  mkdirSync(below);
  const file = join(folder, 'birds.csv');
  writeBirds(file);
  writeFileSync(join(folder, 'birds.json'), JSON.stringify(birdsInput(file)));
  trainHere(birdsExperiment(file), join(folder, 'runs'));
});

describe.skipIf(!built)(`the commands about a folder of runs${built ? '' : why}`, () => {
  it('find it from a folder below, and say so', async () => {
    const here = await credence('report', 'birds.json', '--control', 'none');
    const there = await runCredence(below, ['report', '../birds.json', '--control', 'none']);
    expect(here).toMatchObject({ status: 0, err: '' });
    expect(there).toMatchObject({ status: 0, out: here.out });
    expect(there.err).toBe('Uses ../runs; --runs and --figures name others.\n');
    const path = await credence('report', 'runs', '--control', 'none');
    expect(path).toMatchObject({ status: 0, out: here.out });
  });

  it('list what it has', async () => {
    const { out } = await credence('runs');
    expect(out).toMatch(/^[0-9a-f]{8} {2}\d{4}-\d\d-\d\d {2}.* 2\/2 {2}finished {2}birds$/m);
    const json = await credence('runs', '--json');
    expect(JSON.parse(json.out)).toMatchObject({
      version: 1,
      runs: 'runs',
      experiments: [{ experiment: 'birds', seeds: { wanted: [1, 2], finished: [1, 2] } }],
    });
    const [{ identity }] = (JSON.parse(json.out) as { experiments: [{ identity: string }] })
      .experiments;
    const report = await credence('report', identity.slice(0, 8), '--json');
    expect(report.status).toBe(0);
    const unknown = await credence('report', '0123456789');
    expect(unknown.err).toContain('no experiment in runs has an identity that begins with 0123');
  });

  it('end with 3 where a damaged seed is left out, until it is trained again', async () => {
    const experiment = birdsExperiment(join(folder, 'birds.csv'));
    const [run] = layout(experiment, join(folder, 'runs')).get(2) ?? [];
    if (run === undefined) throw new Error('no stage');
    const metrics = join(testsFolder(run).folder, 'metrics.jsonl');
    const before = readFileSync(metrics, 'utf8');
    appendFileSync(metrics, 'x');
    const report = await credence('report', 'birds.json', '--control', 'none');
    expect(report.status).toBe(3);
    expect(report.out).toMatch(/^birds, seed 2 is left out: /);
    expect(report.out).toContain('\n  credence rerun birds.json --experiment birds --seed 2\n');
    expect(report.out).toContain('1 seed (1)');
    const again = await credence('rerun', 'birds.json', '--experiment', 'birds', '--seed', '2');
    expect(again.status).toBe(0);
    expect(again.out).toContain('stage2 (second seed 0): the same bytes');
    expect(again.out).toContain('the old results were damaged');
    expect(readFileSync(metrics, 'utf8')).toBe(before);
    expect((await credence('report', 'birds.json', '--control', 'none')).status).toBe(0);
  });

  it('remove nothing without an answer', async () => {
    const refused = await credence('runs', 'rm', 'birds', '--seeds', '1');
    expect(refused.status).toBe(1);
    expect(refused.out).toMatch(
      /^Removes all of birds \([0-9a-f]{12}\), seed 1: 2 stages, \d+ kB\.$/m,
    );
    expect(refused.err).toContain('add --yes');
    const removed = await credence('runs', 'rm', 'birds', '--yes');
    expect(removed.out).toMatch(/^Removed \d+ kB\.$/m);
    expect((await credence('runs')).out).not.toContain('birds');
    expect(existsSync(join(folder, 'runs'))).toBe(true);
  });
});
