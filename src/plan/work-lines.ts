import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { seedsText } from '../report/seeds-text.js';
import { savedText } from '../runs/checkpoints/saved-part.js';
import { defaultJobs } from '../runs/local-executor.js';
import {
  type ExperimentWork,
  experimentWork,
  type PlannedStage,
} from '../runs/work/experiment-work.js';
import { epochsText } from '../runs/work/gaps.js';
import { durationText } from '../terminal/duration.js';
import { bytesText } from '../text/bytes.js';
import { counted } from '../text/counted.js';

/** Stages of several seeds of which the same is said. */
interface StageGroup {
  readonly stages: readonly PlannedStage[];
  /** `stage2 of 8 seeds (10-17)`. */
  readonly of: string;
}

/** Groups stages by what is said of them, those of the same seeds together. */
function grouped(
  stages: readonly PlannedStage[],
  said: (stage: PlannedStage) => string | null,
): StageGroup[] {
  const byName = gathered(stages, (stage) => {
    const text = said(stage);
    return text === null ? null : JSON.stringify([stage.stage, text]);
  });
  const bySeeds = gathered(byName, (own) => {
    const [first] = own;
    return first === undefined ? null : JSON.stringify([said(first), seedsOf(own)]);
  });
  return bySeeds.map((groups) => {
    const own = groups.flat();
    const names = [...new Set(own.map(({ stage }) => stage))];
    return { stages: own, of: `${names.join(', ')} of ${seedsOf(own)}` };
  });
}

/** Values with the same key together, in the order of the first; without those of no key. */
function gathered<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string | null,
): Value[][] {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return [...groups.values()];
}

function seedsOf(stages: readonly PlannedStage[]): string {
  const seeds = [...new Set(stages.map(({ seed }) => seed))].sort((a, b) => a - b);
  return `${counted(seeds.length, 'seed')} (${seedsText(seeds)})`;
}

/** `, about 4 min`: what training took the first time, so many seeds at a time. */
function timeText(stages: readonly PlannedStage[], jobs: number): string {
  const seeds = new Set(stages.map(({ seed }) => seed)).size;
  const seconds = stages.reduce((sum, one) => sum + (one.seconds ?? 0), 0);
  return seconds === 0 ? '' : `, about ${durationText(seconds / Math.min(jobs, seeds))}`;
}

/**
 * What is done with the stages of an experiment that are not simply trained, a sentence each:
 * reused, tested from weights, trained again and why.
 *
 * @param jobs seeds at a time
 */
export function workLines({ stages }: ExperimentWork, jobs: number): string[] {
  const of = (kind: PlannedStage['kind']) => stages.filter((stage) => stage.kind === kind);
  const open = new Set(stages.filter(({ kind }) => kind !== 'finished').map(({ seed }) => seed));
  const isPlain = !stages.some(({ kind }) => kind !== 'train' && kind !== 'finished');
  const reused = of('finished').filter(
    ({ seed, trainedBy }) => trainedBy !== null || open.has(seed),
  );
  return [
    ...grouped(reused, ({ trainedBy }) => trainedBy ?? '').map(({ stages: own, of: what }) => {
      const by = own[0]?.trainedBy ?? null;
      return `${what}: finished${by === null ? '' : `, trained by ${by}`}`;
    }),
    ...(isPlain && reused.length === 0
      ? []
      : grouped(of('train'), () => '').map(({ of: what }) => `${what}: to train`)),
    ...grouped(of('test'), ({ tested }) => tested).map(
      ({ stages: own, of: what }) =>
        `${what}: to test from kept weights, without training: ${own[0]?.tested}`,
    ),
    ...grouped(of('train again'), ({ again }) => again).map(
      ({ stages: own, of: what }) =>
        `${what}: to train again from the same seed${timeText(own, jobs)}: ${own[0]?.again}`,
    ),
    ...grouped(stages, ({ saved }) => (saved === null ? null : savedText(saved))).map(
      ({ stages: [one], of: what }) =>
        `${what}: goes on from a checkpoint${one?.saved ? `, ${savedText(one.saved)}` : ''}`,
    ),
  ];
}

/** Whether some of what stages are trained again for could be tested from weights instead. */
export function isPartlyTestable({ stages }: ExperimentWork): boolean {
  return stages.some(({ kind, isTestable }) => kind === 'train again' && isTestable);
}

/**
 * What weights cannot answer of what is wanted of finished stages, a sentence each: which needs
 * them trained again, with how long that takes, or for the first time.
 */
export function untestableLines({ stages }: ExperimentWork, jobs: number): string[] {
  return [
    ...grouped(stages, ({ left, weightBytes }) =>
      left === null ? null : JSON.stringify([left, weightBytes > 0]),
    ).map(({ stages: own, of }) => {
      const why = own[0]?.weightBytes === 0 ? ' (its weights were not kept)' : '';
      return `${of}: needs training again${timeText(own, jobs)}${why}: ${own[0]?.left}`;
    }),
    ...grouped(stages, ({ kind }) => (kind === 'untrained' ? '' : null)).map(
      ({ of }) => `${of}: not trained`,
    ),
  ];
}

/**
 * How the weights on disk of finished stages differ from those that are to be kept, a sentence
 * each, with the command that changes it.
 *
 * @param command trains the experiment
 */
export function keptLines(
  experiment: Experiment,
  { runs, jobs, execution }: KeepingOf,
  command: string,
): string[] {
  const { keepWeights, threads } = execution;
  const { stages } = experimentWork(experiment, runs, execution);
  const finished = stages.filter(({ kind }) => kind === 'finished');
  const lacking = grouped(finished, lackingText);
  const again = `${command} --keep-weights ${keepWeights} --retrain`;
  const isMiddle = ({ keepsWeights }: PlannedStage): boolean => keepsWeights.length > 0;
  const spare = finished.filter(({ spareBytes }) => spareBytes > 0);
  return [
    ...lacking.map(({ of, stages: without }) => {
      const time = timeText(without, jobs ?? defaultJobs(threads, 'cpu'));
      const when = without[0] === undefined ? '' : lackingText(without[0]);
      return `the weights of ${of}${when} were not kept; to train again for them${time}: ${again}`;
    }),
    ...spareLines(experiment, spare.filter(isMiddle), true),
    ...spareLines(
      experiment,
      spare.filter((stage) => !isMiddle(stage)),
      false,
    ),
  ];
}

/** ` after epochs 1-4`, the weights that are lacking; nothing for those of the end, null for none. */
function lackingText({ lacksWeights, keepsWeights }: PlannedStage): string | null {
  if (lacksWeights.length === 0) return null;
  return lacksWeights.length === keepsWeights.length ? '' : ` ${epochsText(lacksWeights)}`;
}

/** That weights stay which are not asked for any more: all of some stages, or those before their ends. */
function spareLines(
  { name }: Experiment,
  stages: readonly PlannedStage[],
  areMiddle: boolean,
): string[] {
  if (stages.length === 0) return [];
  const bytes = bytesText(stages.reduce((sum, { spareBytes }) => sum + spareBytes, 0));
  const own = grouped(stages, () => '').map(({ of }) => of);
  const [when, option, which] = areMiddle
    ? [' before their ends', '--middle-weights', 'those']
    : ['', '--weights', 'all of its weights'];
  return [
    `the weights of ${own.join(', ')}${when} were kept before and stay (${bytes}); ` +
      `credence runs rm ${name} ${option} removes ${which}`,
  ];
}

/** Where an experiment is kept, and how it is executed. */
interface KeepingOf {
  readonly runs: string;
  readonly jobs?: number | undefined;
  readonly execution: Execution;
}

/** The same as `workLines` and `untestableLines` for programs: a row a stage of a seed. */
export function workJson({ stages, damaged }: ExperimentWork): object {
  return {
    work: stages.map(({ isTestable: _, lacksEnd: _ends, ...stage }) => stage),
    damaged: [...damaged].map(([seed, damage]) => ({ seed, damage })),
  };
}
