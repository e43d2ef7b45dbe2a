import { roundDuration } from '../terminal/duration.js';
import { foldedLines } from '../terminal/folded-table.js';
import { bold } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import { bytesText } from '../text/bytes.js';
import { counted } from '../text/counted.js';
import type { ExperimentShare, RunsPlan } from './runs-plan.js';

/** What the lines say beside the plan. */
export interface RunsPlanSetting {
  /** Of all experiments together. */
  readonly name: string;
  readonly jobs: number;
  /** What the time rests on: a device, and how many finished seeds. */
  readonly basis: string;
  /** Bytes of memory that runs may have, and of the disk that are free. */
  readonly memory: number;
  readonly disk: number;
  readonly width: number;
}

/** What `run` would do of several experiments: a line each, and what they take together. */
export function runsPlanLines(plan: RunsPlan, setting: RunsPlanSetting): string[] {
  const { name, jobs, basis, memory, disk, width } = setting;
  const { experiments, seconds, runBytes } = plan;
  const sum = (of: (one: ExperimentShare) => number): number =>
    experiments.reduce((total, one) => total + of(one), 0);
  const [all, finished] = [sum((one) => one.seeds), sum((one) => one.finishedSeeds)];
  const [trainings, shared] = [sum((one) => one.trainings), sum((one) => one.shared)];
  const isSized = experiments.every(({ weightBytes }) => weightBytes !== null);
  const weights = isSized ? sum(({ weightBytes }) => weightBytes ?? 0) : null;
  const told = [
    `${counted(experiments.length, 'experiment')}, ${counted(all, 'run')}: ${finished} finished, ` +
      `${all - finished} to do`,
    `stages to train: ${trainings - shared}` +
      (shared === 0 ? '' : ` in place of ${trainings}, as experiments share ${shared}`),
    seconds === null
      ? 'time: not known'
      : `time: about ${roundDuration(seconds.all)}, ${jobs} at a time; ` +
        `${roundDuration(seconds.work)} of work (${basis})`,
    runBytes === null
      ? 'memory: not known'
      : `memory: at least ${bytesText(runBytes)} a run, ${bytesText(runBytes * jobs)} for ${jobs} ` +
        `at a time, of ${bytesText(memory)}`,
    `disk: ${weights === null ? 'weights of unknown size' : `${bytesText(weights)} of weights`}, ` +
      `${bytesText(disk)} free`,
  ];
  const hasDamage = experiments.some(({ damagedSeeds }) => damagedSeeds > 0);
  const hasTests = experiments.some(({ tests }) => tests > 0);
  const prefix = commonStart(experiments.map(({ experiment }) => experiment));
  const header = [
    ...[prefix === '' ? 'experiment' : `${prefix}...`, 'seeds', 'finished'],
    ...(hasDamage ? ['damaged'] : []),
    ...['to train', 'shared'],
    ...(hasTests ? ['to test'] : []),
    ...['time', 'weights'],
  ];
  const rows = experiments.map((one) => [
    ...[one.experiment.slice(prefix.length), `${one.seeds}`, `${one.finishedSeeds}`],
    ...(hasDamage ? [`${one.damagedSeeds}`] : []),
    ...[`${one.trainings - one.shared}`, `${one.shared}`],
    ...(hasTests ? [`${one.tests}`] : []),
    one.seconds === null ? '?' : one.seconds === 0 ? '-' : roundDuration(one.seconds),
    one.weightBytes === null ? '?' : one.weightBytes === 0 ? '-' : bytesText(one.weightBytes),
  ]);
  const alignments = header.map((_, index) => (index === 0 ? ('left' as const) : 'right'));
  const legend =
    '"to train": stages of all seeds; "shared": stages that are trained for an experiment above ' +
    'and not again; time and weights are of those to train.';
  return [
    bold(name),
    ...foldedLines({ header, rows, alignments }, width),
    '',
    ...[...told, legend].flatMap((line) => wrapped(line, width)),
  ];
}

/** What names have in common, up to a hyphen. */
function commonStart([first = '', ...others]: readonly string[]): string {
  const ends = [...first.matchAll(/-/g)].map(({ index }) => first.slice(0, index + 1));
  return ends.findLast((start) => others.every((name) => name.startsWith(start))) ?? '';
}
