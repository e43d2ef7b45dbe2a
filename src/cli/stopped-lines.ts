import { seedsText } from '../report/seeds-text.js';
import type { RunName, WorkOutcome } from '../runs/train-seeds.js';
import { counted } from '../text/counted.js';

/**
 * How far runs are that were stopped: a line for each that is saved within a stage, and one for the
 * others of its experiment.
 */
export function stoppedLines({
  stopped,
  checkpoints,
  finished,
}: Pick<WorkOutcome, 'stopped' | 'checkpoints' | 'finished'>): string[] {
  const names = [...new Set([...stopped, ...finished].map(({ experiment }) => experiment))];
  return names.flatMap((name) => {
    const isOwn = ({ experiment }: RunName): boolean => experiment === name;
    const seeds = seedsOf(stopped.filter(isOwn));
    const own = checkpoints.filter((one) => isOwn(one) && seeds.includes(one.seed));
    const saved = own
      .toSorted((a, b) => a.seed - b.seed)
      .map(({ seed, secondSeed, stage, step, steps }) => {
        const second = secondSeed === null ? '' : `.${secondSeed}`;
        const percent = Math.floor((100 * step) / steps);
        return `${name}, seed ${seed}${second}: ${stage} ${percent} %, saved at step ${step} of ${steps}`;
      });
    const others = seeds.filter((seed) => !own.some((one) => one.seed === seed));
    const none = `${name}: nothing under way was saved of ${others.length === 1 ? 'seed' : 'seeds'}`;
    const done = finished.filter(isOwn).length;
    return [
      ...saved,
      ...(others.length === 0 ? [] : [`${none} ${seedsText(others)}; finished stages stay`]),
      ...(done === 0 ? [] : [`${name}: ${counted(done, 'seed')} finished`]),
    ];
  });
}

const seedsOf = (runs: readonly RunName[]): number[] =>
  runs.map(({ seed }) => seed).toSorted((a, b) => a - b);
