import { median, rotated } from './samples.js';

/** One whose rounds are timed. */
export interface Contestant {
  readonly name: string;
  /** Seconds that a round took. */
  round(): Promise<number>;
  stop(): void;
}

/**
 * Seconds of every contestant's rounds: after one that does not count, all do every round in turn,
 * each time another first.
 */
export async function inTurn(
  contestants: readonly Contestant[],
  rounds: number,
): Promise<number[][]> {
  const taken = new Map(contestants.map((contestant) => [contestant, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const contestant of rotated(contestants, round)) {
      showProgress(`round ${round} of ${rounds}: ${contestant.name}`);
      const seconds = await contestant.round();
      if (round > 0) taken.get(contestant)?.push(seconds);
    }
  }
  showProgress('');
  return contestants.map((contestant) => taken.get(contestant) ?? []);
}

/** The best round may be so much faster than the median one on a machine that was quiet. */
const spread = 1.3;

/** A sentence where rounds differ too much to be relied on, else none. */
export function unrestNotes(seconds: readonly (readonly number[])[]): string[] {
  const isUneven = seconds.some((rounds) => median(rounds) > spread * Math.min(...rounds));
  return isUneven
    ? ['Not to be relied on: rounds differ so much that other programs must have run beside them.']
    : [];
}

/** The median of the rounds' own ratios: how many times as long `other` took as `own`. */
export function ratioText(own: readonly number[], other: readonly number[]): string {
  const ratios = own.map((seconds, round) => (other[round] ?? Number.NaN) / seconds);
  return `${median(ratios).toFixed(2)}x`;
}

/** Shows `text` in place of what was shown before, where there is a terminal. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text}\x1b[K`);
}
