import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../runs/events.js';
import { ReproductionClock } from './reproduction-clock.js';

const experiment = { name: 'world' };
const finished = (seed: number): RunEvent =>
  ({
    ...{ kind: 'run-finished', experiment: 'world', seed, time: 0, seconds: 1 },
  }) as RunEvent;

describe('the clock of all claims', () => {
  it('takes what is left to go on as fast as what is done, by weight', () => {
    let now = 0;
    const runs = [
      { experiment, seed: 1, weight: 10 },
      { experiment, seed: 2, weight: 30 },
      { experiment, seed: 2, weight: 30 },
    ];
    const clock = new ReproductionClock(runs, () => now);
    expect(clock.left()).toBe('');
    now = 20_000;
    clock.observe(finished(1));
    expect(clock.left()).toBe('; all claims: about 60 s left');
    clock.observe(finished(3));
    expect(clock.left()).toBe('; all claims: about 60 s left');
  });
});
