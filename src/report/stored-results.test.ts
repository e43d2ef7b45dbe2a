import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { birdsExperiment, trainHere, writeBirds } from '../../test/small-table.js';
import { controlOf } from '../experiment/control.js';
import { layout } from '../runs/folder.js';
import { testsFolder } from '../runs/stage-record.js';
import { readStore } from '../runs/store/stored-experiments.js';
import { noteStudy } from '../runs/store/study-records.js';
import { resolveStudy, type Study } from '../study/resolve-study.js';
import { studyOf } from '../study/study.js';
import type { ReportSource } from './compared-report.js';
import { comparedText } from './report-text.js';
import { drawResults, readResults } from './results.js';

const root = mkdtempSync(join(tmpdir(), 'credence-stored-'));
const [file, runs, copy] = ['birds.csv', 'runs', 'copy'].map((name) => join(root, name)) as [
  string,
  string,
  string,
];
afterAll(() => rmSync(root, { recursive: true }));

const experiment = birdsExperiment(file);
const paper = [{ subset: 'D5cons', stage: 'stage2', value: 0.5 }];
const study = resolveStudy(studyOf(experiment, { paper }));

const sourceOf = (folder: string): ReportSource => ({
  runs: folder,
  changes: [],
  commands: { train: 'train', control: 'train control', rerun: 'credence rerun birds.ts' },
});

function textOf(own: Study, folder: string): string[] {
  const source = sourceOf(folder);
  return readResults(own, source).members.flatMap(({ member, compared }) =>
    compared === null ? [] : comparedText(compared, { member, source }, 100),
  );
}

/** Every CSV that is drawn of results, by its name. */
async function tablesOf(own: Study, folder: string): Promise<Map<string, string>> {
  const drawn = mkdtempSync(join(root, 'figures-'));
  await drawResults(readResults(own, sourceOf(folder)), { folder: drawn });
  const files = readdirSync(drawn, { recursive: true, encoding: 'utf8' });
  const tables = files.filter((name) => name.endsWith('.csv'));
  return new Map(tables.map((name) => [name, readFileSync(join(drawn, name), 'utf8')]));
}

let withData: string[];
let drawnWithData: Map<string, string>;

beforeAll(async () => {
  writeBirds(file);
  noteStudy(study, { typed: 'birds.ts', set: [], quick: false, small: false }, runs);
  trainHere(experiment, runs);
  trainHere(controlOf(experiment), runs);
  withData = textOf(study, runs);
  drawnWithData = await tablesOf(study, runs);
  cpSync(runs, copy, { recursive: true });
});

describe('a copied folder of runs, where the data are not', () => {
  const elsewhere = join(root, 'elsewhere.csv');
  beforeAll(() => renameSync(file, elsewhere));
  afterAll(() => renameSync(elsewhere, file));

  it("gives the experiment's file the same report, and says that the data are not there", () => {
    expect(withData.length).toBeGreaterThan(20);
    expect(textOf(study, copy)).toEqual(withData);
    const { notes, isDamaged } = readResults(study, sourceOf(copy));
    expect(notes).toEqual([expect.stringMatching(/birds\.csv is not here: .* to train only\.$/)]);
    expect(isDamaged).toBe(false);
  });

  it('gives the same report and tables of figures by itself, beside the numbers of the paper', async () => {
    const [stored, ...others] = readStore(copy).studies;
    expect(others).toEqual([]);
    expect(stored?.asked?.typed).toBe('birds.ts');
    expect(textOf(stored?.study as Study, copy)).toEqual(withData);
    expect(drawnWithData.size).toBeGreaterThan(2);
    expect(await tablesOf(stored?.study as Study, copy)).toEqual(drawnWithData);
  });

  it('without its records gives that of each stage, with the control that it finds', () => {
    const bare = join(root, 'bare');
    cpSync(copy, bare, { recursive: true });
    rmSync(join(bare, 'experiments'), { recursive: true });
    const { studies } = readStore(bare);
    const own = studies.find(({ study: { name } }) => name === 'birds');
    const withoutPaper = resolveStudy(studyOf(experiment));
    expect(textOf(own?.study as Study, bare)).toEqual(textOf(withoutPaper, copy));
    expect(own?.study.members[0]?.control?.name).toBe('birds-control');
  });
});

describe('another version of the data', () => {
  it('is told from seeds that were never trained', () => {
    writeBirds(file, 1);
    try {
      expect(() => readResults(study, sourceOf(runs))).toThrow(
        /no seed of "birds" is finished.*\n2 seeds exist for another version of birds\.csv \(content [0-9a-f]{8}, trained \d{4}-\d\d-\d\d\); to report them:\n {2}credence report [0-9a-f]{12}$/,
      );
      // What the folder has is still reported as it was trained.
      expect(textOf(readStore(runs).studies[0]?.study as Study, runs)).toEqual(withData);
    } finally {
      writeBirds(file);
    }
  });
});

describe('a seed with a damaged file', () => {
  it('is named and left out, and the others are reported', () => {
    const damaged = join(root, 'damaged');
    cpSync(runs, damaged, { recursive: true });
    const [run] = layout(experiment, damaged).get(2) ?? [];
    if (run === undefined) throw new Error('no stage');
    const metrics = join(testsFolder(run).folder, 'metrics.jsonl');
    appendFileSync(metrics, 'x');
    const { notes, isDamaged, members } = readResults(study, sourceOf(damaged));
    expect(isDamaged).toBe(true);
    expect(notes).toEqual([
      expect.stringMatching(
        /^birds, seed 2 is left out: .*metrics\.jsonl is damaged: \d+ bytes, but \d+ were written; to train it again:\n {2}credence rerun birds\.ts --experiment birds --seed 2$/,
      ),
    ]);
    const [compared] = members.map((one) => one.compared);
    expect(compared?.report).toMatchObject({ seeds: [1], missing: [] });
    expect(compared?.control?.seeds).toEqual([1, 2]);
  });
});
