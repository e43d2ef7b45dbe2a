import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, runCredence, why } from '../../../test/run-credence.js';
import { birdsInput, trainHere, writeBirds } from '../../../test/small-table.js';
import type { Experiment } from '../../experiment/experiment.js';
import { loadStudy } from '../../plan/catalogue.js';
import { type ReportJson, reportSchema } from '../../report/report-schema.js';
import { layout, withFirstSeeds } from '../../runs/folder.js';
import { testsFolder } from '../../runs/stage-record.js';
import { noteStudy } from '../../runs/store/study-records.js';
import { storedChoice } from '../store/stored-choice.js';

// One folder of runs for all tests: two points of a sweep, with other settings too, and a control.
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'credence-results-')));
const inFolder = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const longer = 'stages.stage2.epochs=2';

function sweepInput() {
  const birds = birdsInput(inFolder('birds.csv'));
  const members = [1, 2].map((epochs) => {
    const [first, second] = birds.stages;
    const stages = [{ ...first, epochs }, second];
    return { at: epochs, experiment: { ...birds, name: `birds-${epochs}`, stages } };
  });
  return { name: 'birds', axis: 'epochs', members };
}

const credence = (...args: string[]) => runCredence(folder, args, { COLUMNS: '80', NO_COLOR: '1' });

/** A command that prints JSON, and that object. */
async function jsonOf(...args: string[]): Promise<Record<string, unknown>> {
  const { status, out, err } = await credence(...args, '--json');
  expect(status, err).toBe(0);
  return JSON.parse(out);
}

beforeAll(async () => {
  writeBirds(inFolder('birds.csv'));
  writeFileSync(inFolder('birds.json'), JSON.stringify(sweepInput()));
  for (const set of [[], [longer]]) {
    const study = await loadStudy(inFolder('birds.json'), { set });
    const asked = { typed: 'birds.json', set, quick: false, small: false };
    noteStudy(study, asked, inFolder('runs'));
    for (const { experiment } of study.members) trainHere(experiment, inFolder('runs'));
    const { control } = study.members[0] ?? {};
    if (control && set.length === 0) trainHere(withFirstSeeds(control, [2, 3]), inFolder('runs'));
  }
}, 60_000);

describe.skipIf(!built)(`credence report${built ? '' : why}`, () => {
  it('of a sweep keeps to 80 columns, and of one member says more', async () => {
    const sweep = await credence('report', 'birds.json');
    expect(sweep).toMatchObject({ status: 0, err: '' });
    expect(sweep.out).toContain('2 of 2 experiments by epochs');
    expect(sweep.out).toMatch(/^(Undecided at|Not tested at|No effect is undecided)/m);
    expect(Math.max(...sweep.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const member = await credence('report', 'birds.json/2');
    expect(member.out).toMatch(/^birds-2\n2 seeds \(1-2\)/);
  });

  it('takes seeds of the control by themselves', async () => {
    const args = ['report', 'birds.json/1', '--seeds', '1-2', '--control-seeds', '2-3'];
    const report = reportSchema.parse(await jsonOf(...args)) as ReportJson;
    const [member] = report.members;
    expect(member).toMatchObject({ seeds: [1, 2], missing: [], control: { seeds: [2, 3] } });
    // They share seed 2 alone: two samples.
    expect(member?.effectMinusControl?.iml).toMatchObject({ test: 'welch', n: 2, nOther: 2 });
    const alone = await credence('report', 'birds.json/1', '--control-seeds', '9');
    expect(alone.out).toContain('Its control has no finished seeds');
  });
});

describe.skipIf(!built)(`credence compare${built ? '' : why}`, () => {
  it('takes two sweeps point by point', async () => {
    const args = ['compare', 'birds.json', 'birds.json', '--set-b', longer];
    const { out, status } = await credence(...args);
    expect(status).toBe(0);
    expect(out).toMatch(/^birds against birds, by epochs\nA: birds; 2 experiments\nB: birds with/);
    expect(out).toMatch(/Options that differ everywhere\n.*\n {2}stages\.stage2\.epochs +1 +2\n/);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const json = await jsonOf(...args);
    expect(json).toMatchObject({
      ...{ version: 2, axis: 'epochs', unpaired: [] },
      comparisons: [
        { at: 1, a: { experiment: 'birds-1', seeds: [1, 2] }, differs: [{ a: 1, b: 2 }] },
        { at: 2, a: { experiment: 'birds-2', seeds: [1, 2] }, differs: [{ a: 1, b: 2 }] },
      ],
    });
  });

  it('takes members, a control too, though they share one seed', async () => {
    const json = await jsonOf(
      'compare',
      'birds.json/1',
      'birds.json/birds-1-control',
      '--seeds',
      '1-3',
    );
    expect(json).toMatchObject({
      comparisons: [
        {
          a: { experiment: 'birds-1', seeds: [1, 2] },
          b: { experiment: 'birds-1-control', seeds: [2, 3] },
          contrasts: [{ counts: 'welch', welch: { n: 2, nOther: 2 } }, {}, {}],
        },
      ],
    });
  });
});

describe.skipIf(!built)(`credence power${built ? '' : why}`, () => {
  it('answers for every member, in text and as one object', async () => {
    const args = ['power', 'birds.json', '--effect', '0.1', '--width', '0.05'];
    const { out, status } = await credence(...args);
    expect(status).toBe(0);
    expect(out).toMatch(/^birds-1\n2 seeds now \(1-2\)/);
    // What the columns mean stands once, below the last member.
    expect(out.indexOf('"seeds" find a true effect')).toBe(
      out.lastIndexOf('"seeds" find a true effect'),
    );
    expect(out).toContain('\n\nbirds-2\n2 seeds now (1-2)');
    const json = await jsonOf(...args);
    expect(json).toMatchObject({
      version: 2,
      asked: { power: 0.8, alpha: 0.05, effect: 0.1, width: 0.05 },
      members: [
        { experiment: 'birds-1', at: 1, seeds: [1, 2], differences: expect.any(Array) },
        { experiment: 'birds-2', at: 2, seeds: [1, 2] },
      ],
    });
  });
});

describe.skipIf(!built)(`a file of an experiment that is not here${built ? '' : why}`, () => {
  beforeAll(() => renameSync(inFolder('birds.json'), inFolder('elsewhere.json')));
  afterAll(() => renameSync(inFolder('elsewhere.json'), inFolder('birds.json')));

  it('is reported and compared as it was trained, and versions are listed', async () => {
    const { status, out } = await credence('report', 'birds.json');
    expect(status).toBe(0);
    expect(out.replaceAll('\n', ' ')).toMatch(
      /^birds\.json is not here: this is birds as it was trained, last on \d{4}-\d\d-\d\d\. runs has {2,}[0-9a-f]{12} {2}birds, /,
    );
    expect(out).toMatch(
      /^ {2}[0-9a-f]{12} {2}birds, \d{4}-\d\d-\d\d, 2 seeds: --set stages\.stage2\.epochs=2$/m,
    );
    expect(out).toContain('2 of 2 experiments by epochs');
    const changed = await jsonOf('compare', 'birds.json', 'birds.json', '--set-b', longer);
    expect(changed).toMatchObject({ comparisons: [{ at: 1 }, { at: 2 }] });
    const other = await credence('power', 'birds.json', '--set', 'stages.stage2.epochs=7');
    expect(other.status).toBe(1);
    expect(other.err).toMatch(
      /^error: birds\.json is not here, and runs has no results of it with --set stages\.stage2\.epochs=7; it has\n {2}[0-9a-f]{12} {2}birds, /,
    );
  });

  it('is exported, and said to be absent beside the table', async () => {
    const { status, out, err } = await credence('export', 'birds.json/1', '--to', '-');
    expect(status).toBe(0);
    expect(err).toContain('birds.json is not here: this is birds as it was trained');
    expect(out).toMatch(/^experiment,axis,at,control,.*\r?\nbirds-1,epochs,1,false,1,/);
  });
});

describe('several versions of a study that a folder has', () => {
  const bothPlain = inFolder('both');
  beforeAll(() => {
    cpSync(inFolder('runs'), bothPlain, { recursive: true });
    // As if the file had been edited between two runs.
    for (const name of readdirSync(join(bothPlain, 'experiments'))) {
      const path = join(bothPlain, 'experiments', name);
      writeFileSync(path, readFileSync(path, 'utf8').replace(`"${longer}"`, ''));
    }
  });

  it('are listed with what differs, each with the identity that it is chosen by', () => {
    let listed = '';
    try {
      storedChoice('absent/birds.json', bothPlain, {});
    } catch (error) {
      listed = (error as Error).message;
    }
    const [head, ...lines] = listed.split('\n');
    expect(head).toMatch(/^absent\/birds\.json could be 2 studies that .* has; choose one by its/);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^ {2}[0-9a-f]{12} {2}birds, \d{4}-\d\d-\d\d, \d seeds$/);
    expect(lines[1]).toMatch(/ {2}birds, .* seeds: stages\.stage2\.epochs=[12]$/);
    const epochs = lines.map((line) => {
      const choice = storedChoice(line.trim().slice(0, 12), bothPlain, {});
      return choice?.stored.study.members.map(({ experiment }) => experiment.stages[1]?.epochs);
    });
    expect(epochs.toSorted()).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(() => storedChoice('birds-2', bothPlain, {})).toThrow('birds-2 could be 2 studies');
    expect(storedChoice('other.json', bothPlain, {})).toBeNull();
  });
});

describe.skipIf(!built)(`a member whose seeds are all damaged${built ? '' : why}`, () => {
  beforeAll(async () => {
    cpSync(inFolder('runs'), inFolder('damaged'), { recursive: true });
    const { members } = await loadStudy(inFolder('birds.json'));
    const { experiment } = members[1] as { experiment: Experiment };
    for (const runs of layout(experiment, inFolder('damaged')).values())
      for (const run of runs.filter(({ index }) => index === 1))
        appendFileSync(join(testsFolder(run).folder, 'metrics.jsonl'), 'x');
  });

  it.each([
    ['report', []],
    ['export', ['--to', 'some.csv']],
    ['compare', ['birds.json', '--set-b', longer]],
  ])('is named by %s, which shows the rest and ends with 3', async (command, args) => {
    const { status, out, err } = await credence(
      command,
      'birds.json',
      ...args,
      '--runs',
      'damaged',
    );
    expect(status, err).toBe(3);
    for (const seed of [1, 2])
      expect(`${out}${err}`).toMatch(
        new RegExp(`birds-2(, |: )seed ${seed} is left out:[^]*?is\\s+damaged: `),
      );
    expect(out).toContain(command === 'compare' ? 'epochs = 2 (no finished seed in A)' : 'birds');
  });

  it('stands in the JSON of a report', async () => {
    const { status, out } = await credence('report', 'birds.json', '--json', '--runs', 'damaged');
    expect(status).toBe(3);
    expect(reportSchema.parse(JSON.parse(out))).toMatchObject({
      damaged: [1, 2].map((seed) => ({ experiment: 'birds-2', seed })),
      sweep: { finished: [1], unfinished: [2] },
    });
  });
});
