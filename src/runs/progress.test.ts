import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from './events.js';
import { Progress } from './progress.js';

const of = { experiment: 'world', time: 0 };
const inStage = { ...of, stage: 'stage1', secondSeed: null };

const step = (seed: number): RunEvent => {
  return { ...inStage, kind: 'step', seed, step: 9, epoch: 2, epochs: 4, loss: 1, done: 0.5 };
};

function shown(isTTY: boolean, use: (progress: Progress) => void): string {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 60 });
  const progress = new Progress('world', 2, stream as unknown as WriteStream);
  use(progress);
  progress.end();
  return String(stream.read() ?? '');
}

describe('Progress', () => {
  it('writes whole lines to a log, not one for every step', () => {
    const text = shown(false, (progress) => {
      for (let steps = 0; steps < 100; steps++) progress.show(step(10));
    });
    expect(text).toMatch(
      /^world: {2}25 %, 0 of 2 seeds done, about .* left; seed 10 +stage1 +epoch 2\.0 of 4 {2}loss 1\.0000\n$/,
    );
  });

  it('redraws in place on a terminal, within its width, and clears up', () => {
    const text = shown(true, (progress) => progress.show(step(10)));
    const [first = '', second = '', last] = text.split('\n');
    expect(first).toContain('0 of 2 seeds done');
    expect(Math.max(first.length, second.length)).toBeLessThan(60);
    expect(last).toBe('\x1b[2F\x1b[0J');
  });

  it('says once of a stage that it is trained again, and why', () => {
    const text = shown(false, (progress) => {
      for (const [seed, again] of [
        [1, null],
        [2, 'its weights were not kept'],
        [3, 'its weights were not kept'],
      ] as const)
        progress.show({
          ...inStage,
          kind: 'stage-begun',
          isTested: false,
          seed,
          epochs: 4,
          again,
          documentsCut: 0,
        });
    });
    expect(text).toMatch(
      /^world: stage1 is trained again from the same seed, as its weights were not kept\n$/,
    );
  });

  it('says once of a stage that documents are cut', () => {
    const text = shown(false, (progress) => {
      for (const seed of [1, 2]) {
        const cut = { again: null, isTested: false, documentsCut: 10 - seed };
        progress.show({ ...inStage, kind: 'stage-begun', seed, epochs: 4, ...cut });
      }
    });
    expect(text).toMatch(/^world, stage1: 9 documents of seed 1 are longer than [^\n]*\n$/);
  });

  it('tells of a failure at once', () => {
    const text = shown(false, (progress) =>
      progress.show({ ...of, kind: 'failed', seed: 3, message: 'out of luck', forAll: false }),
    );
    expect(text).toBe('world, seed 3 failed: out of luck\n');
  });

  it('counts neither seeds that failed nor those of other processes as done', () => {
    const text = shown(false, (progress) => {
      const message = 'seed 3 is being trained by process 7';
      progress.show({ ...of, kind: 'left', seed: 3, message });
      progress.show(step(10));
    });
    expect(text).toMatch(
      /^world: seed 3 is being trained by process 7\nworld: {2}50 %, 0 of 1 seeds done/,
    );
  });
});
