import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, credenceHere, why } from '../../../test/run-credence.js';
import { birdsExperiment, birdsInput, trainHere, writeBirds } from '../../../test/small-table.js';
import { layout, type StageRun } from '../../runs/folder.js';
import { testsFolder } from '../../runs/stage-record.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'credence-moved-')));
afterAll(() => rmSync(folder, { recursive: true }));

const credence = (...args: string[]) => credenceHere(folder, args);

beforeAll(() => {
  const file = join(folder, 'birds.csv');
  writeBirds(file);
  writeFileSync(join(folder, 'birds.json'), JSON.stringify(birdsInput(file)));
  trainHere(birdsExperiment(file), join(folder, 'runs'));
});

/** The scores of the first stage of seed 2 below a runs folder. */
function scoresIn(runs: string): string {
  const experiment = birdsExperiment(join(folder, 'birds.csv'));
  const [run] = layout(experiment, join(folder, runs)).get(2) as [StageRun];
  return join(testsFolder(run).folder, 'metrics.jsonl');
}

describe.skipIf(!built)(`results that are moved and checked${built ? '' : why}`, () => {
  it('are packed, unpacked and reported on as they were', async () => {
    const packed = await credence('pack', 'birds', '--to', 'birds.tar');
    expect(packed).toMatchObject({ status: 0 });
    const unpacked = await credence('unpack', 'birds.tar', '--runs', 'there');
    expect(unpacked).toMatchObject({ status: 0 });
    const report = ['report', 'birds.json', '--control', 'none', '--json'];
    const [here, there] = [await credence(...report), await credence(...report, '--runs', 'there')];
    const members = (text: string) => JSON.parse(text).members[0].scores;
    expect(members(there.out)).toEqual(members(here.out));
  });

  it('are verified: a byte that changes is named, though no size does', async () => {
    expect((await credence('verify', 'birds', '--runs', 'there')).status).toBe(0);
    const path = scoresIn('there');
    const before = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      before.replace(/"value":\d/, (text) => `${text.slice(0, -1)}9`),
    );
    const status = await credence('status', 'birds.json', '--runs', 'there');
    expect(status.out).not.toContain('is damaged');
    expect(status.out).toContain('credence verify');
    const verified = await credence('verify', 'birds', '--runs', 'there');
    expect(verified.status).not.toBe(0);
    expect(`${verified.out}${verified.err}`).toContain('metrics.jsonl is damaged');
    writeFileSync(path, before);
    expect((await credence('verify', '--runs', 'there')).status).toBe(0);
  });

  it('an archive that is cut off is refused, and nothing of it is left', async () => {
    const whole = readFileSync(join(folder, 'birds.tar'));
    writeFileSync(join(folder, 'cut.tar'), whole.subarray(0, whole.length / 2));
    const { status, err } = await credence('unpack', 'cut.tar', '--runs', 'cut');
    expect(status).toBe(1);
    expect(err).toContain('cut.tar');
    expect(existsSync(scoresIn('cut'))).toBe(false);
  });

  it('what nothing refers to goes, and is said to have gone when it has', async () => {
    const clean = await credence('gc', '--json', '--yes', '--runs', 'there');
    expect(JSON.parse(clean.out)).toMatchObject({ stages: [], removed: true });
    expect(existsSync(scoresIn('there'))).toBe(true);
    const asked = await credence('gc', '--json', '--dry-run', '--runs', 'there');
    expect(JSON.parse(asked.out)).toMatchObject({ removed: false });
  });
});
