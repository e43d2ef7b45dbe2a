import { peakMemory, releaseMemory, resetPeakMemory, synchronize } from '../../src/tensor/index.js';
import type { PaperSteps } from './paper-steps.js';

/** How fast steps are taken. */
export interface Rate {
  readonly name: string;
  /** Seconds of each step that counts. */
  readonly seconds: readonly number[];
  /** Of the median step. */
  readonly documentsPerSecond: number;
  readonly stepsPerSecond: number;
  /** Training of one seed, all its stages, at this rate and without its tests. */
  readonly minutesOfSeed: number;
  readonly peakBytes: number;
  /** Until the first step began: data are made and weights drawn. */
  readonly secondsToBegin: number;
}

/** Takes so many steps after so many that do not count, until about `limit` seconds are over. */
export function rateOf(
  open: () => PaperSteps,
  {
    device,
    warmUp,
    steps,
    limit,
  }: Readonly<Record<'warmUp' | 'steps' | 'limit', number>> & {
    readonly device: string;
  },
): Rate {
  const begun = performance.now();
  resetPeakMemory(device);
  const task = open();
  try {
    const secondsToBegin = (performance.now() - begun) / 1000;
    const seconds: number[] = [];
    for (let taken = 0; taken < warmUp + steps; taken++) {
      const start = performance.now();
      task.step();
      synchronize(device);
      const now = performance.now();
      if (taken >= warmUp) seconds.push((now - start) / 1000);
      if (seconds.length > 0 && (now - begun) / 1000 > limit) break;
    }
    const sorted = [...seconds].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] as number;
    return {
      name: task.name,
      seconds,
      documentsPerSecond: task.perStep / median,
      stepsPerSecond: 1 / median,
      minutesOfSeed: (task.ofSeed * median) / task.perStep / 60,
      peakBytes: peakMemory(device),
      secondsToBegin,
    };
  } finally {
    task.dispose();
    releaseMemory(device);
  }
}

/** A table of rates, its headings first. */
export function rateTable(rates: readonly Rate[]): string[][] {
  return [
    ['what', 'steps/s', 'documents/s', 'minutes a seed', 'peak, GB', 'begins after'],
    ...rates.map((rate) => [
      rate.name,
      rate.stepsPerSecond.toFixed(2),
      rate.documentsPerSecond.toFixed(0),
      rate.minutesOfSeed.toFixed(1),
      (rate.peakBytes / 1e9).toFixed(2),
      `${rate.secondsToBegin.toFixed(1)} s`,
    ]),
  ];
}
