import { relative } from 'node:path';
import { commitOf } from '../runs/environment-record.js';
import type { TestedRun } from '../runs/experiment-record.js';
import { type ContrastSummary, contrastSets } from '../statistics/contrasts.js';
import { equivalenceOf } from '../statistics/equivalence.js';
import type { GroupSummary } from '../statistics/group-summary.js';
import { isSingleStage } from '../statistics/learned-stages.js';
import { intervalJson, pairedJson } from '../statistics/paired-json.js';
import { type SeedMean, seedMeans } from '../statistics/seed-means.js';
import { analysesJson } from './analysis-findings.js';
import type { BesidePaper } from './beside-paper.js';
import { testedDifferences } from './evidence/equivalence-text.js';
import type { LearnedEnough } from './learned-enough.js';
import { beside, type ComparedReport, type Report } from './report.js';
import type { ContrastsJson, MemberJson } from './report-schema.js';
import { type Undecided, undecidedOf } from './undecided.js';

function contrastsJson(contrasts: readonly ContrastSummary[]): ContrastsJson {
  const named = contrasts.map((summary) => {
    const { name, contrast, stage } = summary;
    const { minuend, subtrahend, role } = contrast;
    return [name, { ...pairedJson(summary), minuend, subtrahend, stage, role }] as const;
  });
  return Object.fromEntries(named);
}

const meanJson = ({ mean, ci95, seeds }: GroupSummary) => {
  return { mean, ...intervalJson(ci95, 'bootstrap'), n: seeds };
};

type Measured = Pick<SeedMean, 'set' | 'subset' | 'metric' | 'stage' | 'epoch'>;

const keyOf = ({ set, subset, metric, stage, epoch }: Measured): string =>
  JSON.stringify([set, subset, metric, stage, epoch]);

/** The scores at the ends of stages, with those of each seed. */
function scoresJson({ rows, ends }: Report): MemberJson['scores'] {
  const wanted = new Map(ends.map((end) => [keyOf(end), [] as SeedMean[]]));
  for (const one of seedMeans(rows.filter((row) => wanted.has(keyOf(row)))))
    wanted.get(keyOf(one))?.push(one);
  return ends.map((end) => {
    const { set, subset, metric, stage, epoch } = end;
    const seeds = (wanted.get(keyOf(end)) ?? []).map(({ seed, value }) => ({ seed, value }));
    seeds.sort((a, b) => a.seed - b.seed);
    return { set, group: subset, metric, stage, epoch, ...meanJson(end), seeds };
  });
}

function besidePaperJson({ paper, epoch, ours }: BesidePaper): MemberJson['paper'][0] {
  const { value, low = null, high = null, subset, set, metric, stage } = paper;
  return {
    ...{ set, group: subset, metric, stage, epoch },
    paper: { value, ci_low: low, ci_high: high },
    ours: ours === null ? null : meanJson(ours),
  };
}

function learnedEnoughJson({ difference, ...learned }: LearnedEnough): MemberJson['learnedEnough'] {
  const { mean, ci95, p, seeds } = difference;
  return {
    ...learned,
    difference: { mean, ...intervalJson(ci95, 't'), p, n: seeds.length },
  };
}

function undecidedJson(undecided: Undecided | null): MemberJson['undecided'] {
  if (undecided === null) return null;
  const { answers, now, needed, cautious, secondSeeds, bySecondSeeds, detectable } = undecided;
  const differences = answers.map(({ name, isMinusControl: minusControl }) => {
    return { name, minusControl };
  });
  return { differences, n: now, needed, cautious, secondSeeds, bySecondSeeds, detectable };
}

/** Equivalence tests of the differences that effects are decided by. */
function equivalenceJson(compared: ComparedReport, bound: number): MemberJson['equivalence'] {
  const tests = testedDifferences(compared).map(({ name, isMinusControl, summary }) => {
    const { p = null, pBelow = null, pAbove = null, ci90 } = equivalenceOf(summary, bound) ?? {};
    const interval = { ci90_low: ci90?.low ?? null, ci90_high: ci90?.high ?? null };
    return { name, minusControl: isMinusControl, p, pBelow, pAbove, ...interval };
  });
  return { bound, tests };
}

function runJson({ run, tests }: TestedRun, runsFolder: string): MemberJson['runs'][0] {
  return {
    ...{ seed: run.seed, second_seed: run.secondSeed, stage: run.stage.name },
    identity: run.identity,
    trainingCommit: commitOf(run.folder),
    folder: relative(runsFolder, run.folder),
    tests: tests.map(({ folder }) => ({
      commit: commitOf(folder),
      folder: relative(runsFolder, folder),
    })),
  };
}

/** A report without what a control beside it adds, but for its analyses. */
function oneReportJson(compared: ComparedReport, runsFolder: string): MemberJson['control'] & {} {
  const { report } = compared;
  const ofSet = (set: string) => report.contrasts.filter((one) => one.set === set);
  const attributed = contrastSets.filter((set) => set !== 'questions' && ofSet(set).length > 0);
  return {
    experiment: report.experiment.name,
    seeds: report.seeds,
    missing: report.missing,
    singleStage: isSingleStage(report.learned),
    scores: scoresJson(report),
    chance: Object.fromEntries(
      [...(report.chance ?? [])].map(([set, ofSet]) => [set, Object.fromEntries(ofSet)]),
    ),
    learnedEnough: report.learnedEnough && learnedEnoughJson(report.learnedEnough),
    contrasts: contrastsJson(ofSet('questions')),
    attribution: Object.fromEntries(attributed.map((set) => [set, contrastsJson(ofSet(set))])),
    paper: report.paper.map(besidePaperJson),
    analyses: analysesJson(compared),
    runs: report.runs.map((run) => runJson(run, runsFolder)),
    seconds: report.seconds,
  };
}

/**
 * A report beside its control's as plain data (`reportSchema`), of runs in a folder, with equivalence
 * tests against a bound where one is given.
 */
export function memberJson(
  compared: ComparedReport,
  runsFolder: string,
  equivalence?: number,
): MemberJson {
  const { control, effectMinusControl, at } = compared;
  return {
    ...oneReportJson(compared, runsFolder),
    at: at?.value ?? null,
    control: control === null ? null : oneReportJson(beside(control, null, compared), runsFolder),
    effectMinusControl: control === null ? null : contrastsJson(effectMinusControl),
    undecided: undecidedJson(undecidedOf(compared)),
    equivalence: equivalence === undefined ? null : equivalenceJson(compared, equivalence),
  };
}
