import { seedsText } from '../report/seeds-text.js';
import type { WorkOutcome } from '../runs/train-seeds.js';
import { counted } from '../text/counted.js';

/**
 * How far the seeds of an experiment are that were stopped, a line for each that is saved within a
 * stage and one for the others.
 */
export function stoppedLines(
  name: string,
  { stopped, checkpoints, finished }: Pick<WorkOutcome, 'stopped' | 'checkpoints' | 'finished'>,
): string[] {
  const ascending = stopped.toSorted((a, b) => a - b);
  const saved = ascending.flatMap((seed) => {
    const { stage, secondSeed, step, steps } = checkpoints.get(seed) ?? {};
    if (stage === undefined || step === undefined || steps === undefined) return [];
    const second = secondSeed === null ? '' : `.${secondSeed}`;
    const percent = Math.floor((100 * step) / steps);
    return [
      `${name}, seed ${seed}${second}: ${stage} ${percent} %, saved at step ${step} of ${steps}`,
    ];
  });
  const others = ascending.filter((seed) => !checkpoints.has(seed));
  const none = `${name}: nothing under way was saved of ${others.length === 1 ? 'seed' : 'seeds'}`;
  return [
    ...saved,
    ...(others.length === 0 ? [] : [`${none} ${seedsText(others)}; finished stages stay`]),
    ...(finished.length === 0 ? [] : [`${name}: ${counted(finished.length, 'seed')} finished`]),
  ];
}
